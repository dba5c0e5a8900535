import { localWeekday, nextOpening, planStart, resolveTime, weekStart, windowOpen } from '../calendar.js';
import { sayTime } from '../expressions/time.js';
import { isExposing, type Phase, type RolloutPlan, type Step } from '../rollout-plan.js';
import type { Rule } from './rule.js';

const DAY = 86_400_000;
const SOME_MONDAY = '2024-01-01';

/** A step that exposes somebody at a time of its own needs a window that is open then. */
export const windows: Rule = (plan, reports) => {
  for (const phase of plan.phases) {
    if (phase.windows.length === 0) continue;
    for (const step of phase.steps) {
      if (!step.at || !isExposing(step)) continue;
      const shut = whyShut(plan, phase, step, step.at);
      if (shut === undefined) continue;
      reports.error([...step.source, 'at'], {
        code: 'outside-window',
        found: `\`at: ${sayTime(step.at)}\`, ${shut}`,
        allowed: phase.windows.map(({ text }) => `\`${text}\``).join(', '),
        advice: 'move the step into a window, or the window',
      });
    }
  }
};

function whyShut(
  plan: RolloutPlan,
  phase: Phase,
  step: Step,
  at: NonNullable<Step['at']>,
): string | undefined {
  // How a window of another zone lies in the plan's own days depends on the date.
  const dated = plan.starts !== undefined;
  const known = phase.windows.every(({ zone }) => zone === undefined || zone === plan.timezone);
  if (!dated && (!known || at.kind === 'date')) return undefined;
  const startAt = planStart({ starts: plan.starts ?? SOME_MONDAY, timezone: plan.timezone });
  const entered = phase.weeks ? weekStart(plan, startAt, phase.weeks.from) : startAt;
  const instant = resolveTime(at, {
    zone: plan.timezone,
    startAt,
    phaseEnteredAt: entered,
    notBefore: entered,
  });
  if (at.minute !== undefined) {
    const anyDay = at.kind === 'day' || (at.kind === 'weekday' && at.weekday === undefined);
    const days = anyDay ? [0, 1, 2, 3, 4, 5, 6] : [0];
    const open = days.some((day) => windowOpen(phase.windows, plan.timezone, instant + day * DAY));
    return open ? undefined : `when no window of \`${phase.name}\` is open`;
  }
  if (at.kind === 'day' || (at.kind === 'weekday' && at.weekday === undefined)) return undefined;
  if (nextOpening(phase.windows, plan.timezone, instant) < instant + DAY) return undefined;
  return `a ${localWeekday(instant, plan.timezone)}, on which no window of \`${phase.name}\` opens`;
}
