import { createHash } from 'node:crypto';
import fc from '../fast-check.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { sha256, stateDigest } from '../../lib/runtime/state-digest.js';
import { stateWith } from './lane-state.js';

/** What the digest is by its definition: of the state's text. */
const plain = (state: object): string =>
  createHash('sha256').update(JSON.stringify(state), 'utf8').digest('hex');

it.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'grün',
    createHash('sha256')
      .update(Buffer.from([0x67, 0x72, 0xc3, 0xbc, 0x6e]))
      .digest('hex'),
  ],
])('hashes "%s" as UTF-8', (text, hash) => {
  expect(sha256(text)).toBe(hash);
});

it('is the digest of the text of any state, however its parts are nested', () => {
  const part = fc.anything({ withNullPrototype: false, maxDepth: 3, key: fc.string() }).filter(isPlain);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), part), (parts) => {
      expect(stateDigest(parts as unknown as RolloutState)).toBe(plain(parts));
    }),
  );
});

/** What a state consists of: no functions, symbols and the like, which JSON cannot say. */
function isPlain(value: unknown): boolean {
  return value !== undefined && JSON.stringify(value) !== undefined && noToJson(value);
}

function noToJson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return !('toJSON' in value) && Object.values(value).every(noToJson);
}

it('is the same for a state that shares parts with another, and for one that was read from text', () => {
  const state = stateWith({});
  const next = { ...state, revision: state.revision + 1 };
  stateDigest(state);
  expect(stateDigest(next)).toBe(plain(next));
  expect(stateDigest(JSON.parse(JSON.stringify(next)) as RolloutState)).toBe(stateDigest(next));
  expect(stateDigest(next)).not.toBe(stateDigest(state));
});
