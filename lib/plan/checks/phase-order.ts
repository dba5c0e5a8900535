import { sayLength } from '../expressions/amounts.js';
import type { Path } from '../source/problem.js';
import { nominalCalendar, WEEK } from './nominal-calendar.js';
import type { Rule } from './rule.js';

/** Phases run one after the other: their weeks may neither overlap nor go back, nor begin before what is above is over. */
export const phaseOrder: Rule = (plan, reports) => {
  const { startAt, phases } = nominalCalendar(plan);
  let latest: { readonly name: string; readonly to: number } | undefined;
  for (const { phase, free, opens } of phases) {
    if (!phase.weeks) continue;
    const path: Path = ['phases', phase.index, 'week'];
    const end = startAt + phase.weeks.to * WEEK;
    if (latest && phase.weeks.from <= latest.to) {
      reports.error(path, {
        code: 'phase-order',
        found: `week ${String(phase.weeks.from)}, when \`${latest.name}\` lasts to week ${String(latest.to)}`,
        allowed: `week ${String(latest.to + 1)} or later`,
        advice: 'phases run one after the other: move one of them, or make one phase of the two',
      });
    } else if (free >= end) {
      reports.error(path, {
        code: 'phase-order',
        found: `week ${String(phase.weeks.to)} at the latest, when what comes before \`${phase.name}\` takes ${sayLength(free - startAt)}`,
        allowed: `week ${String(Math.floor((free - startAt) / WEEK) + 1)} or later`,
        advice: 'give the phase later weeks, or shorten what comes before it',
      });
    }
    if (phase.at && opens >= end) {
      reports.error(['phases', phase.index, 'at'], {
        code: 'phase-order',
        found: `a time behind the weeks of \`${phase.name}\`, which end with week ${String(phase.weeks.to)}`,
        allowed: 'a time within its weeks',
        advice: 'correct the time, or the weeks',
      });
    }
    if (!latest || phase.weeks.to > latest.to) latest = { name: phase.name, to: phase.weeks.to };
  }
};
