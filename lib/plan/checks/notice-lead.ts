import { sayLength } from '../expressions/amounts.js';
import type { RolloutPlan, Step } from '../rollout-plan.js';
import type { Reports } from '../compile/reports.js';
import { nominalCalendar, sayNominal } from './nominal-calendar.js';
import type { Rule } from './rule.js';

/** A required notice must be able to leave in time, and should not promise what a gate has yet to decide. */
export const noticeLead: Rule = (plan, reports) => {
  const calendar = nominalCalendar(plan);
  for (const { phase, entry, steps } of calendar.phases) {
    const before = plan.phases[phase.index - 1];
    for (const { step, start } of steps) {
      const lead = longestRequiredLead(step);
      if (lead === undefined) continue;
      const leaves = start - lead;
      if (leaves < calendar.startAt) {
        reports.error([...step.source, 'notices'], {
          code: 'notice-too-late',
          found: `a required notice ${sayLength(lead)} before \`${step.id}\`, which is due ${sayLength(start - calendar.startAt)} after the start`,
          allowed: `at most ${sayLength(start - calendar.startAt)} before`,
          advice: 'shorten the lead time, or move the step back',
        });
      } else if (before && leaves < entry) {
        warn(
          plan,
          step,
          { lead, on: sayNominal(plan, calendar.startAt, leaves), before: before.name },
          reports,
        );
      }
    }
  }
};

interface Early {
  readonly lead: number;
  readonly on: string;
  readonly before: string;
}

function warn(plan: RolloutPlan, step: Step, { lead, on, before }: Early, reports: Reports): void {
  reports.warn([...step.source, 'notices'], {
    code: 'notice-before-gate',
    found: `the notice ${sayLength(lead)} before \`${step.id}\` goes out on ${on}, before it is known whether \`${before}\` passes`,
    advice:
      plan.starts === undefined
        ? 'be ready to correct it'
        : 'be ready to correct it; when the date slips, a correction goes out',
  });
}

function longestRequiredLead(step: Step): number | undefined {
  const leads = step.notices.flatMap((notice) => (notice.required === true ? (notice.before ?? []) : []));
  return leads.length === 0 ? undefined : Math.max(...leads);
}
