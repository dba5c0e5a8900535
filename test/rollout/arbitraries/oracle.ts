import type { Finding, Truth } from '../../../lib/judge/finding.js';
import { judgeCondition } from '../../../lib/judge/judge-condition.js';
import { localDate } from '../../../lib/plan/calendar.js';
import type { Act } from '../../../lib/plan/expressions/response.js';
import type { Condition } from '../../../lib/plan/expressions/condition.js';
import type { Gate, RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { Control, Position } from '../../../lib/rollout/control.js';
import { findFact, findOwn, knowsItself } from '../../../lib/rollout/facts.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import type { CoreWorld, Taken } from './core-world.js';
import { brakeContent, riseContent, UNITS, type Content, type Unit } from './units.js';

/** Who could be served the new variant of what, as `environment/flag/unit`. */
export type Reach = ReadonlySet<string>;

/** Everybody who could be served by some combination of versions that are in the lanes or on their way. */
export function reachOf(world: CoreWorld, environment: string): Reach {
  const pair = world.lanes[environment];
  if (!pair) return new Set();
  return servedBy(world.plan, environment, anyOf(pair.rise.contents()), anyOf(pair.brake.contents()));
}

/** Everybody whom a state means to serve in an environment, once both lanes have settled. */
export function meantIn(plan: RolloutPlan, state: RolloutState, environment: string): Reach {
  return servedBy(
    plan,
    environment,
    riseContent(plan, state, environment),
    brakeContent(plan, state, environment),
  );
}

/** Everybody whom both lanes let in. */
export function servedBy(plan: RolloutPlan, environment: string, rise: Content, brake: Content): Reach {
  const reach = new Set<string>();
  for (const flag of Object.keys(plan.flags))
    for (const unit of UNITS)
      if (rise(flag, unit) && brake(flag, unit)) reach.add(`${environment}/${flag}/${unit.userId}`);
  return reach;
}

export function anyOf(contents: readonly Content[]): Content {
  return (flag: string, unit: Unit) => contents.some((content) => content(flag, unit));
}

/** Who is in `reach` and not in `before`. */
export function gained(before: Reach, reach: Reach): readonly string[] {
  return [...reach].filter((one) => !before.has(one));
}

/** Why exposure may not rise: written down anew from the design, so that it does not share the core's mistakes. */
export function whyHeld(plan: RolloutPlan, state: RolloutState, now: number): string | undefined {
  if (state.paused) return 'paused';
  if (state.frozen && now < state.frozen.until) return 'frozen by a person';
  const today = localDate(now, plan.timezone);
  if (plan.freezes.some((one) => one.from <= today && today <= one.until)) return 'frozen by the plan';
  for (const trigger of plan.triggers) {
    const current = state.triggers[trigger.name];
    if (current?.holds === true) return `trigger ${trigger.name} holds`;
    if (current && current.phase !== 'quiet' && trigger.then.some(({ act }) => restrains(act)))
      return `trigger ${trigger.name} is active`;
  }
  return undefined;
}

/** Acts after which only a resume lets exposure rise again. */
function restrains(act: Act): boolean {
  return ['pause', 'serve', 'reduce', 'disable', 'revert'].includes(act.kind);
}

/** Where a position lies in its plan. */
function ordinal(control: Control): number {
  if (control.mode === 'completed' || control.mode === 'closed') return Infinity;
  const { position } = control;
  const stage = { entry: 0, waiting: 1, rising: 2, soaking: 3, judging: 4, leaving: 5 }[position.stage];
  const step = 'step' in position ? position.step + 1 : position.stage === 'entry' ? 0 : 1000;
  return position.phase * 1e6 + step * 10 + stage;
}

/** The gates that a transition went through, each with the position at which it is asked. */
export function gatesPassed(plan: RolloutPlan, { before, state }: Taken): readonly Gate[] {
  if (!before || before.control.mode === 'closed' || before.control.mode === 'completed') return [];
  if (state.control.mode === 'closed' || state.control.mode === 'reverted') return [];
  const from = ordinal(before.control);
  const to = ordinal(state.control);
  const attempt = before.control.attempt;
  const asked = (gate: Gate | undefined, position: Position): readonly Gate[] => {
    const at = ordinal({ mode: 'running', position, attempt });
    return gate && from <= at && at < to ? [gate] : [];
  };
  return plan.phases.flatMap(({ index: phase, enter, steps, leave }) => [
    ...asked(enter, { stage: 'entry', phase }),
    ...steps.flatMap((step) => [
      ...asked(step.enter, { stage: 'waiting', phase, step: step.index }),
      ...asked(step.go, { stage: 'judging', phase, step: step.index }),
    ]),
    ...asked(leave, { stage: 'leaving', phase }),
  ]);
}

/** Why a gate may not be passed by this transition; nothing when it may. */
export function whyNotGo(plan: RolloutPlan, gate: Gate, taken: Taken, lookedAt: number): string | undefined {
  const { state, event, before } = taken;
  const now = state.at;
  const findings: Readonly<Record<string, Finding>> =
    event.kind === 'observed' ? event.findings : (before?.findings ?? {});
  const fresh = now - (event.kind === 'observed' ? event.at : lookedAt) <= 2 * plan.judge.periodMs;
  const truthOf = (condition: Condition, facts: RolloutState): Truth =>
    judgeCondition(condition, (term): Finding => {
      if (term.kind !== 'claim') return findFact(facts, term, now);
      const metric = plan.metrics[term.metric];
      if (metric && knowsItself(metric)) return findOwn(plan, facts, term, metric);
      const found = fresh ? findings[`${gate.id}|${term.text}`] : undefined;
      return found ?? { text: term.text, truth: 'unknown', why: 'nothing fresh' };
    });
  const isGo = (condition: Condition): boolean =>
    truthOf(condition, state) === 'yes' || (before !== undefined && truthOf(condition, before) === 'yes');
  const failing = gate.all.find((condition) => !isGo(condition));
  if (failing) return `\`${'text' in failing ? failing.text : failing.kind}\` is not found to be true`;
  if (gate.any.length > 0 && !gate.any.some(isGo)) return 'none of its alternatives is found to be true';
  const unticked = gate.tasks.find((task) => state.ticks[task.name] === undefined);
  if (unticked) return `${unticked.name} is not ticked`;
  const attempt = state.control.attempt;
  for (const role of gate.signOff) {
    const signed = state.signatures.filter(
      (one) => one.gate === `${gate.id}#${String(attempt)}` && one.role === role,
    );
    const people = new Set(
      signed.map((one) => one.who).filter((who) => plan.roles[role]?.people.includes(who)),
    );
    if (people.size < (plan.roles[role]?.quorum ?? 1)) return `${role} has not signed`;
  }
  const decided = state.decisions.findLast((one) => one.gate === `${gate.id}#${String(attempt)}`);
  if (gate.decide && (decided?.decision !== 'go' || decided.role !== gate.decide.by))
    return 'nobody has decided go';
  return undefined;
}
