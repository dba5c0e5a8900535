import { chooseTwoArm } from '../../../lib/judge/sequential/choose-process.js';
import { addCalm, NO_CALM } from '../../../lib/judge/sequential/dispersion.js';

type Counts = readonly [x1: number, x0: number];

const calmOf = (periods: readonly Counts[]) =>
  periods.reduce((calm, [x1, x0]) => addCalm(calm, x1, 500, x0, 500), NO_CALM);
/** As even as independent counts are: one arm has one more than half, in turn. */
const even = (length: number): readonly Counts[] =>
  Array.from({ length }, (_, index): Counts => (index % 2 === 0 ? [6, 4] : [4, 6]));
const bursts = (length: number): readonly Counts[] =>
  Array.from({ length }, (_, index): Counts => (index % 2 === 0 ? [30, 0] : [0, 30]));
const single = (length: number): readonly Counts[] =>
  Array.from({ length }, (_, index): Counts => (index % 2 === 0 ? [1, 0] : [0, 1]));

describe('the procedure of a comparison with control is', () => {
  it.each([
    ['the likelihood ratio when failures are independent', even(100), 'likelihood', 'independent'],
    ['betting when they come in bursts', bursts(100), 'betting', 'bursts'],
    ['betting when they come one at a time', single(100), 'betting', 'few failures'],
    ['betting when nobody has looked', [], 'betting', 'unknown'],
    ['betting when too few periods have shown anything', even(59), 'betting', 'unknown'],
    ['the likelihood ratio from 60 periods on', even(60), 'likelihood', 'independent'],
  ] as const)('%s', (_, periods, kind, because) => {
    expect(chooseTwoArm(calmOf(periods))).toMatchObject({ kind, because });
  });

  it('not decided by periods in which nothing failed or one cohort was empty', () => {
    const calm = addCalm(addCalm(NO_CALM, 0, 500, 0, 500), 3, 500, 0, 0);
    expect(calm).toEqual(NO_CALM);
  });
});
