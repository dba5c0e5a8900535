import type { Gate, RolloutPlan, Step } from '../../plan/rollout-plan.js';
import type { Path } from '../../plan/source/problem.js';
import { flagsOfPhase, plannedSteps, type PlannedStep } from '../planned-exposure.js';
import type { Exposures } from '../state.js';

/** A stretch that a gate's claims may look back over: what was exposed when it began, and how long it lasts at least. */
export interface Stretch {
  readonly from: Exposures;
  readonly ms: number;
}

/** A gate at the moment when it is asked by the plan. */
export interface GatePoint {
  readonly gate: Gate;
  readonly path: Path;
  /** Where it is, for people: `after beta.2`. */
  readonly say: string;
  /** The flags that it is about. */
  readonly flags: readonly string[];
  readonly exposed: Exposures;
  readonly since: Readonly<Record<'step' | 'phase' | 'rollout', Stretch>>;
}

/** Every gate of the plan after which something is exposed, in order. */
export function gatePoints(plan: RolloutPlan): readonly GatePoint[] {
  const steps = plannedSteps(plan);
  const elapsed = new Map<Step, number>();
  let total = 0;
  for (const { step } of steps) elapsed.set(step, (total += lengthOf(step)));
  const since = (planned: PlannedStep): GatePoint['since'] => {
    const ofPhase = steps.filter(
      (one) => one.phase === planned.phase && one.step.index <= planned.step.index,
    );
    return {
      step: { from: planned.before, ms: lengthOf(planned.step) },
      phase: {
        from: planned.atEntry,
        ms: Math.max(planned.phase.minMs, sum(ofPhase.map((one) => lengthOf(one.step)))),
      },
      rollout: { from: {}, ms: elapsed.get(planned.step) ?? 0 },
    };
  };
  const points: GatePoint[] = [];
  for (const planned of steps) {
    const { step, phase, after } = planned;
    if (step.go) {
      points.push({
        gate: step.go,
        path: step.go.source,
        say: `after ${step.id}`,
        flags: step.flags,
        exposed: after,
        since: since(planned),
      });
    }
    if (phase.leave && step.index === phase.steps.length - 1) {
      points.push({
        gate: phase.leave,
        path: phase.leave.source,
        say: `at the end of ${phase.name}`,
        flags: flagsOfPhase(plan, phase),
        exposed: after,
        since: since(planned),
      });
    }
  }
  const last = steps.at(-1);
  if (plan.success && last) {
    points.push({
      gate: plan.success,
      path: plan.success.source,
      say: 'at the end of the rollout',
      flags: Object.keys(plan.flags),
      exposed: last.after,
      since: since(last),
    });
  }
  return points;
}

/** How long a step lasts at least, from its rise until its gate is asked. */
function lengthOf(step: Step): number {
  return (step.spread?.overMs ?? 0) + step.bakeMs + step.soakMs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
