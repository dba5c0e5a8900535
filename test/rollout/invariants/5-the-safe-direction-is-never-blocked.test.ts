import fc from '../../fast-check.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { RolloutEvent, Word } from '../../../lib/rollout/event.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { transition, type Transition } from '../../../lib/rollout/transition.js';
import { armedTriggers } from '../../../lib/rollout/watch.js';
import { laneAction } from '../../../lib/runtime/reconcile-lane.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { gained, meantIn, whyHeld, type Reach } from '../arbitraries/oracle.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

const HOUR = 3_600_000;

/** What makes everything that rises wait. */
type Obstacle = 'none' | 'a freeze' | 'no data';
const obstacles = fc.constantFrom<Obstacle>('none', 'a freeze', 'no data');

function hinder(world: CoreWorld, obstacle: Obstacle): RolloutState {
  const { plan, state, now } = world;
  switch (obstacle) {
    case 'none':
      return state;
    case 'a freeze': {
      const word: Word = { kind: 'freeze', until: now + 9000 * HOUR, because: 'a test' };
      return transition(plan, state, { kind: 'said', id: 'freeze', at: now, who: 'olga', word }).state;
    }
    case 'no data':
      return transition(plan, state, world.lookEvent(['missing'], ['missing'], true)).state;
  }
}

/** Before the point of no return, and while the rollout watches. */
function isRevertible({ plan }: CoreWorld, state: RolloutState): boolean {
  const passed = plan.phases.some(
    ({ irreversible, name }) => irreversible !== undefined && `entered/${name}` in state.told,
  );
  return state.control.mode !== 'closed' && !passed;
}

function meant(plan: RolloutPlan, state: RolloutState): Reach {
  return new Set(plan.environments.flatMap((name) => [...meantIn(plan, state, name)]));
}

/** Fails when somebody gets in, or a step goes on rising. */
function checkFall({ plan }: CoreWorld, before: RolloutState, event: RolloutEvent, after: Transition): void {
  const { state, happenings } = after;
  const seen = { event, happenings, before, state };
  const more = gained(meant(plan, before), meant(plan, state));
  if (more.length > 0) fail(`${more.join(', ')} get in`, seen);
  if (state.control.mode === 'running' && state.control.position.stage === 'rising')
    fail('a step goes on rising', seen);
}

/** Fails when what was said is refused, or a brake lane of ours waits for anything before it is deployed to. */
function checkObeyed(world: CoreWorld, before: RolloutState, event: RolloutEvent, after: Transition): void {
  const { state, happenings } = after;
  const seen = { event, happenings, before, state };
  if (happenings.some((one) => one.kind === 'refused')) fail('the safe direction is refused', seen);
  for (const [environment, { brake }] of Object.entries(world.lanes)) {
    const slot = state.environments[environment]?.brake;
    if (brake.isForeign || slot?.generation === before.environments[environment]?.brake.generation) continue;
    const action = laneAction(state, environment, 'brake', brake.view(), world.now);
    if (action.kind === 'none') fail(`the brake lane of ${environment} waits`, seen);
  }
}

const words = fc.constantFrom<Word>(
  { kind: 'pause' },
  { kind: 'kill' },
  { kind: 'disable', flags: ['alpha'] },
  { kind: 'revert', what: 'step' },
  { kind: 'revert', what: 'phase' },
  { kind: 'revert', what: 'all' },
  { kind: 'revert units', units: ['v1', 'u9'] },
);

/** Who may still be in after a word. */
function staysIn(word: Word, before: RolloutState): (one: string) => boolean {
  switch (word.kind) {
    case 'kill':
      return () => false;
    case 'disable':
      // What needs alpha goes off with it.
      return (one) => !one.includes('/alpha/') && !one.includes('/beta/');
    case 'revert units':
      return (one) => !word.units.some((unit) => one.endsWith(`/${unit}`));
    case 'revert':
      return () => word.what !== 'all' && before.history.length > 1;
    default:
      return () => true;
  }
}

it('does at once whatever anybody says that lowers exposure, in a freeze and without data', () => {
  fc.assert(
    fc.property(plans, histories, words, obstacles, ({ plan }, history, word, obstacle) => {
      const observer: Observer = {
        action: (world) => {
          const before = hinder(world, obstacle);
          if (!isRevertible(world, before)) return;
          const event: RolloutEvent = { kind: 'said', id: 'word', at: world.now, who: 'a stranger', word };
          const after = transition(plan, before, event);
          checkObeyed(world, before, event, after);
          // Units are taken out of a rollout that goes on.
          if (word.kind !== 'revert units') checkFall(world, before, event, after);
          const left = [...meant(plan, after.state)].filter((one) => !staysIn(word, before)(one));
          if (left.length > 0) fail(`${left.join(', ')} are still in`, { event, before, after });
          if (word.kind === 'pause' && !after.state.paused) fail('it is not paused', after);
          if (word.kind === 'revert' && before.history.length > 0) {
            if (after.state.control.mode !== 'reverted') fail('it is not reverted', { event, before, after });
            if (after.state.history.length >= before.history.length) fail('no step is taken back', after);
          }
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(60),
  );
});

it('does at once what a trigger says when its alarm fires, in a freeze and without data', () => {
  fc.assert(
    fc.property(plans, histories, obstacles, ({ plan }, history, obstacle) => {
      const observer: Observer = {
        action: (world) => {
          const before = hinder(world, obstacle);
          if (!isRevertible(world, before)) return;
          for (const trigger of armedTriggers(plan, before)) {
            if ((before.triggers[trigger.name]?.phase ?? 'quiet') !== 'quiet') continue;
            const acts = trigger.then.filter((one) => one.afterMs === 0).map((one) => one.act);
            const restrains = acts.some((act) => ['pause', 'reduce', 'disable', 'revert'].includes(act.kind));
            // Who is affected is known from the next look on.
            const waits = acts.some((act) => act.kind === 'revert' && act.what === 'affected users');
            if (!restrains || waits) continue;
            const event: RolloutEvent = { kind: 'alarm', id: 'alarm', at: world.now, trigger: trigger.name };
            const after = transition(plan, before, event);
            checkObeyed(world, before, event, after);
            checkFall(world, before, event, after);
            if (whyHeld(plan, after.state, world.now) === undefined) fail('nothing holds', { event, after });
            const all = acts.some((act) => act.kind === 'revert' && act.what === 'all');
            const left = [...meant(plan, after.state)].filter(
              (one) =>
                all ||
                (one.includes('/alpha/') &&
                  acts.some((act) => act.kind === 'disable' && act.name === 'alpha')),
            );
            if (left.length > 0) fail(`${left.join(', ')} are still in`, { event, before, after });
          }
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(60),
  );
});
