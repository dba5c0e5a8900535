import type { Bound } from '../plan/expressions/bound.js';
import type { RolloutPlan, Task } from '../plan/rollout-plan.js';
import { judgeGate } from './gate.js';
import { gateAt, gateKey, phaseAt, stepAt } from './place.js';
import { phaseDue } from './schedule.js';
import type { Instant, RolloutState } from './state.js';
import { isTicked } from './ticks.js';

/** Something that the rollout waits for from people. */
export type Want = {
  /** The same want has the same key for as long as it lasts. */
  readonly key: string;
  readonly since: Instant;
  readonly people: readonly string[];
} & (
  | { readonly kind: 'sign'; readonly role: string; readonly gate: string; readonly missing: number }
  | { readonly kind: 'tick'; readonly task: string; readonly bound?: Bound; readonly role?: string }
  | { readonly kind: 'decide'; readonly role: string; readonly gate: string }
  | { readonly kind: 'answer'; readonly role: string; readonly ask: string; readonly act: string }
);

/** What the rollout waits for from people now. */
export function wants(plan: RolloutPlan, state: RolloutState, now: Instant): readonly Want[] {
  return [...gateWants(plan, state, now), ...stepWants(plan, state), ...triggerWants(plan, state)];
}

function peopleOf(plan: RolloutPlan, role: string | undefined): readonly string[] {
  if (role !== undefined) return plan.roles[role]?.people ?? [];
  return [...new Set(Object.values(plan.roles).flatMap((one) => one.people))].slice(0, 1);
}

function gateWants(plan: RolloutPlan, state: RolloutState, now: Instant): readonly Want[] {
  const gate = gateAt(plan, state.control);
  if (!gate || state.control.mode !== 'running') return [];
  const { stage } = state.control.position;
  // Nobody is asked to sign what has not been reached: a phase's entry may be signed a day ahead, a gate when it is asked.
  const asked =
    stage === 'entry'
      ? now >= phaseDue(plan, state.startAt, phaseAt(plan, state.control)) - DAY
      : stage !== 'rising' && stage !== 'soaking';
  if (!asked) return [];
  const view = judgeGate(plan, state, gate, now);
  const key = gateKey(gate, state.control);
  const since = state.times.gateSince;
  return [
    ...view.unsigned.map((one): Want => ({
      kind: 'sign',
      key: `${key}/sign/${one.role}`,
      since,
      people: peopleOf(plan, one.role),
      role: one.role,
      gate: gate.id,
      missing: one.missing,
    })),
    ...view.unticked.map((task) => tickWant(plan, task, `${key}/tick/${task.name}`, since)),
    ...(view.undecided
      ? [
          {
            kind: 'decide' as const,
            key: `${key}/decide/${String(view.undecided.from)}`,
            since: view.undecided.from,
            people: peopleOf(plan, view.undecided.role),
            role: view.undecided.role,
            gate: gate.id,
          },
        ]
      : []),
  ];
}

const DAY = 86_400_000;

function tickWant(plan: RolloutPlan, task: Task, key: string, since: Instant): Want {
  return {
    kind: 'tick',
    key,
    since,
    people: peopleOf(plan, task.by),
    task: task.name,
    ...(task.value ? { bound: task.value } : {}),
    ...(task.by === undefined ? {} : { role: task.by }),
  };
}

function stepWants(plan: RolloutPlan, state: RolloutState): readonly Want[] {
  const step = stepAt(plan, state.control);
  if (!step || state.control.mode !== 'running') return [];
  const { stage } = state.control.position;
  if (stage !== 'soaking' && stage !== 'rising') return [];
  return step.tasks
    .filter((task) => !isTicked(state, task))
    .map((task) =>
      tickWant(
        plan,
        task,
        `${step.id}#${String(state.control.attempt)}/tick/${task.name}`,
        state.times.stepStartedAt,
      ),
    );
}

function triggerWants(plan: RolloutPlan, state: RolloutState): readonly Want[] {
  const asks = state.asks
    .filter((ask) => ask.answer === undefined)
    .map((ask): Want => {
      const response = plan.triggers.find((trigger) => trigger.name === ask.trigger)?.then[ask.response];
      return {
        kind: 'answer',
        key: ask.id,
        since: ask.askedAt,
        people: peopleOf(plan, ask.role),
        role: ask.role,
        ask: ask.id,
        act: response?.text ?? '',
      };
    });
  const tasks = state.tasks.map((task): Want => ({
    kind: 'tick',
    key: `${task.trigger}/${task.name}@${String(task.dueAt)}`,
    since: state.at,
    people: peopleOf(plan, undefined),
    task: task.name,
  }));
  return [...asks, ...tasks];
}
