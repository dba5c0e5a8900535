import type { Gate, Phase, RolloutPlan, Step } from '../../plan/rollout-plan.js';
import { flagsOfPhase, type PlannedStep } from '../planned-exposure.js';
import type { Exposures } from '../state.js';

/** A stretch that a gate's claims may look back over: what was exposed when it began, and how long it lasts at least. */
interface Stretch {
  readonly from: Exposures;
  /** Milliseconds. */
  readonly ms: number;
}

/** A gate at the moment when it is asked by the plan. */
export interface GatePoint {
  readonly gate: Gate;
  /** Where it is, for people: `after beta.2`. */
  readonly say: string;
  /** Whether it is asked before anything rises: then it is about those who were exposed earlier. */
  readonly before: boolean;
  /** The flags that it is about. */
  readonly flags: readonly string[];
  readonly exposed: Exposures;
  readonly since: Readonly<Record<'step' | 'phase' | 'rollout', Stretch>>;
}

const NOTHING: Stretch = { from: {}, ms: 0 };

/** Every gate of the plan, in order. */
export function gatePoints(plan: RolloutPlan, steps: readonly PlannedStep[]): readonly GatePoint[] {
  const exposed = new Map<string, Exposures>();
  const points: GatePoint[] = [];
  let elapsed = 0;
  let last: GatePoint['since'] = { step: NOTHING, phase: NOTHING, rollout: NOTHING };
  for (const phase of plan.phases) {
    const atEntry = exposed.get(phase.environment) ?? {};
    const own = steps.filter((planned) => planned.phase === phase);
    const course = pointsOfPhase(plan, phase, own, { atEntry, elapsed, last });
    points.push(...course.points);
    ({ elapsed, last } = course);
    exposed.set(phase.environment, course.exposed);
  }
  const finished = exposed.get(plan.phases.at(-1)?.environment ?? '') ?? {};
  if (plan.success) {
    points.push({
      gate: plan.success,
      say: 'at the end of the rollout',
      before: false,
      flags: Object.keys(plan.flags),
      exposed: finished,
      since: last,
    });
  }
  return points;
}

interface Entry {
  readonly atEntry: Exposures;
  readonly elapsed: number;
  readonly last: GatePoint['since'];
}

function pointsOfPhase(
  plan: RolloutPlan,
  phase: Phase,
  steps: readonly PlannedStep[],
  entry: Entry,
): { readonly points: readonly GatePoint[]; readonly exposed: Exposures } & Pick<Entry, 'elapsed' | 'last'> {
  const flags = flagsOfPhase(plan, phase);
  const points: GatePoint[] = [];
  const ask = (gate: Gate | undefined, point: Omit<GatePoint, 'gate'>): void => {
    if (gate) points.push({ gate, ...point });
  };
  let exposed = entry.atEntry;
  let since = entry.last;
  let length = 0;
  ask(phase.enter, { say: `before ${phase.name}`, before: true, flags, exposed, since });
  for (const { step, before, after } of steps) {
    ask(step.enter, { say: `before ${step.id}`, before: true, flags: step.flags, exposed, since });
    const ms = lengthOf(step);
    length += ms;
    exposed = after;
    since = sinceAll({ from: before, ms }, { from: entry.atEntry, ms: length }, entry.elapsed + length);
    ask(step.go, { say: `after ${step.id}`, before: false, flags: step.flags, exposed, since });
  }
  length = Math.max(length, phase.minMs);
  since = sinceAll(since.step, { from: entry.atEntry, ms: length }, entry.elapsed + length);
  ask(phase.leave, { say: `at the end of ${phase.name}`, before: false, flags, exposed, since });
  return { points, exposed, elapsed: entry.elapsed + length, last: since };
}

function sinceAll(step: Stretch, phase: Stretch, elapsed: number): GatePoint['since'] {
  return { step, phase, rollout: { from: {}, ms: elapsed } };
}

/** How long a step lasts at least, from its rise until its gate is asked; milliseconds. */
function lengthOf(step: Step): number {
  return (step.spread?.overMs ?? 0) + step.bakeMs + step.soakMs;
}
