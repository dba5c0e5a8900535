import { isExposing } from '../rollout-plan.js';
import { nominalCalendar, sayNominal } from './nominal-calendar.js';
import type { Rule } from './rule.js';

/** A step that is planned into a freeze will wait. */
export const freezes: Rule = (plan, reports) => {
  if (plan.starts === undefined || plan.freezes.length === 0) return;
  const { startAt, phases } = nominalCalendar(plan);
  for (const { step, said, start } of phases.flatMap((laid) => laid.steps)) {
    if (said === undefined || !isExposing(step)) continue;
    const day = sayNominal(plan, startAt, start);
    const freeze = plan.freezes.find(({ from, until }) => from <= day && day <= until);
    if (!freeze) continue;
    reports.warn([...step.source, 'at'], {
      code: 'step-in-freeze',
      found: `\`${step.id}\` on ${day}, in the freeze from ${freeze.from} to ${freeze.until} (${freeze.because})`,
      allowed: 'a day on which exposure may rise',
      advice: 'move the step, or know that it waits',
    });
  }
};
