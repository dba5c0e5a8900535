import type { Rule } from './rule.js';

/** Phases run one after the other: their weeks may neither overlap nor go back. */
export const phaseOrder: Rule = (plan, reports) => {
  let latest: { readonly name: string; readonly to: number } | undefined;
  for (const phase of plan.phases) {
    if (!phase.weeks) continue;
    if (latest && phase.weeks.from <= latest.to) {
      reports.error(['phases', phase.index, 'week'], {
        code: 'phase-order',
        found: `week ${String(phase.weeks.from)}, when \`${latest.name}\` lasts to week ${String(latest.to)}`,
        allowed: `week ${String(latest.to + 1)} or later`,
        advice: 'phases run one after the other: move one of them, or make one phase of the two',
      });
    }
    if (!latest || phase.weeks.to > latest.to) latest = { name: phase.name, to: phase.weeks.to };
  }
};
