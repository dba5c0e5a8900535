import { sayLength } from '../expressions/amounts.js';
import {
  nominalCalendar,
  requiredLead,
  sayNominal,
  type NominalCalendar,
  type NominalPhase,
  type NominalStep,
} from './nominal-calendar.js';
import type { Reports } from '../compile/reports.js';
import type { RolloutPlan } from '../rollout-plan.js';
import type { Rule } from './rule.js';

/** A required notice must be able to leave in time, and should not promise what a gate has yet to decide. */
export const noticeLead: Rule = (plan, reports) => {
  const calendar = nominalCalendar(plan);
  calendar.phases.forEach((laid, index) => {
    const noticed = laid.steps.filter(({ step }) => requiredLead(step) > 0);
    for (const { step, start } of noticed) {
      const lead = requiredLead(step);
      if (start - lead >= calendar.startAt) continue;
      reports.error([...step.source, 'notices'], {
        code: 'notice-too-late',
        found: `a required notice ${sayLength(lead)} before \`${step.id}\`, which is due ${sayLength(start - calendar.startAt)} after the start`,
        allowed: `at most ${sayLength(start - calendar.startAt)} before`,
        advice: 'shorten the lead time, or move the step back',
      });
    }
    const before = calendar.phases[index - 1];
    if (before) warnOfEarly(plan, calendar, before, noticed, reports);
  });
};

/** Notices that leave before the phase above can be over; those of one phase are told together. */
function warnOfEarly(
  plan: RolloutPlan,
  { startAt }: NominalCalendar,
  before: NominalPhase,
  noticed: readonly NominalStep[],
  reports: Reports,
): void {
  const early = noticed.filter(({ step, start }) => {
    const leaves = start - requiredLead(step);
    return leaves >= startAt && leaves < before.over;
  });
  const [first] = early;
  if (!first) return;
  const lead = requiredLead(first.step);
  const more =
    early.length === 1
      ? ''
      : `, and those before ${early
          .slice(1)
          .map(({ step }) => `\`${step.id}\``)
          .join(', ')} too`;
  reports.warn([...first.step.source, 'notices'], {
    code: 'notice-before-gate',
    found: `the notice ${sayLength(lead)} before \`${first.step.id}\` goes out on ${sayNominal(plan, startAt, first.start - lead)}, before it is known whether \`${before.phase.name}\` passes${more}`,
    advice: 'be ready to correct it: when the date slips, a correction goes out',
  });
}
