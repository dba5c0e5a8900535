import fc from '../fast-check.js';
import { verifyChain, type EvidenceEntry } from '../../lib/runtime/evidence-chain.js';
import { linesOf, smallEvidence } from './small-rollout.js';

let entries: readonly EvidenceEntry[] = [];
let lines: readonly string[] = [];
beforeAll(async () => {
  entries = await smallEvidence();
  lines = linesOf(entries);
});

const brokenAt = (text: string): number | undefined => {
  const result = verifyChain(text);
  return result.ok ? undefined : result.broken.line;
};

it('gives back what was written, and knows that it is complete', () => {
  expect(verifyChain(lines.join(''))).toEqual({ ok: true, entries, complete: true });
});

it('knows that a file without its end is not complete', () => {
  const result = verifyChain(lines.slice(0, -1).join(''));
  expect(result.ok && result.complete).toBe(false);
});

it('finds every changed byte, in the line where it is', () => {
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.nat(), fc.integer({ min: 33, max: 126 }), (row, at, code) => {
      const line = lines[row] ?? '';
      const place = at % (line.length - 1);
      const put = String.fromCharCode(code);
      fc.pre(line[place] !== put);
      const changed = line.slice(0, place) + put + line.slice(place + 1);
      expect(brokenAt([...lines.slice(0, row), changed, ...lines.slice(row + 1)].join(''))).toBe(row + 1);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['a line is missing', () => lines.filter((_, index) => index !== 3), 4],
  ['two lines are swapped', () => [...lines.slice(0, 3), lines[4], lines[3], ...lines.slice(5)], 4],
  ['a line is there twice', () => [...lines.slice(0, 4), lines[3], ...lines.slice(4)], 5],
  [
    'the last line is cut off',
    () => [...lines.slice(0, -1), lines.at(-1)?.slice(0, -20)],
    () => lines.length,
  ],
  ['the header is missing', () => lines.slice(1), 1],
  ['there is a blank line', () => [...lines.slice(0, 2), '\n', ...lines.slice(2)], 3],
  ['there is nothing', () => [], 1],
])('says in which line %s', (_what, build, line) => {
  expect(brokenAt(build().join(''))).toBe(typeof line === 'function' ? line() : line);
});
