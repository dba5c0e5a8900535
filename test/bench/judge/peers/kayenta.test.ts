import { readFileSync } from 'node:fs';
import { isHigh, kayenta, meanRatio } from '../../../../bench/judge/peers/kayenta.js';
import { firstRevert, repeated, type Minute } from './first-revert.js';
import { relativeError } from './relative-error.js';

interface Case {
  readonly experiment: readonly number[];
  readonly control: readonly number[];
  readonly meanRatio: number;
  readonly classificationIncrease: 'High' | 'Pass';
}
const { cases } = JSON.parse(readFileSync('test/fixtures/vectors/mann-whitney-kayenta.json', 'utf8')) as {
  readonly cases: readonly Case[];
};

it.each(cases)(
  'a canary with $meanRatio times the mean of control is classified $classificationIncrease',
  (given) => {
    const canary = Float64Array.from(given.experiment).sort();
    const control = Float64Array.from(given.control).sort();
    expect(relativeError(meanRatio(canary, control), given.meanRatio)).toBeLessThan(1e-9);
    expect(isHigh(canary, control) ? 'High' : 'Pass').toBe(given.classificationIncrease);
  },
);

/** Sixty minutes whose errors wander a little around a level, in both arms. */
const hour = (canary: number, control: number): readonly Minute[] =>
  Array.from({ length: 60 }, (_, minute) => [canary + (minute % 5), 500, control + (minute % 4), 500]);

it('decides once an hour', () => {
  const run = kayenta.start({ baseRate: 0.01 });
  const decisions = [...hour(20, 5), ...hour(20, 5)].map((minute) => run.minute(...minute));
  expect(decisions.flatMap((reverts, index) => (reverts ? [index + 1] : []))).toEqual([60, 120]);
});

it('judges each hour by its own minutes', () => {
  expect(firstRevert(kayenta, [...hour(5, 5), ...hour(5, 20), ...hour(20, 5)])).toBe(180);
});

it('passes arms that are each constant, however far apart', () => {
  expect(firstRevert(kayenta, repeated([50, 500, 5, 500], 60))).toBeUndefined();
});

it('passes arms with the same values', () => {
  expect(
    firstRevert(
      kayenta,
      hour(5, 5).map(([x1, n1]): Minute => [x1, n1, x1, n1]),
    ),
  ).toBeUndefined();
});

it('leaves minutes without requests out', () => {
  const minutes = hour(20, 5).map((minute, at): Minute => (at % 2 ? [0, 0, minute[2], minute[3]] : minute));
  expect(firstRevert(kayenta, minutes)).toBe(60);
});

it('fails a canary without any data', () => {
  expect(firstRevert(kayenta, repeated([0, 0, 5, 500], 60))).toBe(60);
});
