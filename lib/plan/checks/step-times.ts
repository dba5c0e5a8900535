import { sayTime } from '../expressions/time.js';
import { nominalCalendar, type NominalPhase, type NominalStep } from './nominal-calendar.js';
import type { Reports } from '../compile/reports.js';
import type { Rule } from './rule.js';

/** The times of the steps must lie in their phase, and one after the other. */
export const stepTimes: Rule = (plan, reports) => {
  for (const laid of nominalCalendar(plan).phases) {
    let previous: NominalStep | undefined;
    for (const one of laid.steps) {
      // In a phase that begins behind its own weeks no time would be right.
      if (one.said === undefined || laid.opens >= (laid.limit ?? Infinity)) continue;
      const outside = isOutside(one.said, laid);
      if (outside !== undefined) report(one, outside, reports);
      else if (previous?.said !== undefined && one.said < previous.said) {
        reports.error([...one.step.source, 'at'], {
          code: 'step-order',
          found: `\`at: ${say(one)}\`, before the \`${say(previous)}\` of the step above it`,
          allowed: 'steps in the order of their times',
          advice: 'move the step up, or correct one of the times',
        });
      }
      if (isBound(one)) previous = one;
    }
  }
};

function isOutside(said: number, { phase, opens, entry, limit }: NominalPhase): string | undefined {
  if (said < opens) {
    if (phase.at) return `\`${phase.name}\` begins at \`${sayTime(phase.at)}\``;
    if (phase.weeks) return `\`${phase.name}\` begins in week ${String(phase.weeks.from)}`;
    return 'the rollout begins later';
  }
  if (limit === undefined || said < limit) return undefined;
  return phase.weeks && limit < entry + (phase.maxMs ?? Infinity)
    ? `\`${phase.name}\` ends with week ${String(phase.weeks.to)}`
    : `\`${phase.name}\` lasts no longer than its \`lasts\``;
}

function report(one: NominalStep, why: string, reports: Reports): void {
  reports.error([...one.step.source, 'at'], {
    code: 'step-outside-phase',
    found: `\`at: ${say(one)}\`, but ${why}`,
    allowed: 'a time within the phase',
    advice: 'correct the time, or the length of the phase',
  });
}

/** Whether the time names a day of its own, and not the next weekday or hour that comes. */
function isBound({ step: { at } }: NominalStep): boolean {
  return at !== undefined && (at.kind !== 'weekday' || at.week !== undefined);
}

function say({ step }: NominalStep): string {
  return step.at ? sayTime(step.at) : '';
}
