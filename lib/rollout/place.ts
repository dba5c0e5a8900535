import type { Gate, Phase, RolloutPlan, Step } from '../plan/rollout-plan.js';
import type { Control } from './control.js';
import type { RolloutState } from './state.js';

/** The phase that the rollout is in; the last one after the end. */
export function phaseAt(plan: RolloutPlan, control: Control): Phase {
  const index =
    control.mode === 'completed' || control.mode === 'closed'
      ? plan.phases.length - 1
      : control.position.phase;
  const phase = plan.phases[index];
  if (!phase) throw new Error(`the plan has no phase ${String(index)}`);
  return phase;
}

/** The step that the rollout is at, if it is at one. */
export function stepAt(plan: RolloutPlan, control: Control): Step | undefined {
  if (control.mode === 'completed' || control.mode === 'closed' || !('step' in control.position))
    return undefined;
  return phaseAt(plan, control).steps[control.position.step];
}

/** The name of the place for version labels: the step, or `end` where there is none. */
export function placeName(plan: RolloutPlan, control: Control): string {
  return stepAt(plan, control)?.id ?? 'end';
}

/** The gate that is asked at this place, whether its time has come or not. */
export function gateAt(plan: RolloutPlan, control: Control): Gate | undefined {
  if (control.mode !== 'running') return undefined;
  const { position } = control;
  switch (position.stage) {
    case 'entry':
      return phaseAt(plan, control).enter;
    case 'waiting':
      return stepAt(plan, control)?.enter;
    case 'rising':
    case 'soaking':
    case 'judging':
      return stepAt(plan, control)?.go;
    case 'leaving':
      return phaseAt(plan, control).leave;
  }
}

/** The gate's name within one attempt: signatures and decisions are bound to it and expire with it. */
export function gateKey(gate: Gate, control: Control): string {
  return `${gate.id}#${String(control.attempt)}`;
}

/** Whether a step changes what users get. */
export function exposes(step: Step): boolean {
  return step.change !== undefined || step.serve !== undefined;
}

/** Whether these lanes of every environment are seen to serve a version later than generation `after`. */
export function areServed(state: RolloutState, lanes: readonly ('rise' | 'brake')[], after: number): boolean {
  return Object.values(state.environments).every(({ seen }) =>
    lanes.every((lane) => seen[lane].kind === 'settled' && seen[lane].generation > after),
  );
}
