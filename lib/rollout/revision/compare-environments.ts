import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { at, found, refusedIf, type Subject } from './subject.js';

/** The environments. One that is new begins with everything off. */
export function compareEnvironments(
  before: readonly string[],
  after: readonly string[],
  parent: Subject,
): readonly PlanChange[] {
  const { removed, added } = pairUp(before, after, (name) => name);
  const common = (names: readonly string[]): readonly string[] =>
    names.filter((name) => before.includes(name) && after.includes(name));
  const reordered = common(before).join('/') !== common(after).join('/');
  return [
    ...(reordered ? [found(parent, 'changed', sayOrder(before, after))] : []),
    ...removed.map((name) => {
      const held = parent.inUse.environment(name);
      const say = held ? 'it is gone, and somebody is exposed in it' : 'it is gone';
      return found(at(parent, `environment ${name}`), 'removed', say, refusedIf(held, parent));
    }),
    ...added.map((name) => found(at(parent, `environment ${name}`), 'added', 'it is new', 'free')),
  ];
}

function sayOrder(before: readonly string[], after: readonly string[]): string {
  return `the order of its environments: ${before.join(', ')} becomes ${after.join(', ')}`;
}
