import { sayDuration } from '../../plan/expressions/amounts.js';
import type { StepNotice } from '../../plan/rollout-plan.js';
import { changed, compareFields, derived, text, type Rules } from './compare-fields.js';
import { sayValue } from './fingerprint.js';
import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { found, type Subject } from './subject.js';

const RULES: Rules<StepNotice> = {
  to: derived,
  by: derived,
  say: text('what a notice says'),
  before: (before, after, subject) => {
    const [was, is] = [Math.max(0, ...(before ?? [])), Math.max(0, ...(after ?? []))];
    const say = `the lead of a notice: ${sayTimes(before)} becomes ${sayTimes(after)}`;
    if (was === is) return [found(subject, 'changed', say)];
    return [found(subject, is < was ? 'loosened' : 'tightened', say)];
  },
  after: changed('the times of a notice after the rise'),
  required: (before, after, subject) => [
    found(
      subject,
      after === true ? 'tightened' : before === true ? 'loosened' : 'text',
      `whether the rise waits for a notice: ${sayValue(before ?? false)} becomes ${sayValue(after ?? false)}`,
    ),
  ],
};

/** What the users of a step are told, and how long before it. */
export function compareStepNotices(
  before: readonly StepNotice[],
  after: readonly StepNotice[],
  subject: Subject,
): readonly PlanChange[] {
  const { both, removed, added } = pairUp(before, after, ({ to, by }) => JSON.stringify([to, by]));
  return [
    ...both.flatMap(([was, is]) => compareFields(RULES, was, is, subject)),
    ...removed.map((notice) => found(subject, 'loosened', `a notice is gone: ${sayNotice(notice)}`)),
    ...added.map((notice) => found(subject, 'added', `a notice is new: ${sayNotice(notice)}`, 'free')),
  ];
}

function sayNotice(notice: StepNotice): string {
  return sayValue(notice.say ?? JSON.stringify([notice.to, notice.by]));
}

function sayTimes(times: readonly number[] | undefined): string {
  return times === undefined || times.length === 0 ? 'nothing' : times.map(sayDuration).join(', ');
}
