import type { ClaimData, Reading } from '../reading.js';
import { chooseTwoArm } from '../sequential/choose-process.js';
import { addCalm, NO_CALM, type CalmStretch } from '../sequential/dispersion.js';
import { rateInterval } from '../sequential/rate-interval.js';
import type { GatheringProcedure } from './criterion-processes.js';
import type { CriterionState, StepZeroChoice, Tally } from './criterion-state.js';
import { countedIn, type Counted } from './period-counts.js';
import { samplesBehind } from './period-signs.js';
import { shareVariation } from './sample-shares.js';

/** A difference that the cohorts have beforehand is believed at this risk. */
const BIAS_RISK = 0.01;

/** One period before the first exposure: those who come next, and everybody else. */
interface CalmPeriod {
  readonly next: Tally;
  readonly others: Tally;
}

/** What the time before the first exposure says about a criterion. */
export interface StepZero {
  readonly choice: StepZeroChoice;
  /** Samples of those who come next, and of everybody else: the shares that the cohorts should keep. */
  readonly before?: NonNullable<CriterionState['before']>;
}

/**
 * Step zero. Where those who come next were marked beforehand, they are compared with everybody else while both are served
 * the same (A/A): how much the counts vary, whether the cohorts differ already, and what share of the samples is theirs.
 * Where they were not, each period of control is compared with the next, as if they were two arms: what both would share
 * counts as well, so that the dispersion is rather too high than too low, and of bias and shares nothing is known.
 */
export function stepZeroOf(
  calm: ClaimData | undefined,
  procedure: GatheringProcedure,
  foretold: boolean,
): StepZero {
  const counted = procedure.kind === 'one arm' ? procedure.counted : 'part';
  const periods = procedure.kind === 'one arm' ? [] : markedPeriods(calm, procedure.kind === 'signs');
  if (periods.length === 0) return { choice: chooseTwoArm(dayBefore(calm, counted)) };
  const marked = comparedWith(periods);
  const known = chooseTwoArm(marked.calm);
  const variation = shareVariation(periods.map(({ next, others }) => [next.samples, others.samples]));
  // Whoever is exposed already is part of the canary, and was not compared.
  const isFirst = foretold && heardOf(calm) === 0;
  const bias = isFirst && known.dispersion !== undefined ? biasOf(marked, known.dispersion) : undefined;
  return {
    choice: {
      ...(known.dispersion === undefined
        ? chooseTwoArm(dayBefore(calm, counted))
        : { ...known, from: 'A/A' as const }),
      ...(bias === undefined ? {} : { bias }),
      ...(variation === undefined ? {} : { variation }),
    },
    ...(isFirst ? { before: { canary: marked.next.samples, control: marked.others.samples } } : {}),
  };
}

/** Periods in which those who come next were heard. @param samplesOnly of percentiles nothing else is counted */
function markedPeriods(calm: ClaimData | undefined, samplesOnly: boolean): readonly CalmPeriod[] {
  const read = (reading: Reading | undefined): Counted =>
    samplesOnly ? samplesBehind(reading) : countedIn(reading, 'part');
  if (calm?.kind !== 'measured') return [];
  const marked = calm.next?.[0]?.readings ?? [];
  const all = calm.control?.[0]?.readings ?? [];
  const first = marked.findIndex((reading) => reading.kind === 'value');
  if (first < 0) return [];
  return marked.slice(first).flatMap((reading, index): readonly CalmPeriod[] => {
    const next = read(reading);
    const control = read(all[first + index]);
    if (next.kind !== 'counts' || control.kind !== 'counts') return [];
    const others = {
      counted: control.tally.counted - next.tally.counted,
      samples: control.tally.samples - next.tally.samples,
    };
    // Samples of the same moment may arrive under one name and not yet under the other.
    return others.counted < 0 || others.samples < others.counted ? [] : [{ next: next.tally, others }];
  });
}

interface Compared {
  readonly next: Tally;
  readonly others: Tally;
  readonly calm: CalmStretch;
}

/** How much the share of the failures varies around what it is on the whole. */
function comparedWith(periods: readonly CalmPeriod[]): Compared {
  const next = total(periods.map((period) => period.next));
  const others = total(periods.map((period) => period.others));
  const ratio = ratioOf(next, others) ?? 1;
  const calm = periods.reduce(
    (sum, { next: one, others: other }) =>
      addCalm(sum, one.counted, one.samples * ratio, other.counted, other.samples),
    NO_CALM,
  );
  return { next, others, calm };
}

/** How many times control's rate that of those who come next is; nothing where one of them has none. */
function ratioOf(next: Tally, others: Tally): number | undefined {
  if (next.counted === 0 || others.counted === 0 || next.samples === 0) return undefined;
  return next.counted / next.samples / (others.counted / others.samples);
}

/**
 * The least difference that the cohorts surely have already, as a factor of control's rate: above 1 when those who come
 * next fail more, below 1 when they fail less. The change is not to be blamed for it.
 */
function biasOf({ next, others }: Compared, dispersion: number): number | undefined {
  const failures = next.counted + others.counted;
  if (failures === 0 || others.samples === 0 || next.samples === 0) return undefined;
  const share = rateInterval(next.counted / dispersion, failures / dispersion, { risk: BIAS_RISK });
  const ratioAt = (part: number): number => ((part / (1 - part)) * others.samples) / next.samples;
  if (ratioAt(share.lower) > 1) return ratioAt(share.lower);
  return ratioAt(share.upper) < 1 ? ratioAt(share.upper) : undefined;
}

function dayBefore(calm: ClaimData | undefined, counted: 'part' | 'rest'): CalmStretch {
  const series = calm?.kind === 'measured' ? (calm.control ?? calm.subject)[0] : undefined;
  const readings = series?.readings ?? [];
  let sum = NO_CALM;
  for (let index = 0; index + 1 < readings.length; index += 2) {
    const first = countedIn(readings[index], counted);
    const second = countedIn(readings[index + 1], counted);
    if (first.kind !== 'counts' || second.kind !== 'counts') continue;
    const [one, other] = [first.tally, second.tally];
    sum = addCalm(sum, one.counted, one.samples, other.counted, other.samples);
  }
  return sum;
}

/** Samples of the canary. */
function heardOf(calm: ClaimData | undefined): number {
  const readings = calm?.kind === 'measured' ? (calm.subject[0]?.readings ?? []) : [];
  return readings.reduce((sum, reading) => sum + (reading.kind === 'value' ? reading.samples : 0), 0);
}

function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, one) => ({ counted: sum.counted + one.counted, samples: sum.samples + one.samples }),
    { counted: 0, samples: 0 },
  );
}
