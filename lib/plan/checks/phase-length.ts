import { sayLength } from '../expressions/amounts.js';
import type { Path } from '../source/problem.js';
import { nominalCalendar } from './nominal-calendar.js';
import type { Rule } from './rule.js';

/** The soaks, spreads, bakes and times of the steps must fit into the phase. */
export const phaseLength: Rule = (plan, reports) => {
  for (const { phase, entry, over, limit } of nominalCalendar(plan).phases) {
    if (limit === undefined || over <= limit) continue;
    const byWeeks = phase.weeks !== undefined && (phase.maxMs === undefined || limit < entry + phase.maxMs);
    const path: Path = ['phases', phase.index, byWeeks ? 'week' : 'lasts'];
    reports.error(path, {
      code: 'phase-length',
      found: `steps that need ${sayLength(over - entry)} from the beginning of \`${phase.name}\`, soaks, spreads, bakes and watch included`,
      allowed: `the ${sayLength(limit - entry)} of the phase`,
      advice: 'shorten them, move them forward, or give the phase more time',
    });
  }
};
