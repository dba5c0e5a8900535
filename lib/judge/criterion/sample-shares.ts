import { chiSquaredQuantile } from '../numbers/chi-squared-quantile.js';
import { rateInterval } from '../sequential/rate-interval.js';
import { sampleRatioEvidence } from '../sequential/sample-ratio.js';
import type { CriterionState } from './criterion-state.js';

const DAY = 86_400_000;
/** The A/A stretch is cut into so many blocks: what varies by the hour shows in them, and not in single minutes. */
const BLOCKS = 12;
/** Shorter blocks say nothing. */
const LEAST_PERIODS_IN_BLOCK = 10;
/** As for the dispersion of failures: rather too high than too low. */
const CAUTION = 0.1;
/** The risk at which another share is believed (Lindon and Malek's check, as the field uses it). */
const MISMATCH_RISK = 0.001;

/**
 * How much more than independent samples the canary's share of all samples varies: Pearson's X2 over blocks of the A/A
 * stretch, by the quantile of chi-squared.
 * @param periods samples of those who come next, and of everybody else
 * @returns at least 1; `undefined` when the stretch is too short to say
 */
export function shareVariation(
  periods: readonly (readonly [next: number, others: number])[],
): number | undefined {
  const length = Math.floor(periods.length / BLOCKS);
  if (length < LEAST_PERIODS_IN_BLOCK) return undefined;
  const blocks = Array.from({ length: BLOCKS }, (_, index) =>
    sum(periods.slice(index * length, (index + 1) * length)),
  );
  const [next, others] = sum(blocks);
  const share = next / (next + others);
  if (!(share > 0 && share < 1)) return undefined;
  const pearson = blocks.reduce((total, [one, other]) => {
    const all = one + other;
    return all === 0 ? total : total + (one - all * share) ** 2 / (all * share * (1 - share));
  }, 0);
  return Math.max(1, pearson / chiSquaredQuantile(CAUTION, BLOCKS - 1));
}

/** A share of the samples that is another one than before. */
export interface ShareMismatch {
  /** The canary's share of all samples, before its users were exposed and since. */
  readonly before: number;
  readonly since: number;
  /** "1 in N" that this is chance. */
  readonly evidence: number;
}

/**
 * Whether the canary's users send another share of the samples than before they were exposed: then the cohorts are not
 * what they were, and what is measured of them says less than it seems to. The share of before is known from a stretch
 * only: the likeliest of those that it leaves possible is taken.
 */
export function shareMismatch({ marks, recent, choice }: CriterionState): ShareMismatch | undefined {
  const { compared } = recent;
  if (!marks?.hold || !choice.variation || !compared || compared.canary + compared.control === 0)
    return undefined;
  const { factor } = choice.variation;
  const known = marks.canary + marks.control;
  const seen = compared.canary / (compared.canary + compared.control);
  const possible = rateInterval(marks.canary / factor, known / factor, { risk: MISMATCH_RISK });
  const expected = Math.min(Math.max(seen, possible.lower), possible.upper);
  if (!(expected > 0 && expected < 1)) return undefined;
  const log = sampleRatioEvidence(
    [compared.canary / factor, compared.control / factor],
    [expected, 1 - expected],
  );
  if (log < Math.log(1 / MISMATCH_RISK)) return undefined;
  return { before: marks.canary / known, since: seen, evidence: Math.exp(Math.min(log, 300)) };
}

/**
 * How long after a rise the shares go on being compared: as long as those who came were marked, because two hours at noon
 * say nothing of the night; always after a whole day of marks.
 */
export function comparedFor(marks: CriterionState['marks']): number {
  if (!marks) return 0;
  return isWholeDay(marks.ms) ? Infinity : marks.ms;
}

/** Whether a stretch is as good as a day: a first minute in which nobody was heard does not count. */
export function isWholeDay(ms: number): boolean {
  return ms >= 0.9 * DAY;
}

function sum(pairs: readonly (readonly [number, number])[]): readonly [number, number] {
  return pairs.reduce<readonly [number, number]>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
}
