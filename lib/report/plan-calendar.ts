import { localDate, planStart, resolveTime } from '../plan/calendar.js';
import { sayDuration } from '../plan/expressions/amounts.js';
import type { Gate, RolloutPlan, Step, StepNotice } from '../plan/rollout-plan.js';
import { exposes } from '../rollout/place.js';
import { plannedSteps, unitsOfFlags } from '../rollout/planned-exposure.js';
import { dayAfter, planSchedule, type ScheduledPhase, type ScheduledStep } from './plan-schedule.js';
import { momentOf, sayMoment, type Moment } from './moment.js';
import { sayList, sayNumber, sayShare } from './sentences/amounts.js';
import { sayChannels, sayRecipients } from './sentences/recipients.js';

/** Something of the plan that has a date. */
export interface CalendarEntry extends Moment {
  readonly kind: 'phase' | 'step' | 'gate' | 'notice' | 'freeze' | 'deadline' | 'end';
  readonly say: string;
  /** What is doubtful about it. */
  readonly beware?: string;
}

type Entry = Omit<CalendarEntry, keyof Moment> & { readonly atMs: number };

/** The plan's calendar, each thing at the earliest moment that the plan allows it. */
export function planCalendar(plan: RolloutPlan, startAt: number): readonly CalendarEntry[] {
  const phases = planSchedule(plan, startAt);
  const entries = [
    ...phases.flatMap((phase, index) => ofPhase(plan, phase, phases[index - 1])),
    ...notices(plan, startAt, phases),
    ...freezes(plan, startAt, phases),
    ...ends(plan, startAt, phases),
  ];
  return entries
    .map((entry, order) => ({ entry, order }))
    .sort((a, b) => a.entry.atMs - b.entry.atMs || a.order - b.order)
    .map(({ entry: { atMs, ...entry } }) => ({ ...momentOf(atMs, plan.timezone), ...entry }));
}

function ofPhase(
  plan: RolloutPlan,
  scheduled: ScheduledPhase,
  before: ScheduledPhase | undefined,
): readonly Entry[] {
  const { phase, entersAt, leavesAt, limitAt, steps } = scheduled;
  const late = limitAt !== undefined && leavesAt > limitAt;
  return [
    {
      atMs: entersAt,
      kind: 'phase',
      say: `phase ${phase.name} begins${askedOf(phase.enter)}${phase.irreversible === undefined ? '' : `; point of no return: ${phase.irreversible}`}`,
    },
    ...steps.flatMap((step) => [
      ...noticesBefore(plan, step, before),
      ...ofStep(plan, step),
      ...noticesAfter(plan, step),
    ]),
    {
      atMs: leavesAt,
      kind: 'gate',
      say: `phase ${phase.name} may be left${askedOf(phase.leave)}`,
      ...(late
        ? { beware: `after the end that the plan says, ${sayMoment(momentOf(limitAt, plan.timezone))}` }
        : {}),
    },
  ];
}

function ofStep(
  plan: RolloutPlan,
  { step, startsAt, reachedAt, endsAt, slippedFrom }: ScheduledStep,
): readonly Entry[] {
  const name = step.name === String(step.index + 1) ? step.id : `${step.id} ${step.name}`;
  const work =
    step.hook === undefined
      ? step.tasks.map((task) => task.name)
      : [`hook ${step.hook}`, ...step.tasks.map((task) => task.name)];
  return [
    {
      atMs: startsAt,
      kind: 'step',
      say: exposes(step)
        ? `step ${name}: ${sayReach(plan, step.id)}`
        : `step ${name}${work.length === 0 ? '' : `: ${sayFew(work)}`}`,
      ...(slippedFrom === undefined
        ? {}
        : { beware: `slips: the plan says ${sayMoment(momentOf(slippedFrom, plan.timezone))}` }),
    },
    ...(step.go && endsAt > reachedAt
      ? [{ atMs: endsAt, kind: 'gate' as const, say: `gate after ${step.id}${askedOf(step.go)}` }]
      : []),
  ];
}

function sayReach(plan: RolloutPlan, id: string): string {
  const planned = plannedSteps(plan).find((one) => one.step.id === id);
  if (!planned) return '';
  const { size, units } = plan.audience;
  const after = Math.round(unitsOfFlags(plan, planned.after, planned.step.flags));
  const served = planned.step.serve === undefined ? '' : `, served ${planned.step.serve}`;
  if (after >= size) return `all ${sayNumber(size)} ${units}${served}`;
  return after === 0
    ? `nobody yet${served}`
    : `then about ${sayNumber(after)} of ${sayNumber(size)} ${units} (${sayShare(after / size)})${served}`;
}

/** What people have to do for a gate. */
function askedOf(gate: Gate | undefined): string {
  if (!gate) return '';
  const asked = [
    ...(gate.all.length + gate.any.length > 0
      ? [`${String(gate.all.length + (gate.any.length > 0 ? 1 : 0))} criteria`]
      : []),
    ...(gate.tasks.length > 0
      ? [`${String(gate.tasks.length)} ${gate.tasks.length === 1 ? 'task' : 'tasks'}`]
      : []),
    ...(gate.signOff.length > 0 ? [`sign-off of ${sayList(gate.signOff)}`] : []),
    ...(gate.decide ? [`decision of ${gate.decide.by}`] : []),
  ];
  return asked.length === 0 ? '' : ` (${sayList(asked).replace('1 criteria', '1 criterion')})`;
}

function sayFew(items: readonly string[]): string {
  return items.length <= 4
    ? sayList(items)
    : `${items.slice(0, 3).join(', ')} and ${String(items.length - 3)} more`;
}

function noticesBefore(
  plan: RolloutPlan,
  { step, startsAt }: ScheduledStep,
  before: ScheduledPhase | undefined,
): readonly Entry[] {
  return step.notices.flatMap((notice) =>
    (notice.before ?? []).map((lead): Entry => ({
      atMs: startsAt - lead,
      kind: 'notice',
      say: `${sayTo(plan, step, notice)}, ${sayDuration(lead)} ahead${notice.required === true ? ' (required)' : ''}`,
      ...(before && notice.required === true && startsAt - lead < before.leavesAt
        ? { beware: `leaves before it is known whether ${before.phase.name} passes` }
        : {}),
    })),
  );
}

function noticesAfter(plan: RolloutPlan, { step, reachedAt }: ScheduledStep): readonly Entry[] {
  return step.notices.flatMap((notice) =>
    (notice.after ?? []).map((wait): Entry => ({
      atMs: reachedAt + wait,
      kind: 'notice',
      say: `${sayTo(plan, step, notice)}${wait === 0 ? '' : `, ${sayDuration(wait)} after`}`,
    })),
  );
}

function sayTo(plan: RolloutPlan, step: Step, notice: StepNotice): string {
  const to = sayRecipients(notice.to, plan.audience.units).replace('the step', step.id);
  return `notice to ${to} ${sayChannels(notice.by)}`;
}

/** Notices of the plan itself. */
function notices(plan: RolloutPlan, startAt: number, phases: readonly ScheduledPhase[]): readonly Entry[] {
  return plan.notices.flatMap((notice): readonly Entry[] => {
    const of = phases.find(({ phase }) => phase.name === notice.of);
    const from = of === undefined ? startAt : notice.end === true ? of.leavesAt : of.entersAt;
    const times = notice.at
      ? [
          resolveTime(notice.at, {
            zone: plan.timezone,
            startAt,
            phaseEnteredAt: startAt,
            notBefore: startAt,
          }),
        ]
      : (notice.after ?? []).map((wait) => from + wait);
    const say = `notice ${notice.name} to ${sayRecipients(notice.to, plan.audience.units)} ${sayChannels(notice.by)}`;
    return times.map((atMs) => ({ atMs, kind: 'notice', say }));
  });
}

function freezes(plan: RolloutPlan, startAt: number, phases: readonly ScheduledPhase[]): readonly Entry[] {
  const first = localDate(startAt, plan.timezone);
  const last = localDate(phases.at(-1)?.leavesAt ?? startAt, plan.timezone);
  return plan.freezes
    .filter((freeze) => freeze.until >= first && freeze.from <= last)
    .flatMap((freeze): readonly Entry[] => [
      { atMs: planStart(plan, freeze.from), kind: 'freeze', say: `freeze begins: ${freeze.because}` },
      { atMs: dayAfter(plan, freeze.until), kind: 'freeze', say: 'freeze is over: exposure may rise again' },
    ]);
}

function ends(plan: RolloutPlan, startAt: number, phases: readonly ScheduledPhase[]): readonly Entry[] {
  const completedAt = phases.at(-1)?.leavesAt ?? startAt;
  const context = {
    zone: plan.timezone,
    startAt,
    phaseEnteredAt: phases.at(-1)?.entersAt ?? startAt,
    notBefore: completedAt,
  };
  const { armed, success, deadlineMs } = plan;
  const judgedAt = success?.at ? resolveTime(success.at, context) : completedAt + (success?.afterMs ?? 0);
  const disarmedAt =
    armed.forMs === undefined
      ? armed.until
        ? resolveTime(armed.until, context)
        : undefined
      : completedAt + armed.forMs;
  return [
    ...(success
      ? [
          {
            atMs: Math.max(judgedAt, completedAt),
            kind: 'end' as const,
            say: `success is judged (${String(success.all.length)} criteria)`,
          },
        ]
      : []),
    ...(deadlineMs === undefined
      ? []
      : [
          {
            atMs: startAt + deadlineMs,
            kind: 'deadline' as const,
            say: 'deadline of the plan',
            ...(completedAt > startAt + deadlineMs ? { beware: 'the plan is not completed by then' } : {}),
          },
        ]),
    ...(disarmedAt === undefined
      ? []
      : [
          {
            atMs: Math.max(disarmedAt, completedAt),
            kind: 'end' as const,
            say: 'triggers are disarmed, the rollout is closed',
          },
        ]),
  ];
}
