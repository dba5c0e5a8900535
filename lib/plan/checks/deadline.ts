import { sayLength } from '../expressions/amounts.js';
import { nominalCalendar } from './nominal-calendar.js';
import type { Rule } from './rule.js';

/** The phases, even when nothing is late, should be over by the deadline. */
export const deadline: Rule = (plan, reports) => {
  if (plan.deadlineMs === undefined) return;
  const { startAt, phases } = nominalCalendar(plan);
  const over = Math.max(
    ...phases.map((laid) => (laid.phase.weeks ? Math.max(laid.over, laid.limit ?? 0) : laid.over)),
  );
  if (over - startAt <= plan.deadlineMs) return;
  reports.warn(['deadline'], {
    code: 'deadline',
    found: `a deadline of ${sayLength(plan.deadlineMs)} for phases that take ${sayLength(over - startAt)}`,
    allowed: `${sayLength(over - startAt)} or more`,
    advice: 'move the deadline, or shorten the phases',
  });
};
