import { BUCKETS } from '../flags/exposure.js';
import { sayDuration } from '../plan/expressions/amounts.js';
import type { RolloutPlan, Step, StepNotice } from '../plan/rollout-plan.js';
import { exposes } from '../rollout/place.js';
import type { PlannedStep } from '../rollout/planned-exposure.js';
import { floorOf } from '../rollout/step-exposure.js';
import { estimateAdded, estimateExposure, type ExposureEstimate } from './exposure-estimate.js';
import { momentOf, type Moment } from './moment.js';
import type { ScheduledStep } from './plan-schedule.js';
import { sayList, sayLong, sayUnits } from './sentences/amounts.js';
import { sayDeployment } from './sentences/deployments.js';
import { sayExposure } from './sentences/exposures.js';
import { sayGate, sayTask, type GateSentences } from './sentences/gates.js';
import { sayChannels, sayRecipients } from './sentences/recipients.js';

/** A step of the plan as people read it. */
export interface StepView {
  readonly id: string;
  readonly name: string;
  readonly summary?: string;
  readonly earliest: Moment;
  /** The moment that the plan names for it, when the step comes later. */
  readonly slippedFrom?: Moment;
  readonly flags: readonly string[];
  /** The variant that exposed units get from here on. */
  readonly serves?: string;
  readonly exposes?: StepExposureView;
  readonly deployment?: string;
  readonly soak?: string;
  readonly enter?: GateSentences;
  readonly go?: GateSentences;
  readonly notices: readonly string[];
  readonly tasks: readonly string[];
  readonly hook?: string;
  readonly becomes: readonly string[];
}

export interface StepExposureView {
  /** As the plan says it. */
  readonly say: string;
  readonly added: ExposureEstimate;
  readonly total: ExposureEstimate;
  /** The least that must be reached before the gate can pass. */
  readonly floor?: string;
}

export function stepView(
  plan: RolloutPlan,
  { step, before, after }: PlannedStep,
  scheduled: ScheduledStep,
): StepView {
  return {
    id: step.id,
    name: step.name,
    ...(step.summary === undefined ? {} : { summary: step.summary }),
    earliest: momentOf(scheduled.startsAt, plan.timezone),
    ...(scheduled.slippedFrom === undefined
      ? {}
      : { slippedFrom: momentOf(scheduled.slippedFrom, plan.timezone) }),
    flags: step.flags,
    ...(step.serve === undefined ? {} : { serves: step.serve }),
    ...(step.change ? { exposes: exposureOf(plan, step, step.change, before, after) } : {}),
    ...(exposes(step) ? { deployment: sayDeployment(step) } : {}),
    ...(step.soakMs === 0 ? {} : { soak: sayLong(step.soakMs) }),
    ...(step.enter ? { enter: sayGate(plan, step.enter, { kind: 'since', since: 'phase' }) } : {}),
    ...(step.go ? { go: sayGate(plan, step.go, { kind: 'since', since: 'step' }) } : {}),
    notices: step.notices.map((notice) => sayNotice(notice, plan.audience.units)),
    tasks: step.tasks.map(sayTask),
    ...(step.hook === undefined ? {} : { hook: sayHook(plan, step.hook) }),
    becomes: [
      ...(step.old === undefined ? [] : [`the old behaviour is ${step.old} from here on`]),
      ...(step.flagState === undefined ? [] : [`${sayList(step.flags)}: ${step.flagState} from here on`]),
    ],
  };
}

function exposureOf(
  plan: RolloutPlan,
  step: Step,
  change: NonNullable<Step['change']>,
  before: PlannedStep['before'],
  after: PlannedStep['after'],
): StepExposureView {
  const widest = [...step.flags].sort((a, b) => weight(after[b]?.grants) - weight(after[a]?.grants))[0] ?? '';
  const grants = after[widest]?.grants ?? [];
  const floor = floorOf(plan, step);
  return {
    say: sayExposure(change, plan.audience),
    added: estimateAdded(plan, before[widest]?.grants ?? [], grants),
    total: estimateExposure(plan, grants),
    ...(floor === 0 ? {} : { floor: `at least ${sayUnits(floor, plan.audience)} must be reached` }),
  };
}

/** Orders the flags of a step by how far they reach. */
function weight(
  grants: readonly { readonly segment?: string; readonly below: number }[] | undefined,
): number {
  return Math.max(
    0,
    ...(grants ?? []).map((grant) => grant.below + (grant.segment === undefined ? BUCKETS : 0)),
  );
}

function sayNotice(notice: StepNotice, units: string): string {
  const leads = (notice.before ?? []).map((ms) => sayDuration(ms));
  const waits = (notice.after ?? []).map((ms) =>
    ms === 0 ? 'at once afterwards' : `${sayDuration(ms)} after`,
  );
  const when = sayList([...(leads.length === 0 ? [] : [`${leads.join(', ')} before`]), ...waits]);
  const text = notice.say === undefined ? '' : `: "${notice.say}"`;
  return `${sayRecipients(notice.to, units)}, ${when}, ${sayChannels(notice.by)}${notice.required === true ? ' (required: the rise waits for it)' : ''}${text}`;
}

function sayHook(plan: RolloutPlan, name: string): string {
  const hook = plan.hooks[name];
  const details = [
    ...(hook?.summary === undefined ? [] : [hook.summary]),
    ...(hook ? [`answers within ${sayLong(hook.timeoutMs)}`] : []),
    ...(hook?.undo === undefined ? [] : [`taken back by ${hook.undo}`]),
    ...(hook?.by === undefined ? [] : [`confirmed by ${hook.by}`]),
  ];
  return [name, ...details].join('; ');
}
