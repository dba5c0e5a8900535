import { worst, verdictOf, type Finding, type Truth, type Verdict } from '../judge/finding.js';
import { judgeCondition } from '../judge/judge-condition.js';
import { keepsBound } from '../plan/expressions/bound.js';
import { termsOf, type Condition } from '../plan/expressions/condition.js';
import { resolveTime } from '../plan/calendar.js';
import type { Gate, RolloutPlan, Task } from '../plan/rollout-plan.js';
import { gateKey } from './place.js';
import type { Instant, RolloutState } from './state.js';
import { isTicked } from './ticks.js';
import { findTerm, NOT_MEASURED, TOO_OLD } from './watch.js';

/** One criterion of a gate with what was found. */
export interface CriterionView {
  readonly text: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** A gate as it stands now. */
export interface GateView {
  readonly id: string;
  readonly verdict: Verdict;
  readonly criteria: readonly CriterionView[];
  /** Roles whose sign-off is missing, with how many more people it takes. */
  readonly unsigned: readonly { readonly role: string; readonly missing: number }[];
  readonly unticked: readonly Task[];
  /** Items whose figure does not keep its bound. */
  readonly outOfBounds: readonly Task[];
  /** The role that has to decide, when its time has come. */
  readonly undecided?: { readonly role: string; readonly from: Instant };
}

/**
 * Judges a gate at `now`: all of its conditions, tasks, sign-offs and its decision, combined by the one order of
 * truths. What is missing makes it inconclusive, never go.
 */
export function judgeGate(plan: RolloutPlan, state: RolloutState, gate: Gate, now: Instant): GateView {
  const all = gate.all.map((condition) => judgeCriterion(plan, state, gate, condition, now));
  const any =
    gate.any.length === 0 ? [] : [judgeCriterion(plan, state, gate, { kind: 'any', of: gate.any }, now)];
  const criteria = [...all, ...any];
  const unsigned = missingSignatures(plan, state, gate);
  const unticked = gate.tasks.filter((task) => !isTicked(state, task));
  const outOfBounds = gate.tasks.filter((task) => breaksBound(state, task));
  const decision = judgeDecision(plan, state, gate, now);
  const truths: readonly Truth[] = [
    ...criteria.map((criterion) => criterion.truth),
    unsigned.length === 0 ? 'yes' : 'unknown',
    outOfBounds.length > 0 ? 'no' : unticked.length === 0 ? 'yes' : 'unknown',
    decision.truth,
  ];
  return {
    id: gate.id,
    // Until the people who decide have met, a bad figure may still become a good one.
    verdict: verdictOf(decision.pending ? 'unknown' : worst(truths)),
    criteria: criteria.map(({ text, truth, findings }) => ({ text, verdict: verdictOf(truth), findings })),
    unsigned,
    unticked,
    outOfBounds,
    ...(decision.asked ? { undecided: decision.asked } : {}),
  };
}

interface JudgedCriterion {
  readonly text: string;
  readonly truth: Truth;
  readonly findings: readonly Finding[];
}

function judgeCriterion(
  plan: RolloutPlan,
  state: RolloutState,
  gate: Gate,
  condition: Condition,
  now: Instant,
): JudgedCriterion {
  return {
    text: sayCondition(condition),
    truth: judgeCondition(condition, (term) => findTerm(plan, state, gate.id, term, now)),
    findings: termsOf(condition).map((term) => findTerm(plan, state, gate.id, term, now)),
  };
}

/** A condition as it is written in a plan. */
export function sayCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of
        .map((inner) =>
          inner.kind === 'all' || inner.kind === 'any' ? `(${sayCondition(inner)})` : sayCondition(inner),
        )
        .join(condition.kind === 'all' ? ' and ' : ' or ');
    case 'not':
      return `not (${sayCondition(condition.of)})`;
    default:
      return condition.text;
  }
}

/** A role's quorum of different people; who signs for a `distinct` role counts for no other role of the gate. */
function missingSignatures(plan: RolloutPlan, state: RolloutState, gate: Gate): GateView['unsigned'] {
  const key = gateKey(gate, state.control);
  const signed = state.signatures.filter((signature) => signature.gate === key);
  return gate.signOff.flatMap((roleName) => {
    const role = plan.roles[roleName];
    if (!role) return [{ role: roleName, missing: 1 }];
    const people = new Set(
      signed.filter((signature) => signature.role === roleName).map((signature) => signature.who),
    );
    const missing = role.quorum - people.size;
    return missing > 0 ? [{ role: roleName, missing }] : [];
  });
}

function breaksBound(state: RolloutState, task: Task): boolean {
  const tick = state.ticks[task.name];
  if (!task.value || tick === undefined || !isTicked(state, task)) return false;
  return tick.value === undefined || !keepsBound(task.value, tick.value);
}

interface JudgedDecision {
  readonly truth: Truth;
  /** Nobody could have decided yet. */
  readonly pending: boolean;
  readonly asked?: { readonly role: string; readonly from: Instant };
}

function judgeDecision(plan: RolloutPlan, state: RolloutState, gate: Gate, now: Instant): JudgedDecision {
  // After a no-go that is looked at again next week, the gate is not asked before then.
  if (!gate.decide) {
    const pending = now < state.times.gateSince;
    return { truth: pending ? 'unknown' : 'yes', pending };
  }
  const from = decisionTime(plan, state, gate);
  if (now < from) return { truth: 'unknown', pending: true };
  const key = gateKey(gate, state.control);
  const decision = [...state.decisions].reverse().find((one) => one.gate === key && one.at >= from);
  if (!decision) return { truth: 'unknown', pending: true, asked: { role: gate.decide.by, from } };
  return { truth: decision.decision === 'go' ? 'yes' : 'no', pending: false };
}

/** When the people who decide on this gate meet: the next such time since the gate was reached. */
export function decisionTime(plan: RolloutPlan, state: RolloutState, gate: Gate): Instant {
  const { gateSince } = state.times;
  if (!gate.decide?.at) return gateSince;
  const at = resolveTime(gate.decide.at, {
    zone: plan.timezone,
    startAt: state.startAt,
    phaseEnteredAt: state.times.phaseEnteredAt,
    notBefore: gateSince,
  });
  return Math.max(at, gateSince);
}

/** Whether a criterion has not been looked at, or not lately: a gate is answered by the next look. */
export function isUnmeasured(view: GateView): boolean {
  return view.criteria.some((criterion) =>
    criterion.findings.some((finding) => finding.why === NOT_MEASURED || finding.why === TOO_OLD),
  );
}
