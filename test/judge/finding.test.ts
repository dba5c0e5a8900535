import { best, opposite, verdictOf, worst, type Truth } from '../../lib/judge/finding.js';

describe('the one order of truths', () => {
  it.each<[readonly Truth[], Truth, Truth]>([
    [['yes', 'yes'], 'yes', 'yes'],
    [['yes', 'unknown'], 'unknown', 'yes'],
    [['unknown', 'error'], 'error', 'unknown'],
    [['error', 'no'], 'no', 'error'],
    [['yes', 'no', 'error', 'unknown'], 'no', 'yes'],
    [[], 'yes', 'no'],
  ])('of %j the worst is %s and the best is %s', (truths, expectedWorst, expectedBest) => {
    expect(worst(truths)).toBe(expectedWorst);
    expect(best(truths)).toBe(expectedBest);
  });

  it('gives go to nothing but yes', () => {
    expect((['yes', 'no', 'unknown', 'error'] as const).filter((truth) => verdictOf(truth) === 'go')).toEqual(
      ['yes'],
    );
  });

  it('does not turn what is not known into knowledge by negating it', () => {
    expect((['yes', 'no', 'unknown', 'error'] as const).map(opposite)).toEqual([
      'no',
      'yes',
      'unknown',
      'error',
    ]);
  });
});
