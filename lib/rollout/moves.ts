import type { Gate, Step } from '../plan/rollout-plan.js';
import { judgeGate, type GateView } from './gate.js';
import type { Move, Position } from './control.js';
import type { Draft } from './draft.js';
import { lower, setRise } from './lower.js';
import { reachedKey } from './notice-times.js';
import { exposes, gateAt, phaseAt, stepAt } from './place.js';
import { performRevert } from './revert.js';
import type { Exposures } from './state.js';
import { exposeStep } from './step-exposure.js';
import { useTicks } from './ticks.js';

const DAY = 86_400_000;

/** Carries out a move of the automaton: where the rollout is afterwards, what it should expose, and what to do. */
export function applyMove(draft: Draft, move: Move): void {
  switch (move.kind) {
    case 'enter phase':
      enterPhase(draft);
      return;
    case 'start step':
      startStep(draft);
      return;
    case 'step reached':
      reachStep(draft);
      return;
    case 'rise failed':
      failRise(draft);
      return;
    case 'judge step':
      moveTo(draft, { ...positionOf(draft), stage: 'judging', step: presentStep(draft).index });
      return;
    case 'pass step':
      passStep(draft);
      return;
    case 'leave phase':
      leavePhase(draft);
      return;
    case 'no-go':
      if (move.then === 'again next week') {
        draft.happened('gate', 'no-go: the same people meet again next week', gateView(draft));
        // A time of the week comes again by itself, from tomorrow on.
        const again = gateAt(draft.plan, draft.state.control)?.decide?.at ? DAY : 7 * DAY;
        draft.time({ gateSince: draft.now + again });
      } else {
        performRevert(draft, move.then === 'revert step' ? 'step' : 'phase', 'the gate said no-go');
      }
      return;
    case 'close':
      close(draft, 'the armed time after the last phase is over');
  }
}

function positionOf(draft: Draft): Position {
  const { control } = draft.state;
  if (control.mode !== 'running') throw new Error(`no position in mode ${control.mode}`);
  return control.position;
}

function presentStep(draft: Draft): Step {
  const step = stepAt(draft.plan, draft.state.control);
  if (!step) throw new Error('the rollout is at no step');
  return step;
}

/** Changes the position; the new position's gate is asked from now on, and its times are waited for. */
export function moveTo(draft: Draft, position: Position): void {
  const { promoted: _promoted, control, ...rest } = draft.state;
  draft.state = { ...rest, control: { mode: 'running', position, attempt: control.attempt } };
  draft.time({ gateSince: draft.now });
}

function enterPhase(draft: Draft): void {
  const phase = phaseAt(draft.plan, draft.state.control);
  const { phaseFirstExposureAt: _first, ...times } = draft.state.times;
  draft.update({ times: { ...times, phaseEnteredAt: draft.now, stepStartedAt: draft.now } });
  if (phase.enter) passGate(draft, phase.enter);
  draft.update({ told: { ...draft.state.told, [`entered/${phase.name}`]: draft.now } });
  draft.happened('phase', `phase ${phase.name} entered`);
  if (phase.irreversible !== undefined)
    draft.happened('point of no return', `point of no return: ${phase.irreversible}`);
  toStepOrLeave(draft, phase.index, 0);
}

function toStepOrLeave(draft: Draft, phase: number, step: number): void {
  const exists = draft.plan.phases[phase]?.steps[step] !== undefined;
  const { stepReachedAt: _reached, ...times } = draft.state.times;
  draft.update({ times });
  moveTo(draft, exists ? { stage: 'waiting', phase, step } : { stage: 'leaving', phase });
}

function startStep(draft: Draft): void {
  const step = presentStep(draft);
  const phase = phaseAt(draft.plan, draft.state.control);
  if (step.enter) passGate(draft, step.enter);
  draft.time({ stepStartedAt: draft.now });
  if (step.hook !== undefined) startHook(draft, step.hook, step.id);
  if (step.tasks.length > 0)
    draft.happened('task', `to be done: ${step.tasks.map((task) => task.name).join(', ')}`);
  const environment = draft.state.environments[phase.environment];
  if (!exposes(step) || !environment) {
    moveTo(draft, { stage: 'rising', phase: step.phase, step: step.index });
    reachStep(draft);
    return;
  }
  const before = environment.exposures;
  const exposures = exposeStep(draft.plan, step, before, exposuresAtEntry(draft, phase.index, before));
  draft.update({
    history: [
      ...draft.state.history,
      { phase: step.phase, step: step.index, environment: phase.environment, before },
    ],
  });
  setRise(draft, phase.environment, exposures, {
    reason: `step ${step.id}`,
    step: step.id,
    spreadOf: step.id,
  });
  draft.happened(
    'step',
    `step ${step.id}${step.name === String(step.index + 1) ? '' : ` ${step.name}`} starts: ${sayChange(step)}`,
  );
  moveTo(draft, { stage: 'rising', phase: step.phase, step: step.index });
}

function exposuresAtEntry(draft: Draft, phase: number, current: Exposures): Exposures {
  return draft.state.history.find((taken) => taken.phase === phase)?.before ?? current;
}

function sayChange(step: Step): string {
  const served = step.serve === undefined ? '' : ` serving ${step.serve}`;
  if (!step.change) return `${step.flags.join(', ')}${served}`;
  return `${step.change.mode === 'add' ? 'add ' : ''}${step.change.exposure.text}${served}`;
}

/** Starts a hook of the plan; it answers later, with an event. */
export function startHook(draft: Draft, hook: string, because: string): void {
  const run = draft.effect({ kind: 'hook', hook, because });
  draft.update({ hooks: [...draft.state.hooks, { run, hook, because, startedAt: draft.now }] });
  draft.happened('hook', `hook ${hook} started`);
}

function reachStep(draft: Draft): void {
  const step = presentStep(draft);
  const { times } = draft.state;
  if (exposes(step)) {
    draft.time({
      stepReachedAt: draft.now,
      lastRiseAt: draft.now,
      firstExposureAt: times.firstExposureAt ?? draft.now,
      phaseFirstExposureAt: times.phaseFirstExposureAt ?? draft.now,
    });
    draft.update({
      told: { ...draft.state.told, [reachedKey(step, draft.state.control.attempt)]: draft.now },
    });
    draft.happened('exposure', `step ${step.id} has reached its users`);
  } else {
    draft.time({ stepReachedAt: draft.now });
  }
  if (step.old !== undefined) {
    draft.update({ old: step.old });
    draft.happened('lifecycle', `the old behaviour is ${step.old}`);
  }
  if (step.flagState !== undefined) {
    const flagState = step.flagState;
    draft.update({
      flagStates: {
        ...draft.state.flagStates,
        ...Object.fromEntries(step.flags.map((flag) => [flag, flagState])),
      },
    });
    draft.happened('lifecycle', `${step.flags.join(', ')}: ${flagState}`);
  }
  moveTo(draft, { stage: 'soaking', phase: step.phase, step: step.index });
}

/** AppConfig has put the version back by itself: one step back, and people look before it is tried again. */
function failRise(draft: Draft): void {
  const step = presentStep(draft);
  const environmentName = phaseAt(draft.plan, draft.state.control).environment;
  draft.happened('rolled back', `AppConfig rolled the version of step ${step.id} back`);
  retreat(draft, `AppConfig rolled back step ${step.id}`);
  draft.update({
    paused: draft.state.paused ?? {
      by: 'AppConfig',
      at: draft.now,
      because: `step ${step.id} was rolled back in ${environmentName}`,
    },
  });
}

/** Takes a step whose exposure is still on its way back to where it was; it waits again. */
export function retreat(draft: Draft, reason: string): void {
  const { control, history } = draft.state;
  const last = history.at(-1);
  if (control.mode !== 'running' || control.position.stage !== 'rising' || !last) return;
  draft.update({ history: history.slice(0, -1) });
  lower(draft, last.environment, last.before, reason, presentStep(draft).id);
  moveTo(draft, { stage: 'waiting', phase: last.phase, step: last.step });
}

function passStep(draft: Draft): void {
  const step = presentStep(draft);
  useTicks(draft, step.tasks);
  if (step.go) passGate(draft, step.go);
  toStepOrLeave(draft, step.phase, step.index + 1);
}

function leavePhase(draft: Draft): void {
  const phase = phaseAt(draft.plan, draft.state.control);
  if (phase.leave) passGate(draft, phase.leave);
  draft.update({ told: { ...draft.state.told, [`left/${phase.name}`]: draft.now } });
  draft.happened('phase', `phase ${phase.name} left`);
  if (phase.index + 1 < draft.plan.phases.length) {
    moveTo(draft, { stage: 'entry', phase: phase.index + 1 });
    return;
  }
  draft.update({ control: { mode: 'completed', attempt: draft.state.control.attempt } });
  draft.time({ completedAt: draft.now });
  draft.happened('completed', 'all phases are done');
}

function gateView(draft: Draft): GateView | undefined {
  const gate = gateAt(draft.plan, draft.state.control);
  return gate ? judgeGate(draft.plan, draft.state, gate, draft.now) : undefined;
}

/** Tells how the gate was judged that is passed, and uses up its ticks. */
function passGate(draft: Draft, gate: Gate): void {
  tellGate(draft, gate);
  useTicks(draft, gate.tasks);
}

/** Tells how a gate was judged, with its criteria and what was measured. */
function tellGate(draft: Draft, gate: Gate): void {
  const view = judgeGate(draft.plan, draft.state, gate, draft.now);
  draft.happened('gate', `gate ${gate.id}: ${view.verdict}`, view);
}

/** Ends the rollout: triggers are disarmed, nothing is watched any more. */
export function close(draft: Draft, why: string): void {
  draft.update({ control: { mode: 'closed', attempt: draft.state.control.attempt } });
  draft.time({ closedAt: draft.now });
  draft.happened('closed', `the rollout is closed: ${why}`);
}
