import { planChunks, planOfChunks } from '../../lib/aws/dynamo-plans.js';
import { planHash } from '../../lib/runtime/plan-hash.js';
import { noise } from './dynamo/noise.js';

const sourceOf = (letters: number) => ({
  file: 'a.yaml',
  text: 'rollout: a',
  lists: { 'units.txt': noise(letters) },
});
const hashOf = ({ text, lists }: ReturnType<typeof sourceOf>) => planHash(text, lists);

describe('a stored plan', () => {
  it.each([0, 1_000, 1_000_000, 4_000_000])('with lists of %d letters comes back as it was', (letters) => {
    const source = sourceOf(letters);
    const chunks = planChunks(hashOf(source), source);
    expect(planOfChunks(hashOf(source), chunks)).toEqual(source);
    for (const { chunk } of chunks) expect(chunk?.B?.length ?? 0).toBeLessThanOrEqual(350 * 1024);
  });

  it('that one transaction cannot hold is refused, with what to do', () => {
    const source = sourceOf(8_000_000);
    expect(() => planChunks(hashOf(source), source)).toThrow(
      /at most 3850 KB can be stored\. Shorten its lists/u,
    );
  });

  const source = sourceOf(2_000_000);
  const hash = hashOf(source);
  const chunks = planChunks(hash, source);
  it.each<[string, typeof chunks, RegExp]>([
    ['a part is missing', chunks.slice(1), /a part of it is missing/u],
    ['its parts are in another order', [...chunks].reverse(), /it cannot be read/u],
    ['it is another plan', planChunks(hash, sourceOf(2_000_001)), /its content has another hash/u],
  ])('is not taken for one when %s', (_, damaged, reason) => {
    expect(chunks.length).toBeGreaterThan(2);
    expect(() => planOfChunks(hash, damaged)).toThrow(reason);
  });
});
