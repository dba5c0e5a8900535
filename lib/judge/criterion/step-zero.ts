import type { CriterionTimes } from './criterion-times.js';
import type { ClaimData } from '../reading.js';
import { chooseTwoArm } from '../sequential/choose-process.js';
import { addCalm, NO_CALM, type CalmStretch } from '../sequential/dispersion.js';
import type { GatheringProcedure } from './criterion-processes.js';
import type { CriterionState, StepZeroChoice } from './criterion-state.js';
import { biasOf, markedCohort, type MarkedCohort } from './marked-cohort.js';
import { countedIn } from './period-counts.js';

/** What counts are divided by when nobody knows how much they vary. */
const CAUTIOUS_DISPERSION = 1.5;

/** What the time before says about a criterion. */
export type StepZero = Pick<CriterionState, 'choice' | 'marks'>;

/** What was asked of the time before. */
export interface Beforehand {
  /** The day before, of control alone. */
  readonly calm?: ClaimData | undefined;
  /** Canary, control and those who were to come next, while these were marked. */
  readonly marked?: ClaimData | undefined;
  /** How long that is; milliseconds. */
  readonly markedMs: number;
}

/** When a criterion's evidence begins, and who is exposed: see `CriterionTimes`. */
export type StepZeroTimes = Pick<
  CriterionTimes,
  'from' | 'version' | 'foretold' | 'hold' | 'steadySince' | 'elsewhere'
>;

/**
 * Step zero. Where those who came with the newest rise were marked before it, they are compared with everybody else while
 * both were served the same (A/A): how much the counts vary, whether the cohorts differed already, and what share of the
 * samples is theirs. Where they were not, each period of control is compared with the next, as if they were two arms: what
 * both would share counts as well, so that the dispersion is rather too high than too low, and of bias and shares nothing
 * is known. How the evidence is found is chosen once, when a criterion begins; bias and shares are those of the newest rise.
 */
export function stepZeroOf(
  known: CriterionState | undefined,
  procedure: GatheringProcedure,
  times: StepZeroTimes,
  { calm, marked: answer, markedMs }: Beforehand,
): StepZero {
  const { version, foretold, hold } = times;
  const isKnown = known !== undefined && (known.heard + known.silent > 0 || known.marks !== undefined);
  const before = isKnown ? known : undefined;
  if (before?.marks?.version === version) return withHold(before, hold);
  // Until a rise has reached its users, what was known of the others still counts, but for their share.
  if (before && times.steadySince === undefined) return withHold(before, false);
  const marked = procedure.kind === 'one arm' ? undefined : markedCohort(answer, procedure.kind === 'signs');
  const { bias, variation: _variation, ...choice } = before?.choice ?? begin(marked, calm, procedure);
  if (!foretold || !answer) return { choice };
  // Nobody publishes them: that is not asked again.
  if (!marked) return { choice, marks: { version, ms: 0, canary: 0, control: 0, hold } };
  const ms = markedMs * marked.part;
  // Evidence that is older than the rise is about other users.
  const isAboutThem = before !== undefined || times.from >= foretold.to;
  const all = isAboutThem
    ? biasOfAll(before ? { bias } : times.elsewhere, times, marked, choice.dispersion)
    : 1;
  return {
    choice: {
      ...choice,
      ...(all === 1 ? {} : { bias: all }),
      ...(marked.variation === undefined ? {} : { variation: { factor: marked.variation, ms } }),
    },
    marks: {
      version,
      ms,
      canary: marked.canary + marked.next.samples,
      control: marked.others.samples,
      hold,
    },
  };
}

function withHold({ choice, marks }: CriterionState, hold: boolean): StepZero {
  if (!marks) return { choice };
  return { choice, marks: marks.hold === hold ? marks : { ...marks, hold } };
}

function begin(
  marked: MarkedCohort | undefined,
  calm: ClaimData | undefined,
  procedure: GatheringProcedure,
): StepZeroChoice {
  const known = marked && chooseTwoArm(marked.calm);
  if (known?.dispersion !== undefined) return { ...known, from: 'A/A' };
  return chooseTwoArm(dayBefore(calm, procedure.kind === 'one arm' ? procedure.counted : 'part'));
}

/**
 * What all who are exposed after a rise differed by before it: those who were exposed already by what was known of them,
 * the others by their marks, each by as many samples as they send.
 */
function biasOfAll(
  known: { readonly version?: number; readonly bias?: number | undefined } | undefined,
  { version }: StepZeroTimes,
  marked: MarkedCohort,
  dispersion = CAUTIOUS_DISPERSION,
): number {
  const { bias = 1 } = known ?? {};
  if (known?.version === version) return bias;
  const { canary, next } = marked;
  return (canary * bias + next.samples * biasOf(marked, dispersion)) / (canary + next.samples);
}

function dayBefore(calm: ClaimData | undefined, counted: 'part' | 'rest'): CalmStretch {
  const readings = calm?.kind === 'measured' ? (calm.subject[0]?.readings ?? []) : [];
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
