import type { Window } from '../../plan/expressions/time.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { found, type Subject } from './subject.js';

/** When exposure may rise: without any window always, otherwise in one of them. */
export function compareWindows(
  before: readonly Window[],
  after: readonly Window[],
  subject: Subject,
): readonly PlanChange[] {
  const { removed, added } = pairUp(before, after, ({ text: _text, ...rest }) => JSON.stringify(rest));
  if (removed.length + added.length === 0)
    return [found(subject, 'text', 'its windows are written in another way')];
  const say = `its windows: ${sayWindows(before)} becomes ${sayWindows(after)}`;
  const tighter = before.length === 0 || (added.length === 0 && after.length > 0);
  return [found(subject, tighter ? 'tightened' : 'loosened', say)];
}

function sayWindows(windows: readonly Window[]): string {
  return windows.length === 0 ? 'always' : windows.map((window) => `\`${window.text}\``).join(', ');
}

/** Days on which exposure may not rise. */
export function compareFreezes(
  before: RolloutPlan['freezes'],
  after: RolloutPlan['freezes'],
  subject: Subject,
): readonly PlanChange[] {
  const { both, removed, added } = pairUp(before, after, ({ from, until }) => `${from} to ${until}`);
  return [
    ...both
      .filter(([was, is]) => was.because !== is.because)
      .map(([, { from }]) => found(subject, 'text', `why it is frozen from ${from} on is written anew`)),
    ...removed.map(({ from, until }) =>
      found(subject, 'loosened', `the freeze from ${from} until ${until} is gone`),
    ),
    ...added.map(({ from, until }) =>
      found(subject, 'tightened', `a freeze from ${from} until ${until} is new`),
    ),
  ];
}
