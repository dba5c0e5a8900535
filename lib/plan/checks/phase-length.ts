import { sayLength } from '../expressions/amounts.js';
import type { Path } from '../source/problem.js';
import { nominalCalendar, sayNominal } from './nominal-calendar.js';
import type { Rule } from './rule.js';

/** The soaks, spreads, bakes and times of the steps must fit into the phase. */
export const phaseLength: Rule = (plan, reports) => {
  const { startAt, phases } = nominalCalendar(plan);
  for (const { phase, opens, entry, over, limit } of phases) {
    // A phase that is not even entered in its weeks is another mistake.
    if (limit === undefined || over <= limit || entry >= limit) continue;
    const late = entry > opens && phase.weeks ? `, put off to ${sayNominal(plan, startAt, entry)}` : '';
    const byWeeks = phase.weeks !== undefined && (phase.maxMs === undefined || limit < entry + phase.maxMs);
    const path: Path = ['phases', phase.index, byWeeks ? 'week' : 'lasts'];
    reports.error(path, {
      code: 'phase-length',
      found: `steps that need ${sayLength(over - entry)} from the beginning of \`${phase.name}\`${late}, soaks, spreads, bakes and watch included`,
      allowed: `the ${sayLength(limit - entry)} of the phase`,
      advice: 'shorten them, move them forward, or give the phase more time',
    });
  }
};
