import fc from '../../fast-check.js';
import { findingsMatter } from '../../../lib/rollout/matters.js';
import { nextWakeup } from '../../../lib/rollout/next-wakeup.js';
import type { LaneSight } from '../../../lib/rollout/event.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { transition } from '../../../lib/rollout/transition.js';
import { histories, type Outcome } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

/** Where there is no next wakeup, this far is looked. */
const YEAR = 365 * 86_400_000;

/** What a rollout knows, without the bookkeeping of the looks themselves. */
function withoutLooks(state: RolloutState): string {
  const { revision: _revision, at: _at, taken: _taken, observedAt: _observed, ...rest } = state;
  return JSON.stringify(rest);
}

it('changes nothing by looks that find the same, at any time before the next wakeup', () => {
  const property = fc.property(
    plans,
    histories,
    fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    fc.constantFrom<Outcome>('yes', 'yes', 'no', 'unknown'),
    fc.constantFrom<Outcome>('no', 'no', 'noData', 'yes'),
    ({ plan }, history, share, gate, trigger) => {
      const observer: Observer = {
        action: (world) => {
          world.look([gate], [trigger]);
          const seen = world.lookEvent([gate], [trigger]);
          const { state } = transition(plan, world.state, seen);
          const wakeup = nextWakeup(plan, state) ?? state.at + YEAR;
          const at = Math.floor(state.at + share * (wakeup - 1 - state.at));
          const later = transition(plan, state, { ...seen, id: 'later', at });
          if (withoutLooks(later.state) !== withoutLooks(state) || later.effects.length > 0)
            fail(`a look at ${String(at)} changes something, and the next wakeup is at ${String(wakeup)}`, {
              at: state.at,
              happenings: later.happenings,
              effects: later.effects,
              changed: Object.entries(later.state).filter(
                ([key, part]) => JSON.stringify(part) !== JSON.stringify(state[key as keyof RolloutState]),
              ),
              state,
            });
        },
      };
      new CoreWorld(plan, observer).play(history);
    },
  );
  fc.assert(property, runs(70));
});

const outcome = fc.constantFrom<Outcome>('yes', 'no', 'unknown', 'noData', 'error', 'missing');

it('changes nothing by findings that do not matter, at any time before the next wakeup', () => {
  const property = fc.property(
    plans,
    histories,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.tuple(outcome, outcome),
    fc.tuple(outcome, outcome),
    ({ plan }, history, share, gates, triggers) => {
      const observer: Observer = {
        action: (world) => {
          world.look(gates.slice(0, 1), triggers.slice(0, 1));
          const { state } = world;
          // A version that was deployed meanwhile is news of its own.
          const seen = { ...world.lookEvent(gates.slice(0, 1), triggers.slice(0, 1)), id: 'first' };
          const rested = transition(plan, state, seen).state;
          const found = world.lookEvent(gates.slice(1), triggers.slice(1));
          if (found.kind !== 'observed' || found.lanes.some((sight) => isNews(rested, sight))) return;
          const wakeup = nextWakeup(plan, rested) ?? rested.at + YEAR;
          const at = Math.floor(rested.at + share * (wakeup - 1 - rested.at));
          if (findingsMatter(plan, rested, found.findings, at)) return;
          const later = transition(plan, rested, { ...found, id: 'later', at });
          const ofFindings = { findings: {} };
          if (
            withoutLooks({ ...later.state, ...ofFindings }) !== withoutLooks({ ...rested, ...ofFindings }) ||
            later.effects.length > 0
          )
            fail(`findings that do not matter change something at ${String(at)}`, {
              at: rested.at,
              findings: found.findings,
              happenings: later.happenings,
              effects: later.effects,
              changed: Object.entries(later.state).filter(
                ([key, part]) => JSON.stringify(part) !== JSON.stringify(rested[key as keyof RolloutState]),
              ),
              rested,
            });
        },
      };
      new CoreWorld(plan, observer).play(history);
    },
  );
  fc.assert(property, runs(40));
});

function isNews(state: RolloutState, { environment, lane, kind, generation }: LaneSight): boolean {
  const seen = state.environments[environment]?.seen[lane];
  return seen?.kind !== kind || seen.generation !== generation;
}
