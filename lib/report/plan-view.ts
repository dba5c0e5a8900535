import { sayDuration } from '../plan/expressions/amounts.js';
import type { Phase, RolloutPlan, Segment } from '../plan/rollout-plan.js';
import { plannedSteps, type PlannedStep } from '../rollout/planned-exposure.js';
import { sayJudging } from './judging.js';
import { momentOf, type Moment } from './moment.js';
import { peopleView, type PeopleView } from './people-view.js';
import { planCalendar, type CalendarEntry } from './plan-calendar.js';
import { planSchedule, type ScheduledPhase } from './plan-schedule.js';
import { sayList, sayLong, sayNumber, sayUnits } from './sentences/amounts.js';
import { sayConditionAs } from './sentences/conditions.js';
import { sayGate, type GateSentences } from './sentences/gates.js';
import { sayArmed, sayTrigger, type TriggerSentences } from './sentences/responses.js';
import { saySegmentTest } from './sentences/segments.js';
import { sayWindows } from './sentences/windows.js';
import { sayVisibleLifts } from './visible-lifts.js';
import { stepView, type StepView } from './step-view.js';

/** A plan as a person wants to read it: plain data, from which text and JSON are made. */
export interface PlanView extends PeopleView {
  readonly rollout: string;
  readonly summary?: string;
  readonly owner?: string;
  readonly authors: readonly string[];
  readonly timezone: string;
  readonly starts: Moment;
  readonly deadline?: { readonly by: Moment; readonly after: string };
  readonly environments: readonly string[];
  readonly audience: AudienceView;
  readonly flags: readonly FlagView[];
  readonly phases: readonly PhaseView[];
  readonly triggers: readonly TriggerView[];
  /** How conditions are judged; empty where it is by plain thresholds throughout. */
  readonly judging: readonly string[];
  readonly promises: readonly string[];
  readonly success: readonly string[];
  readonly armed: string;
  readonly calendar: readonly CalendarEntry[];
}

export interface AudienceView {
  readonly size: number;
  readonly say: string;
  readonly segments: readonly { readonly name: string; readonly say: string }[];
}

export interface FlagView {
  readonly key: string;
  readonly summary?: string;
  readonly class?: string;
  readonly env?: string;
  readonly needs: readonly string[];
  readonly variants: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

export interface PhaseView {
  readonly name: string;
  readonly number: number;
  readonly summary?: string;
  readonly environment?: string;
  readonly weeks?: string;
  readonly enters: Moment;
  readonly leaves: Moment;
  readonly limit?: Moment;
  readonly conditions: readonly string[];
  readonly irreversible?: string;
  readonly enter?: GateSentences;
  readonly steps: readonly StepView[];
  readonly leave?: GateSentences;
}

export interface TriggerView extends TriggerSentences {
  readonly name: string;
  readonly severity?: string;
  readonly armed: string;
}

/** @param startAt local midnight of the plan's first day */
export function planView(plan: RolloutPlan, startAt: number): PlanView {
  const { deadlineMs, timezone, success } = plan;
  const planned = plannedSteps(plan);
  return {
    rollout: plan.rollout,
    ...(plan.summary === undefined ? {} : { summary: plan.summary }),
    ...(plan.owner === undefined ? {} : { owner: plan.owner }),
    authors: plan.authors,
    timezone,
    starts: momentOf(startAt, timezone),
    ...(deadlineMs === undefined
      ? {}
      : { deadline: { by: momentOf(startAt + deadlineMs, timezone), after: sayLong(deadlineMs) } }),
    environments: plan.environments,
    audience: audienceView(plan),
    flags: flagViews(plan),
    phases: planSchedule(plan, startAt).map((scheduled) => phaseView(plan, scheduled, planned)),
    triggers: plan.triggers.map((trigger) => ({
      name: trigger.name,
      ...(trigger.severity === undefined ? {} : { severity: trigger.severity }),
      armed: sayArmed(plan, trigger),
      ...sayTrigger(plan, trigger),
    })),
    judging: [...sayJudging(plan), ...sayVisibleLifts(plan)],
    promises: promisesOf(plan),
    success: (success?.all ?? []).map((condition) =>
      sayConditionAs(plan, condition, { kind: 'since', since: 'rollout' }),
    ),
    armed: sayArmedTime(plan),
    ...peopleView(plan),
    calendar: planCalendar(plan, startAt),
  };
}

function audienceView({ audience }: RolloutPlan): AudienceView {
  const { traffic } = audience;
  const buckets = audience.bucketing === 'phasegate' ? 'public buckets' : "AppConfig's own buckets";
  return {
    size: audience.size,
    say: [
      sayUnits(audience.size, audience),
      `told apart by \`${audience.key}\` (${buckets})`,
      ...(traffic ? [`${sayNumber(traffic.perMinute)} ${traffic.noun} a minute`] : []),
    ].join(', '),
    segments: Object.entries(audience.segments).map(([name, segment]) => ({
      name,
      say: saySegment(segment, audience),
    })),
  };
}

function saySegment(segment: Segment, audience: RolloutPlan['audience']): string {
  if (segment.kind === 'list') return `${sayUnits(segment.size, audience)}, by name`;
  const size = segment.size === undefined ? '' : `about ${sayUnits(segment.size, audience)}: `;
  return `${size}${saySegmentTest(segment.test)}`;
}

function flagViews(plan: RolloutPlan): readonly FlagView[] {
  return Object.values(plan.flags).map((flag) => ({
    key: flag.key,
    ...(flag.summary === undefined ? {} : { summary: flag.summary }),
    ...(flag.class === undefined ? {} : { class: flag.class }),
    ...(flag.env === undefined ? {} : { env: flag.env }),
    needs: flag.needs,
    variants: Object.entries(flag.variants).map(([name, attributes]) => ({ name, attributes })),
  }));
}

function phaseView(plan: RolloutPlan, scheduled: ScheduledPhase, planned: readonly PlannedStep[]): PhaseView {
  const { phase, entersAt, leavesAt, limitAt } = scheduled;
  return {
    name: phase.name,
    number: phase.index + 1,
    ...(phase.summary === undefined ? {} : { summary: phase.summary }),
    ...(plan.environments.length === 1 ? {} : { environment: phase.environment }),
    ...(phase.weeks ? { weeks: sayWeeks(phase.weeks) } : {}),
    enters: momentOf(entersAt, plan.timezone),
    leaves: momentOf(leavesAt, plan.timezone),
    ...(limitAt === undefined ? {} : { limit: momentOf(limitAt, plan.timezone) }),
    conditions: conditionsOf(phase, plan.audience.unit),
    ...(phase.irreversible === undefined ? {} : { irreversible: phase.irreversible }),
    ...(phase.enter ? { enter: sayGate(plan, phase.enter, { kind: 'since', since: 'phase' }) } : {}),
    steps: scheduled.steps.flatMap((one) => {
      const step = planned.find((candidate) => candidate.step === one.step);
      return step ? [stepView(plan, step, one)] : [];
    }),
    ...(phase.leave ? { leave: sayGate(plan, phase.leave, { kind: 'since', since: 'phase' }) } : {}),
  };
}

function sayWeeks({ from, to }: NonNullable<Phase['weeks']>): string {
  return from === to ? `week ${String(from)}` : `weeks ${String(from)} to ${String(to)}`;
}

/** What holds throughout a phase. */
function conditionsOf(phase: Phase, unit: string): readonly string[] {
  const most = phase.maxMs === undefined ? '' : ` and at most ${sayLong(phase.maxMs)}`;
  return [
    ...(phase.minMs === 0 && phase.maxMs === undefined
      ? []
      : [`lasts at least ${sayLong(phase.minMs)}${most}`]),
    ...(phase.windows.length === 0
      ? []
      : [`exposure rises only ${sayWindows(phase.windows)}; it may always fall`]),
    ...(phase.eligible ? [`a ${unit} is exposed only when ${saySegmentTest(phase.eligible)}`] : []),
    ...(phase.watchMs === 0
      ? []
      : [`not left before every exposed ${unit} has been watched for ${sayLong(phase.watchMs)}`]),
    ...(phase.ends === undefined
      ? []
      : [`meant to end at ${String(Number((phase.ends * 100).toFixed(4)))}% of everybody`]),
  ];
}

const PROMISED = {
  'revert user': 'one {unit} back',
  'revert step': 'a step taken back',
  'revert phase': 'a phase taken back',
  'revert all': 'everybody back',
  disable: 'a flag disabled',
} as const;

function promisesOf(plan: RolloutPlan): readonly string[] {
  return (Object.keys(PROMISED) as readonly (keyof typeof PROMISED)[]).flatMap((what) => {
    const promised = plan.promises[what];
    if (!promised) return [];
    const legs = Object.entries(promised.legs).map(([leg, ms]) => `${leg} ${sayDuration(ms)}`);
    const said = `${PROMISED[what].replace('{unit}', plan.audience.unit)} within ${sayLong(promised.withinMs)}`;
    return [legs.length === 0 ? said : `${said} (${sayList(legs)})`];
  });
}

function sayArmedTime({ armed }: RolloutPlan): string {
  if (armed.forMs !== undefined)
    return `triggers stay armed for ${sayLong(armed.forMs)} after the last phase`;
  return armed.until
    ? 'triggers stay armed until the date that the plan says'
    : 'triggers stay armed until somebody closes the rollout';
}
