import type { RolloutPlan } from '../plan/rollout-plan.js';
import { CHORES } from './chores/all-chores.js';
import { decide } from './control.js';
import { Draft } from './draft.js';
import type { Effect } from './effect.js';
import type { LaneSight, RolloutEvent } from './event.js';
import type { Happening } from './evidence.js';
import { applyMove, retreat } from './moves.js';
import { applyRevision } from './revision/apply-revision.js';
import { labelNext } from './label-next.js';
import { startRollout } from './start-rollout.js';
import type { RolloutState } from './state.js';
import { settleRestoring } from './restore.js';
import { symbolsOf } from './symbols.js';
import { standingHolds, stopsRise } from './holds.js';
import { settleInclusions } from './inclusions.js';
import { disarmTriggers, fire, runTriggers } from './triggers.js';
import { armedTriggers } from './watch.js';
import { hear } from './words.js';

/** What a transition leads to. */
export interface Transition {
  readonly state: RolloutState;
  readonly effects: readonly Effect[];
  readonly happenings: readonly Happening[];
}

/** Ids of events that are remembered to recognise repetitions. */
const REMEMBERED_EVENTS = 256;
/** More moves than any plan allows in one moment: a plan that needs them is broken. */
const MOST_MOVES = 10_000;

/**
 * What one event does to a rollout: pure, synchronous, and the only thing that changes a state. Taking in the event,
 * it judges the triggers, lets the automaton move as far as the symbols allow, and does what time has made due. An
 * event that was taken in before changes nothing.
 * @param plan the plan that the state is pinned to; for `revised` the one that takes over
 * @param state the present state; absent for the event that starts the rollout
 * @throws when the first event is not `started`, when the plan or a second `started` is not the one it is pinned to, or
 *   when a revision was made for another plan than that
 */
export function transition(
  plan: RolloutPlan,
  state: RolloutState | undefined,
  event: RolloutEvent,
): Transition {
  if (state === undefined && event.kind !== 'started')
    throw new Error(`a rollout begins with the event "started", not with "${event.kind}"`);
  if (state) refuseOtherPlan(plan, state, event);
  if (state && (state.taken.includes(event.id) || event.kind === 'started'))
    return { state, effects: [], happenings: [] };
  const before = state ?? startRollout(plan, event as RolloutEvent & { kind: 'started' });
  // Clocks of several controllers may differ: time never runs backwards in a rollout.
  const now = Math.max(event.at, before.at);
  const draft = new Draft(
    plan,
    before,
    now,
    event.kind === 'observed' ? (event.affected ?? {}) : {},
    event.kind === 'observed',
  );
  takeIn(draft, event);
  runTriggers(draft);
  capRise(draft);
  settleInclusions(draft);
  settleRestoring(draft);
  // A revision raises nothing by itself: what the new plan allows begins with the next event.
  if (event.kind === 'revised') disarmTriggers(draft);
  else goOn(draft);
  labelNext(draft, before);
  draft.update({
    revision: before.revision + 1,
    at: now,
    taken: [...draft.state.taken, event.id].slice(-REMEMBERED_EVENTS),
  });
  return { state: draft.state, effects: draft.effects, happenings: draft.happenings };
}

/** Lets the automaton move as far as the symbols allow, and does what time has made due. */
function goOn(draft: Draft): void {
  for (let moves = 0; ; moves += 1) {
    if (moves > MOST_MOVES) throw new Error('the automaton does not come to rest');
    disarmTriggers(draft);
    const move = decide(draft.state.control, symbolsOf(draft.plan, draft.state, draft.now));
    if (!move) break;
    applyMove(draft, move);
  }
  for (const chore of CHORES) chore.run(draft);
}

/** Invariant 10: a rollout is carried out by the plan that it was begun with. */
function refuseOtherPlan(plan: RolloutPlan, state: RolloutState, event: RolloutEvent): void {
  if (state.rollout !== plan.rollout)
    throw new Error(
      `the state is of rollout ${state.rollout} and the plan of ${plan.rollout}: a rollout goes on with its own plan only`,
    );
  if (event.kind === 'started' && event.planHash !== state.planHash)
    throw new Error(
      `the rollout is pinned to plan ${state.planHash}, and the event is of plan ${event.planHash}: go on with the plan that it was begun with`,
    );
  if (event.kind === 'revised' && event.from !== state.planHash && !state.taken.includes(event.id))
    throw new Error(
      `the rollout is pinned to plan ${state.planHash}, and the revision was made for plan ${event.from}: look at the difference again`,
    );
}

function takeIn(draft: Draft, event: RolloutEvent): void {
  switch (event.kind) {
    case 'started':
      draft.happened('started', `rollout ${draft.plan.rollout} begins`);
      return;
    case 'revised':
      revise(draft, event);
      return;
    case 'observed':
      // A look that comes late is as old as it was: its findings do not become fresh by that.
      draft.update({ findings: event.findings, observedAt: event.at });
      takeCriteria(draft, event.criteria);
      event.lanes.forEach((sight) => {
        see(draft, sight);
      });
      return;
    case 'said':
      hear(draft, event);
      return;
    case 'hook':
      hookAnswered(draft, event);
      return;
    case 'alarm': {
      const trigger = armedTriggers(draft.plan, draft.state).find((one) => one.name === event.trigger);
      if (trigger) fire(draft, trigger, 'its alarm');
      return;
    }
  }
}

/** The evidence so far: what is watched no more is forgotten. */
function takeCriteria(draft: Draft, criteria: RolloutState['criteria']): void {
  const { criteria: _before, ...rest } = draft.state;
  draft.state = { ...rest, ...(criteria && Object.keys(criteria).length > 0 ? { criteria } : {}) };
}

/** Pins the rollout to the plan that takes over, and tells what is different in it. */
function revise(draft: Draft, event: RolloutEvent & { readonly kind: 'revised' }): void {
  const { planHash, carried, by, consent, changes } = event;
  draft.state = applyRevision(draft.plan, draft.state, { planHash, carried, at: draft.now });
  const accepted = consent === undefined ? '' : `, accepted with ${consent}`;
  draft.happened('revised', `${by} revises the plan${accepted}`);
  for (const say of changes) draft.happened('revised', say);
}

function see(draft: Draft, sight: LaneSight): void {
  const environment = draft.state.environments[sight.environment];
  if (!environment) return;
  const before = environment.seen[sight.lane];
  if (sight.kind === 'foreign' && before.kind !== 'foreign') {
    draft.happened(
      'foreign',
      `somebody else deployed to the ${sight.lane} lane of ${sight.environment}: exposure is unknown until it is adopted or reverted`,
    );
    draft.effect({
      kind: 'message',
      about: 'alert',
      to: { kind: 'role', role: Object.keys(draft.plan.roles)[0] ?? 'owner' },
      by: ['pager'],
      say: `A foreign deployment in ${sight.environment} (${sight.lane} lane)`,
    });
  }
  const seen = { kind: sight.kind, generation: sight.generation, since: sight.since };
  draft.update({
    environments: {
      ...draft.state.environments,
      [sight.environment]: { ...environment, seen: { ...environment.seen, [sight.lane]: seen } },
    },
  });
}

function hookAnswered(draft: Draft, event: RolloutEvent & { readonly kind: 'hook' }): void {
  const run = draft.state.hooks.find((one) => one.run === event.run);
  if (!run || run.outcome !== undefined) return;
  draft.update({
    hooks: draft.state.hooks.map((one) =>
      one === run
        ? {
            ...one,
            outcome: event.ok ? ('ok' as const) : ('failed' as const),
            ...(event.reason === undefined ? {} : { reason: event.reason }),
          }
        : one,
    ),
    figures: { ...draft.state.figures, ...event.figures },
  });
  draft.happened(
    'hook',
    `hook ${run.hook} ${event.ok ? 'succeeded' : `failed${event.reason === undefined ? '' : `: ${event.reason}`}`}`,
  );
}

/** Invariant 2: what would keep a step from starting also takes back a spread that is in flight. */
export function capRise(draft: Draft): void {
  const { control } = draft.state;
  if (control.mode !== 'running' || control.position.stage !== 'rising') return;
  const hold = standingHolds(draft.plan, draft.state, draft.now).find(stopsRise);
  if (hold) {
    draft.happened('pause', `the rise that was on its way is taken back: ${hold.say}`);
    retreat(draft, hold.say);
  }
}
