import fc from '../../fast-check.js';
import type { Act } from '../../../lib/plan/expressions/response.js';
import type { Happening } from '../../../lib/rollout/evidence.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer, type Taken } from '../arbitraries/core-world.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

/** What is seen of an act in the record of the transition that did it. */
function isSeen(
  act: Act,
  happenings: readonly Happening[],
  before: RolloutState,
  after: RolloutState,
): boolean {
  const has = (kind: Happening['kind'], part = ''): boolean =>
    happenings.some((one) => one.kind === kind && one.say.includes(part));
  switch (act.kind) {
    case 'tell':
      return has('tell', act.role);
    case 'task':
      return has('task', act.task);
    case 'ask':
      return has('asked', act.role);
    case 'run':
      return has('hook', act.hook);
    case 'pause':
      return has('pause');
    case 'serve':
      return has('serve');
    case 'reduce':
      return (
        has('reduce') ||
        has('revert') ||
        before.history.length === 0 ||
        after.history.length < before.history.length
      );
    case 'disable':
      // Nothing is told when the flags are off already.
      return (
        has('disable') || (Object.keys(before.disabled).length > 0 && Object.keys(after.disabled).length > 0)
      );
    case 'revert':
      return has('revert') || before.history.length === 0;
  }
}

/** Fails when a response is not done by the first event at or after its time. */
function everyResponseInTime(): Observer {
  let open: { readonly trigger: string; readonly act: Act; readonly at: number; readonly text: string }[] =
    [];
  const fired = (taken: Taken): readonly string[] =>
    taken.happenings.flatMap((one) => /^trigger (\S+) fires/u.exec(one.say)?.[1] ?? []);
  const over = (taken: Taken): readonly string[] =>
    taken.happenings.flatMap((one) => /^trigger (\S+) is over/u.exec(one.say)?.[1] ?? []);
  return {
    transition: (world, taken) => {
      const { before, state, happenings, event } = taken;
      // An event that comes again is none.
      if (!before || before === state || before.control.mode === 'closed') return;
      if (event.kind === 'said' && state.control.mode === 'closed') return;
      // What was to come later is not owed any more once its trigger is over, or its attempt.
      const attempt = before.control.attempt;
      open = open.filter((one) => !over(taken).includes(one.trigger) && attempt === state.control.attempt);
      for (const name of fired(taken)) {
        const trigger = world.plan.triggers.find((one) => one.name === name);
        for (const { act, afterMs, text } of trigger?.then ?? [])
          open.push({ trigger: name, act, at: state.at + afterMs, text });
      }
      const due = open.filter((one) => one.at <= state.at);
      const waiting: typeof open = [];
      for (const one of due) {
        // Who is affected is only known from a look at the world.
        const needsLook = one.act.kind === 'revert' && one.act.what === 'affected users';
        if (needsLook && event.kind !== 'observed') waiting.push(one);
        else if (!isSeen(one.act, happenings, before, state))
          fail(`\`${one.text}\` of trigger ${one.trigger} was due and is not done`, {
            event,
            happenings,
            before,
          });
      }
      open = [...open.filter((one) => one.at > state.at), ...waiting];
    },
  };
}

it('does every response by the first event at or after its time, whatever else that event says', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, everyResponseInTime()).play(history);
    }),
    runs(150),
  );
});

it('does what somebody was asked to allow by the next look after they said yes', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      const observer: Observer = {
        transition: (_world, { before, state, event }) => {
          if (before === state || event.kind !== 'observed' || state.control.mode === 'closed') return;
          const left = state.asks.find((ask) => ask.answer === 'yes' && ask.done !== true);
          if (left) fail(`${left.id} was answered yes and is not done`, { event, left });
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(80),
  );
});
