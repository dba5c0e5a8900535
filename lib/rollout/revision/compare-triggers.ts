import type { Response } from '../../plan/expressions/response.js';
import { sayDuration } from '../../plan/expressions/amounts.js';
import type { RolloutPlan, Trigger } from '../../plan/rollout-plan.js';
import { compareCondition } from './compare-conditions.js';
import { changed, compareFields, derived, type Rules } from './compare-fields.js';
import { sayValue } from './fingerprint.js';
import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { at, consented, found, type Subject } from './subject.js';

/** The triggers: what watches, and what is done unasked. */
export function compareTriggers(
  before: RolloutPlan,
  after: RolloutPlan,
  parent: Subject,
): readonly PlanChange[] {
  const { both, removed, added } = pairUp(before.triggers, after.triggers, (trigger) => trigger.name);
  const named = (trigger: Trigger): Subject => at(parent, `trigger ${trigger.name}`);
  const rules: Rules<Trigger> = {
    name: derived,
    severity: (was, is, subject) => [
      found(
        subject,
        was === undefined ? 'tightened' : 'changed',
        `its severity: ${sayValue(was)} becomes ${sayValue(is)}`,
      ),
    ],
    when: (was, is, subject) => compareCondition('to fire', was, is, subject),
    then: compareResponses,
    resume: (was, is, subject) => {
      if (was && is) return compareCondition('to go on', was, is, subject);
      return changed('what ends it by itself')(was, is, subject);
    },
    during: (was, is, subject) => comparePhases(was, is, before, after, subject),
  };
  return [
    ...both.flatMap(([was, is]) => compareFields(rules, was, is, named(was))),
    ...removed.map((trigger) => {
      const active = parent.inUse.trigger(trigger.name);
      const say = active ? 'it is gone, and what it has done is not over: end it first' : 'it is gone';
      return found(named(trigger), 'removed', say, active ? 'refused' : consented(parent));
    }),
    ...added.map((trigger) => found(named(trigger), 'added', 'it is new', 'free')),
  ];
}

function compareResponses(
  before: readonly Response[],
  after: readonly Response[],
  subject: Subject,
): readonly PlanChange[] {
  const { both, removed, added } = pairUp(before, after, (response) => JSON.stringify(response.act));
  const changes = [
    ...both.flatMap(([was, is]) => {
      if (was.afterMs !== is.afterMs)
        return [
          found(
            subject,
            is.afterMs > was.afterMs ? 'loosened' : 'tightened',
            `\`${is.text}\` comes after ${sayDuration(is.afterMs)} instead of ${sayDuration(was.afterMs)}`,
          ),
        ];
      return was.text === is.text ? [] : [found(subject, 'text', `\`${was.text}\` becomes \`${is.text}\``)];
    }),
    ...removed.map((one) => found(subject, 'loosened', `\`${one.text}\` is not done any more`)),
    ...added.map((one) => found(subject, 'tightened', `\`${one.text}\` is done as well`)),
  ];
  return changes.length > 0
    ? changes
    : [found(subject, 'text', 'its responses are written in another order')];
}

/** In which phases it is armed. A phase that comes or goes with the plan is told there. */
function comparePhases(
  before: readonly string[],
  after: readonly string[],
  planBefore: RolloutPlan,
  planAfter: RolloutPlan,
  subject: Subject,
): readonly PlanChange[] {
  const { removed, added } = pairUp(before, after, (phase) => phase);
  const has = (plan: RolloutPlan, name: string): boolean => plan.phases.some((phase) => phase.name === name);
  const changes = [
    ...removed.map((name) =>
      has(planAfter, name)
        ? found(subject, 'loosened', `it is not armed in phase ${name} any more`)
        : found(subject, 'text', `phase ${name} is gone, and it is not armed there`),
    ),
    ...added.map((name) =>
      found(subject, 'tightened', `it is armed in phase ${name}${has(planBefore, name) ? ' as well' : ''}`),
    ),
    ...planAfter.phases
      .filter(({ name }) => !has(planBefore, name) && !after.includes(name))
      .map(({ name }) => found(subject, 'text', `it is not armed in phase ${name}, which is new`)),
  ];
  return changes.length > 0 ? changes : [found(subject, 'text', 'its phases are written in another order')];
}
