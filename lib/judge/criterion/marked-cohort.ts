import type { ClaimData, Reading } from '../reading.js';
import { addCalm, NO_CALM, type CalmStretch } from '../sequential/dispersion.js';
import { rateInterval } from '../sequential/rate-interval.js';
import type { Tally } from './criterion-state.js';
import { NO_SAMPLES } from './gathering.js';
import { countedIn, type Counted } from './period-counts.js';
import { samplesBehind } from './period-signs.js';
import { shareVariation } from './sample-shares.js';

/** A difference that the cohorts have beforehand is believed at this risk. */
const BIAS_RISK = 0.01;

/** Those who come next, compared with everybody else while both are served the same. */
export interface MarkedCohort {
  readonly next: Tally;
  readonly others: Tally;
  /** Samples of those who were exposed already. */
  readonly canary: number;
  /** How much the next cohort's share of the failures varies around what it is on the whole. */
  readonly calm: CalmStretch;
  /** How much the share does that they and the canary have of all samples; absent when the stretch is too short to say. */
  readonly variation?: number;
  /** Which part of the time that was asked for this is from: they are marked when the version has reached them. */
  readonly part: number;
}

/** One period, of those who come next and of everybody else. */
interface Pair {
  readonly canary: number;
  readonly next: Tally;
  readonly others: Tally;
}

/**
 * What was measured of the next cohort; nothing where it was not heard.
 * @param samplesOnly of percentiles nothing else is counted
 */
export function markedCohort(answer: ClaimData | undefined, samplesOnly: boolean): MarkedCohort | undefined {
  if (answer?.kind !== 'measured') return undefined;
  const marked = answer.next?.[0]?.readings ?? [];
  const control = answer.control?.[0]?.readings ?? [];
  const canary = answer.subject[0]?.readings ?? [];
  const first = marked.findIndex((reading) => reading.kind === 'value');
  const pairs =
    first < 0
      ? []
      : pairsOf(
          [canary, marked, control].map((all) => all.slice(first)),
          samplesOnly,
        );
  if (pairs.length === 0) return undefined;
  const next = total(pairs.map((pair) => pair.next));
  const others = total(pairs.map((pair) => pair.others));
  const ratio = ratioOf(next, others) ?? 1;
  const variation = shareVariation(
    pairs.map((pair) => [pair.canary + pair.next.samples, pair.others.samples]),
  );
  return {
    next,
    others,
    canary: pairs.reduce((sum, pair) => sum + pair.canary, 0),
    calm: pairs.reduce(
      (sum, { next: one, others: other }) =>
        addCalm(sum, one.counted, one.samples * ratio, other.counted, other.samples),
      NO_CALM,
    ),
    part: (marked.length - first) / marked.length,
    ...(variation === undefined ? {} : { variation }),
  };
}

function pairsOf(
  [canary = [], marked = [], control = []]: readonly (readonly Reading[])[],
  samplesOnly: boolean,
): readonly Pair[] {
  const read = (reading: Reading | undefined): Counted =>
    samplesOnly ? samplesBehind(reading) : countedIn(reading, 'part');
  return marked.flatMap((reading, index): readonly Pair[] => {
    const mine = read(reading);
    const all = read(control[index]);
    if (mine.kind === 'refused' || all.kind !== 'counts') return [];
    // Nobody publishes that a cohort has sent nothing: where control was heard, there was nothing.
    const next = mine.kind === 'counts' ? mine.tally : NO_SAMPLES;
    const others = {
      counted: all.tally.counted - next.counted,
      samples: all.tally.samples - next.samples,
    };
    const exposed = samplesBehind(canary[index]);
    const heard = exposed.kind === 'counts' ? exposed.tally.samples : 0;
    // Samples of the same moment may arrive under one name and not yet under the other.
    return others.counted < 0 || others.samples < others.counted ? [] : [{ canary: heard, next, others }];
  });
}

/** How many times control's rate that of those who come next is; nothing where one of them has none. */
function ratioOf(next: Tally, others: Tally): number | undefined {
  if (next.counted === 0 || others.counted === 0 || next.samples === 0) return undefined;
  return next.counted / next.samples / (others.counted / others.samples);
}

/**
 * The least difference that the cohorts surely have already, as a factor of control's rate: above 1 when those who come
 * next fail more, below 1 when they fail less, 1 when nothing is sure.
 */
export function biasOf({ next, others }: MarkedCohort, dispersion: number): number {
  const failures = next.counted + others.counted;
  if (failures === 0 || others.samples === 0 || next.samples === 0) return 1;
  const share = rateInterval(next.counted / dispersion, failures / dispersion, { risk: BIAS_RISK });
  const ratioAt = (part: number): number => ((part / (1 - part)) * others.samples) / next.samples;
  return Math.max(1, ratioAt(share.lower)) * Math.min(1, ratioAt(share.upper));
}

function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, one) => ({ counted: sum.counted + one.counted, samples: sum.samples + one.samples }),
    NO_SAMPLES,
  );
}
