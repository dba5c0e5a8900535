import type { SpanStarts } from '../judge/claim-query.js';
import { isJudged } from '../judge/criterion/criterion-look.js';
import type { CriterionTimes } from '../judge/criterion/criterion-times.js';
import type { Finding, Truth } from '../judge/finding.js';
import { procedureOf } from '../judge/procedure.js';
import { judgeCondition } from '../judge/judge-condition.js';
import { termsOf, type Claim, type Condition, type Term } from '../plan/expressions/condition.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import { findFact, findOwn, knowsItself } from './facts.js';
import { gateAt, phaseAt } from './place.js';
import { isSame } from './revision/is-same.js';
import type { EnvironmentState, Instant, RolloutState } from './state.js';
import { anyExposed } from './step-exposure.js';

/** A claim that has to be measured now. */
export interface WatchItem {
  /** The key of its finding. */
  readonly key: string;
  readonly claim: Claim;
  readonly starts: SpanStarts;
  /** When it is watched, where it is judged by evidence. */
  readonly times: CriterionTimes;
}

/** Whoever asks a condition: a gate or a trigger. */
export type Owner = string;

export function ownerOfTrigger(trigger: Trigger): Owner {
  return `trigger:${trigger.name}`;
}

/** Keys are asked for every minute; building and hashing them anew would cost more than all the rest. */
const keys = new WeakMap<Claim, { readonly owner: Owner; readonly key: string }>();

function keyOf(owner: Owner, claim: Claim): string {
  const known = keys.get(claim);
  if (known?.owner === owner) return known.key;
  const key = `${owner}|${claim.text}`;
  keys.set(claim, { owner, key });
  return key;
}

/**
 * The claims that are watched, without those of the gate at this place: for when nobody asks it yet. What gathers evidence
 * goes on doing so.
 */
export function withoutGate(
  plan: RolloutPlan,
  { control }: RolloutState,
  items: readonly WatchItem[],
): readonly WatchItem[] {
  const gate = gateAt(plan, control);
  if (!gate) return items;
  return items.filter(({ key, claim }) => isJudged(claim) || !key.startsWith(`${gate.id}|`));
}

/** Every claim that matters at this place: the armed triggers', and those of the gate that is asked. */
export function watchlist(plan: RolloutPlan, state: RolloutState): readonly WatchItem[] {
  const starts: SpanStarts = {
    step: state.times.stepReachedAt ?? state.times.stepStartedAt,
    phase: state.times.phaseEnteredAt,
    rollout: state.startedAt,
  };
  const items = new Map<string, WatchItem>();
  const add = (owner: Owner, conditions: readonly Condition[]): void => {
    for (const term of conditions.flatMap(termsOf)) {
      const metric = term.kind === 'claim' ? plan.metrics[term.metric] : undefined;
      if (term.kind !== 'claim' || !metric || knowsItself(metric)) continue;
      const key = keyOf(owner, term);
      // Users are counted when they come, which is while the step rises.
      const since = metric.census ? { ...starts, step: state.times.stepStartedAt } : starts;
      items.set(key, { key, claim: term, starts: since, times: criterionTimes(plan, state, term, since) });
    }
  };
  for (const trigger of armedTriggers(plan, state)) {
    const active = state.triggers[trigger.name]?.phase === 'active';
    add(ownerOfTrigger(trigger), [trigger.when, ...(active && trigger.resume ? [trigger.resume] : [])]);
  }
  const gate = gateAt(plan, state.control);
  if (gate) add(gate.id, [...gate.all, ...gate.any]);
  if (plan.success && successIsDue(plan, state)) add(plan.success.id, plan.success.all);
  return [...items.values()];
}

/** Keys of the claims that the gate at this place asks for one by one: if one is not true, the gate is not passed. */
export function claimsTogether(plan: RolloutPlan, { control }: RolloutState): ReadonlySet<string> {
  const gate = gateAt(plan, control);
  return new Set(gate?.all.flatMap((one) => (one.kind === 'claim' ? [keyOf(gate.id, one)] : [])));
}

/** An alarm watches since the first exposure of its phase in this attempt; a gate looks at what it asks about. */
function criterionTimes(
  plan: RolloutPlan,
  state: RolloutState,
  claim: Claim,
  starts: SpanStarts,
): CriterionTimes {
  const { control, times } = state;
  const { phaseFirstExposureAt = Infinity, lastRiseAt, gateSince } = times;
  const { attempt } = control;
  const since = claim.over?.kind === 'since' ? claim.over.since : 'step';
  // Before a phase is entered the times are still those of the phase before.
  const isOutside = control.mode === 'running' && control.position.stage === 'entry';
  const exposed = isOutside ? Infinity : phaseFirstExposureAt;
  const alarm = attempt === 1 ? exposed : Math.max(exposed, gateSince);
  const steady = steadySince(plan, state);
  const environment = state.environments[phaseAt(plan, control).environment];
  const version = environment?.exposedSince ?? environment?.rise.since ?? 0;
  const elsewhere = claim.judging?.as === 'gate' ? biasElsewhere(plan, state, claim) : undefined;
  return {
    attempt,
    from: claim.judging?.as === 'gate' ? starts[since] : alarm,
    lastRise: lastRiseAt ?? 0,
    version,
    hold: environment !== undefined && isUntouched(state, environment, version),
    ...(steady === undefined ? {} : { steadySince: steady }),
    ...(environment?.foretold ? { foretold: environment.foretold } : {}),
    ...(elsewhere ? { elsewhere } : {}),
  };
}

/** Whether nobody was put in or out by another way than a step since just these units are in. */
function isUntouched(
  { included, excluded }: RolloutState,
  { brake }: EnvironmentState,
  version: Instant,
): boolean {
  return brake.since <= version && included.length + excluded.length === 0;
}

/** What an alarm about the same samples knows of those who are exposed: a gate begins anew with each step. */
function biasElsewhere(plan: RolloutPlan, state: RolloutState, claim: Claim): CriterionTimes['elsewhere'] {
  for (const trigger of armedTriggers(plan, state))
    for (const term of termsOf(trigger.when)) {
      if (term.kind !== 'claim' || !areSameSamples(plan, term, claim)) continue;
      const known = state.criteria?.[keyOf(ownerOfTrigger(trigger), term)];
      if (known?.marks) return { version: known.marks.version, bias: known.choice.bias ?? 1 };
    }
  return undefined;
}

/** Whether the same samples are counted for two claims, whatever they are compared with. */
function areSameSamples(plan: RolloutPlan, one: Claim, other: Claim): boolean {
  const metric = plan.metrics[one.metric];
  if (!metric || one.metric !== other.metric || !isSame(one.scope, other.scope)) return false;
  const counted = (claim: Claim): unknown => {
    const procedure = procedureOf(claim, metric);
    return [procedure.kind, procedure.kind === 'two arms' ? procedure.limitFactor : undefined];
  };
  return isSame(counted(one), counted(other));
}

/** Since when both lanes serve what they should, to somebody; nothing while they do not. */
function steadySince(plan: RolloutPlan, { control, environments }: RolloutState): Instant | undefined {
  const environment = environments[phaseAt(plan, control).environment];
  if (!environment || !anyExposed(environment.exposures)) return undefined;
  const { seen, rise, brake } = environment;
  const isServed = (lane: 'rise' | 'brake'): boolean =>
    seen[lane].kind === 'settled' && seen[lane].generation === environment[lane].generation;
  if (!isServed('rise') || !isServed('brake')) return undefined;
  return Math.max(rise.since, brake.since, seen.rise.since, seen.brake.since);
}

/** Whether the plan's success is being judged: at the end, or when its later date has come. */
function successIsDue(plan: RolloutPlan, state: RolloutState): boolean {
  return plan.success !== undefined && state.control.mode === 'completed' && !('success' in state.told);
}

/** The triggers that watch now: armed while anyone is exposed, in the phases that they name. */
export function armedTriggers(plan: RolloutPlan, state: RolloutState): readonly Trigger[] {
  if (state.control.mode === 'closed' || state.history.length === 0) return [];
  const phase = phaseAt(plan, state.control).name;
  return plan.triggers.filter(
    (trigger) => trigger.during.includes(phase) || state.triggers[trigger.name]?.phase === 'active',
  );
}

/** Why a finding is unknown when no look has been taken yet, or none lately. */
export const NOT_MEASURED = 'not measured yet';
export const TOO_OLD = 'the last look is too old';

/** What was found about a term: measured claims from the last look, facts from the state. */
export function findTerm(
  plan: RolloutPlan,
  state: RolloutState,
  owner: Owner,
  term: Term,
  now: Instant,
): Finding {
  if (term.kind !== 'claim') return findFact(state, term, now);
  const metric = plan.metrics[term.metric];
  if (!metric) return { text: term.text, truth: 'error', why: `the plan has no metric \`${term.metric}\`` };
  if (knowsItself(metric)) return findOwn(plan, state, term, metric);
  const finding = state.findings[keyOf(owner, term)];
  if (!finding) return { text: term.text, truth: 'unknown', why: NOT_MEASURED };
  // A finding is of use only while it is fresh: an old `go` must not raise anything.
  if (now - state.observedAt > plan.judge.staleMs)
    return { text: term.text, truth: 'unknown', noData: true, why: TOO_OLD };
  return finding;
}

/** The truth of a condition now. */
export function truthOf(
  plan: RolloutPlan,
  state: RolloutState,
  owner: Owner,
  condition: Condition,
  now: Instant,
): Truth {
  return judgeCondition(condition, (term) => findTerm(plan, state, owner, term, now));
}

/** Whether a condition cannot be judged because nothing arrives at all. */
export function isBlind(
  plan: RolloutPlan,
  state: RolloutState,
  owner: Owner,
  condition: Condition,
  now: Instant,
): boolean {
  return (
    truthOf(plan, state, owner, condition, now) === 'unknown' &&
    termsOf(condition).some((term) => findTerm(plan, state, owner, term, now).noData === true)
  );
}
