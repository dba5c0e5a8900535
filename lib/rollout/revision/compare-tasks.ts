import type { Task } from '../../plan/rollout-plan.js';
import { changed, compareFields, derived, text, type Rules } from './compare-fields.js';
import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { found, type Subject } from './subject.js';
import { sayValue } from './fingerprint.js';

/** Checklists: what has to be ticked before something goes on. */
export function compareTasks(
  before: readonly Task[],
  after: readonly Task[],
  subject: Subject,
): readonly PlanChange[] {
  const { both, removed, added } = pairUp(before, after, (task) => task.name);
  return [
    ...both.flatMap(([was, is]) => compareFields(rulesOf(was), was, is, subject)),
    ...removed.map((task) => found(subject, 'loosened', `task ${task.name} is not asked any more`)),
    ...added.map((task) => found(subject, 'tightened', `task ${task.name} is asked as well`)),
  ];
}

function rulesOf({ name }: Task): Rules<Task> {
  return {
    name: derived,
    summary: text(`the summary of task ${name}`),
    by: changed(`who ticks task ${name}`),
    value: (was, is, subject) => {
      const say = `the bound of task ${name}: ${sayValue(was?.text)} becomes ${sayValue(is?.text)}`;
      if (!was || !is) return [found(subject, was ? 'loosened' : 'tightened', say)];
      const side = was.comparison.charAt(0);
      if (side !== is.comparison.charAt(0)) return [found(subject, 'changed', say)];
      if (was.value === is.value && was.comparison === is.comparison) return [found(subject, 'text', say)];
      const tighter =
        was.value === is.value
          ? is.comparison.length < was.comparison.length
          : is.value < was.value === (side === '<');
      return [found(subject, tighter ? 'tightened' : 'loosened', say)];
    },
  };
}
