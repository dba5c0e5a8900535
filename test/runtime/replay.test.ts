import type { EvidenceEntry } from '../../lib/runtime/evidence-chain.js';
import { replayEvidence } from '../../lib/runtime/replay.js';
import { stateDigest } from '../../lib/runtime/state-digest.js';
import { linesOf, smallEvidence } from './small-rollout.js';

let entries: readonly EvidenceEntry[] = [];
beforeAll(async () => {
  entries = await smallEvidence();
});

/** Replays the evidence with one entry forged, and all hashes computed anew. */
function replayForged(row: number, forge: (entry: EvidenceEntry) => EvidenceEntry) {
  return replayEvidence(
    linesOf(entries.map((entry, index) => (index === row ? forge(entry) : entry))).join(''),
  );
}

it('reproduces the final state', () => {
  const result = replayEvidence(linesOf(entries).join(''));
  const end = entries.at(-1);
  expect(result.kind).toBe('same');
  if (result.kind !== 'same' || end?.kind !== 'end') throw new Error('no end');
  expect(stateDigest(result.state)).toBe(end.state);
  expect(result.outcome).toBe('completed');
  expect(result.transitions).toBe(entries.length - 2);
});

it('reproduces a run that was interrupted as far as it came', () => {
  const result = replayEvidence(linesOf(entries.slice(0, 5)).join(''));
  expect(result.kind === 'same' && [result.complete, result.transitions]).toEqual([false, 4]);
});

it.each([
  [
    'an event that was forged',
    (entry: EvidenceEntry) =>
      entry.kind === 'transition' ? { ...entry, event: { ...entry.event, at: entry.event.at + 1 } } : entry,
    'the state that it leads to is not the recorded one',
  ],
  [
    'a happening that was forged',
    (entry: EvidenceEntry) =>
      entry.kind === 'transition'
        ? { ...entry, happenings: [{ kind: 'signed' as const, say: 'rita@example.com signs' }] }
        : entry,
    'what it says has happened is not what happens',
  ],
  [
    'an effect that was forged',
    (entry: EvidenceEntry) =>
      entry.kind === 'transition'
        ? {
            ...entry,
            effects: [{ id: '1.1', kind: 'hook' as const, hook: 'warmUp', because: 'nobody knows' }],
          }
        : entry,
    'what it says was to be done is not what follows',
  ],
  [
    'a time that was forged',
    (entry: EvidenceEntry) => (entry.kind === 'transition' ? { ...entry, at: entry.at + 1 } : entry),
    'its time is not that of the state that it leads to',
  ],
  [
    'a state that was forged',
    (entry: EvidenceEntry) => (entry.kind === 'transition' ? { ...entry, state: 'f'.repeat(64) } : entry),
    'the state that it leads to is not the recorded one',
  ],
  [
    'a revision that is left out',
    (entry: EvidenceEntry) =>
      entry.kind === 'transition' ? { ...entry, revision: entry.revision + 1 } : entry,
    'revision',
  ],
])('tells the line of %s, although the chain is whole', (_what, forge, reason) => {
  const result = replayForged(3, forge);
  expect(result.kind).toBe('broken');
  if (result.kind !== 'broken') return;
  expect(result.broken.line).toBe(4);
  expect(result.broken.reason).toContain(reason);
});

it.each([
  ['of another engine', { engine: '9.9.9' }, 'engine 9.9.9'],
  ['of another format', { format: 99 }, 'format is 99'],
  ['with another plan in it', { planHash: '0'.repeat(64) }, 'not the one that the rollout was pinned to'],
])('does not claim to reproduce evidence %s', (_what, change, reason) => {
  const result = replayForged(0, (entry) => (entry.kind === 'header' ? { ...entry, ...change } : entry));
  expect(result.kind).toBe('broken');
  if (result.kind === 'broken')
    expect(result.broken).toMatchObject({ line: 1, reason: expect.stringContaining(reason) });
});

it('does not accept another end than the one that the events lead to', () => {
  const result = replayForged(entries.length - 1, (entry) =>
    entry.kind === 'end' ? { ...entry, state: '0'.repeat(64) } : entry,
  );
  expect(result).toEqual({
    kind: 'broken',
    broken: { line: entries.length, reason: 'the final state differs' },
  });
});
