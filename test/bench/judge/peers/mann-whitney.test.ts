import { readFileSync } from 'node:fs';
import {
  mannWhitneyU,
  shiftBound,
  shiftEstimate,
  standardizedU,
} from '../../../../bench/judge/peers/mann-whitney.js';
import { relativeError } from './relative-error.js';

interface Case {
  readonly experiment: readonly number[];
  readonly control: readonly number[];
  readonly wilcoxonDiffAt0: number;
  readonly U: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly estimate: number;
}
const { cases } = JSON.parse(readFileSync('test/fixtures/vectors/mann-whitney-kayenta.json', 'utf8')) as {
  readonly cases: readonly Case[];
};
const QUANTILE = 2.3263478740408408;

describe.each(cases)('the samples with U $U and estimate $estimate', (given) => {
  const x = Float64Array.from(given.experiment).sort();
  const y = Float64Array.from(given.control).sort();

  it('have the U and the standardized U of Kayenta', () => {
    expect(mannWhitneyU(x, y)).toBe(given.U);
    expect(relativeError(standardizedU(x, y, 0), given.wilcoxonDiffAt0)).toBeLessThan(1e-12);
  });

  it('have the interval and the estimate of Kayenta', () => {
    expect(Math.abs(shiftBound(x, y, QUANTILE) - given.ciLow)).toBeLessThan(1e-9);
    expect(Math.abs(shiftBound(x, y, -QUANTILE) - given.ciHigh)).toBeLessThan(1e-9);
    expect(Math.abs(shiftEstimate(x, y) - given.estimate)).toBeLessThan(1e-9);
  });
});

it('ties within and between the samples count half', () => {
  expect(mannWhitneyU(Float64Array.of(1, 2, 2), Float64Array.of(1, 2, 3))).toBe(3.5);
});
