import type { Claim, Judging } from '../../plan/expressions/condition.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { ClaimQuery, Stretch } from '../claim-query.js';
import { procedureOf } from '../procedure.js';
import type { GatheringProcedure } from './criterion-processes.js';
import type { CriterionState } from './criterion-state.js';
import type { CriterionTimes } from './criterion-times.js';

/** What is measured for a criterion in one look, besides what its plain comparison asks for. */
export interface CriterionLook {
  readonly procedure: GatheringProcedure;
  /** Where the first period that was not taken in begins; milliseconds. */
  readonly from: number;
  /** What the percentile was on the day before: asked for first, where a limit is fixed by it. */
  readonly limit?: ClaimQuery;
  /** The closed periods that were not taken in yet, oldest first. */
  readonly periods?: ClaimQuery;
  /** The day before, asked for when the criterion begins. */
  readonly calm?: ClaimQuery;
  /** The time in which those who came with the newest rise were marked, asked for once. */
  readonly marked?: ClaimQuery;
  /** There is more to be measured: look again at once, with what this look has shown. */
  readonly more?: true;
}

/** At most so many periods are measured at once. */
const MOST_PERIODS = 2880;
/** So many periods before it begins, of those who are not exposed, show how the counts vary. */
const CALM_PERIODS = 1440;
/** What is published seldom shows it as far back as that. */
const MOST_CALM_MS = 14 * 86_400_000;
const MINUTE = 60_000;

/** A claim that is judged by evidence. */
export type JudgedClaim = Claim & { readonly judging: Judging };

export function isJudged(claim: Claim): claim is JudgedClaim {
  return claim.judging !== undefined;
}

/**
 * What to measure for a criterion; nothing where plain comparison is all there is to it.
 * @param plain the query of its plain comparison
 * @param closedUntil the end of the last period whose samples have all arrived
 */
export function lookFor(
  claim: JudgedClaim,
  plain: ClaimQuery,
  { judge }: Pick<RolloutPlan, 'judge'>,
  times: CriterionTimes,
  known: CriterionState | undefined,
  closedUntil: number,
): CriterionLook | undefined {
  const procedure = procedureOf(claim, plain.metric);
  if (procedure.kind === 'exact' || procedure.kind === 'none') return undefined;
  const present = known?.attempt === times.attempt ? known : undefined;
  const periodMs = lengthOfPeriod(judge.periodMs, plain.metric.everyMs);
  const ceil = (at: number): number => Math.ceil(at / periodMs) * periodMs;
  // What a revision has begun anew has taken nothing in yet.
  const from = present?.until || ceil(times.from);
  const windows = stretches(from, closedUntil, periodMs);
  const { metric } = plain;
  if (windows.length === 0) return { procedure, from };
  const calmEnd = ceil(times.from);
  const calmFrom = calmEnd - calmPeriods(periodMs) * periodMs;
  const calm = (stretch: readonly Stretch[]): ClaimQuery => ({
    ...plain,
    cohort: metric.cohorts ? 'control' : 'all',
    withControl: false,
    windows: stretch,
  });
  if (needsLimit(procedure) && present?.limit === undefined) {
    return { procedure, from, limit: calm([{ from: calmFrom, to: calmEnd }]), more: true };
  }
  const above = limitsOf(procedure, present);
  const counting = above ? { above } : {};
  const marked = markedWindows(procedure, plain, times, present, periodMs);
  return {
    procedure,
    from,
    periods: { ...plain, ...counting, withControl: metric.cohorts, windows },
    ...(windows.length === MOST_PERIODS ? { more: true as const } : {}),
    ...(isNew(present) ? { calm: { ...calm(stretches(calmFrom, calmEnd, periodMs)), ...counting } } : {}),
    ...(marked.length === 0
      ? {}
      : { marked: { ...plain, ...counting, withControl: true, withNext: true, windows: marked } }),
  };
}

/** The last day in which those who came with the newest rise were marked; nothing when that is known, or nobody was. */
function markedWindows(
  procedure: GatheringProcedure,
  { metric, cohort }: ClaimQuery,
  { foretold, version, steadySince }: CriterionTimes,
  known: CriterionState | undefined,
  periodMs: number,
): readonly Stretch[] {
  const isAgainstControl = metric.cohorts && procedure.kind !== 'one arm' && cohort === 'canary';
  if (!foretold || !isAgainstControl || known?.marks?.version === version) return [];
  // Until the rise has reached them, what was known of those before still counts.
  if (!isNew(known) && steadySince === undefined) return [];
  const first = Math.ceil(foretold.from / periodMs) * periodMs;
  const end = Math.floor(foretold.to / periodMs) * periodMs;
  return stretches(Math.max(first, end - calmPeriods(periodMs) * periodMs), end, periodMs);
}

/** A publication is evidence once: what is published less often than it is asked for has longer periods. */
function lengthOfPeriod(periodMs: number, everyMs = 0): number {
  return everyMs > MINUTE ? Math.max(periodMs, everyMs) : periodMs;
}

function calmPeriods(periodMs: number): number {
  return Math.min(CALM_PERIODS, Math.floor(MOST_CALM_MS / periodMs));
}

function isNew(state: CriterionState | undefined): boolean {
  return state === undefined || state.heard + state.silent === 0;
}

function needsLimit(procedure: GatheringProcedure): boolean {
  return procedure.kind === 'two arms' && procedure.limitFactor !== undefined;
}

function limitsOf(procedure: GatheringProcedure, state: CriterionState | undefined): ClaimQuery['above'] {
  if (procedure.kind === 'one arm')
    return procedure.limit === undefined ? undefined : { canary: procedure.limit, control: procedure.limit };
  if (procedure.kind === 'signs') return undefined;
  const { limitFactor } = procedure;
  if (limitFactor === undefined || state?.limit === undefined) return undefined;
  return { canary: state.limit * limitFactor, control: state.limit };
}

function stretches(from: number, to: number, periodMs: number): readonly Stretch[] {
  const count = Math.min(MOST_PERIODS, Math.floor((to - from) / periodMs));
  return Array.from({ length: Math.max(0, count) }, (_, index) => ({
    from: from + index * periodMs,
    to: from + (index + 1) * periodMs,
  }));
}
