import type { Gate, Phase, RolloutPlan } from '../plan/rollout-plan.js';
import type { Symbols } from './control.js';
import { judgeGate } from './gate.js';
import { holds, noReturnHolds } from './holds.js';
import { noticedFrom } from './notice-times.js';
import { exposes, gateAt, phaseAt, stepAt } from './place.js';
import { isPromoted } from './promote.js';
import { disarmedAt } from './schedule.js';
import type { Instant, RolloutState } from './state.js';
import { isTicked } from './ticks.js';
import { waitsForTime } from './waits-for-time.js';

/** Reduces the state, the measurements in it and the time to what the automaton may know. */
export function symbolsOf(plan: RolloutPlan, state: RolloutState, now: Instant): Symbols {
  const { control } = state;
  const phase = phaseAt(plan, control);
  const step = stepAt(plan, control);
  const gate = gateAt(plan, control);
  const stage = control.mode === 'running' ? control.position.stage : 'leaving';
  const disarmed = disarmedAt(plan, state);
  const timely = isPromoted(state) || !waitsForTime(plan, state, now);
  return {
    due: timely && (stage !== 'entry' || isAsked(state, phase)),
    held: isHeld(plan, state, now),
    exposes: step !== undefined && exposes(step),
    noticed: step === undefined || (noticedFrom(state, step) ?? Infinity) <= now,
    gate: gate && asksGate(stage) ? judgeGate(plan, state, gate, now).verdict : 'go',
    rise: riseOf(state, phase.environment),
    worked: isWorked(state, plan),
    soaked: timely,
    disarmed: disarmed !== undefined && now >= disarmed,
    otherwise: otherwiseOf(state, gate),
  };
}

function isHeld(plan: RolloutPlan, state: RolloutState, now: Instant): boolean {
  const { control } = state;
  if (control.mode !== 'running') return false;
  const step = stepAt(plan, control);
  switch (control.position.stage) {
    case 'entry':
      return noReturnHolds(plan, state).length > 0;
    case 'waiting':
      return step !== undefined && exposes(step) && holds(plan, state, now).length > 0;
    case 'rising':
    case 'soaking':
    case 'judging':
    case 'leaving':
      return false;
  }
}

/** A soaking step's gate is not asked before the soak is over. */
function asksGate(stage: string): boolean {
  return stage === 'entry' || stage === 'waiting' || stage === 'judging' || stage === 'leaving';
}

/** Where nobody was exposed there is nothing to revert: the gate holds. */
export function otherwiseOf(state: RolloutState, gate: Gate | undefined): Symbols['otherwise'] {
  const otherwise = gate?.otherwise ?? 'hold';
  const reverts = otherwise === 'revert step' || otherwise === 'revert phase';
  return reverts && state.history.length === 0 ? 'hold' : otherwise;
}

/** Where phases are entered on request, somebody has to ask. */
function isAsked({ requested }: RolloutState, { index }: Phase): boolean {
  return requested === undefined || requested >= index;
}

function riseOf(state: RolloutState, environmentName: string): Symbols['rise'] {
  const environment = state.environments[environmentName];
  if (!environment) return 'unknown';
  const { seen, rise } = environment;
  if (seen.rise.kind === 'foreign' || seen.rise.kind === 'unknown') return 'unknown';
  if (seen.rise.generation !== rise.generation) return 'moving';
  return seen.rise.kind;
}

/** Whether the present step's tasks are ticked and its hook has answered well. */
function isWorked(state: RolloutState, plan: RolloutPlan): boolean {
  const step = stepAt(plan, state.control);
  if (!step) return true;
  const ticked = step.tasks.every((task) => isTicked(state, task));
  if (!step.hook) return ticked;
  const run = [...state.hooks].reverse().find((one) => one.because === step.id);
  return ticked && run?.outcome === 'ok';
}
