import type { Act } from '../plan/expressions/response.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import { refreshBrakes } from './lower.js';
import { retreat, startHook } from './moves.js';
import { placeName, stepAt } from './place.js';
import { performDisable, performRevert, performRevertUnits } from './revert.js';
import { reduce } from './reduce.js';
import { lowers } from '../plan/expressions/lowers.js';
import { sayAct } from './responses.js';
import type { RolloutState } from './state.js';

/**
 * Does one response of a trigger.
 * @param found the state before the first of the responses that are due together: its step is `the step`
 */
export function performAct(draft: Draft, trigger: Trigger, index: number, found: RolloutState): void {
  const response = trigger.then[index];
  if (!response) return;
  const because = `trigger ${trigger.name}`;
  stopRise(draft, response.act, because);
  perform(draft, { trigger, index, act: response.act, because, found });
}

/**
 * Whatever lowers exposure or pauses first stops a rise that is on its way. A revert or a reduction begins with the
 * rising step itself.
 */
function stopRise(draft: Draft, act: Act, because: string): void {
  if (act.kind === 'pause' || (lowers(act) && act.kind !== 'revert' && act.kind !== 'reduce'))
    retreat(draft, because);
}

interface DueAct {
  readonly trigger: Trigger;
  /** Which of the trigger's responses it is; -1 for what a role has allowed. */
  readonly index: number;
  readonly act: Act;
  readonly because: string;
  readonly found: RolloutState;
}

function perform(draft: Draft, { trigger, index, act, because, found }: DueAct): void {
  const { plan, now } = draft;
  switch (act.kind) {
    case 'tell':
      draft.effect({
        kind: 'message',
        about: 'alert',
        to: { kind: 'role', role: act.role },
        by: ['pager', 'slack'],
        say: `${because} fired in ${plan.rollout}`,
      });
      draft.happened('tell', `${act.role} told: ${because}`);
      return;
    case 'task':
      draft.update({
        tasks: [
          ...draft.state.tasks.filter((task) => task.name !== act.task),
          { name: act.task, trigger: trigger.name, dueAt: now + act.withinMs, overdueTold: false },
        ],
      });
      draft.update({
        ticks: Object.fromEntries(Object.entries(draft.state.ticks).filter(([name]) => name !== act.task)),
      });
      draft.happened('task', `task ${act.task} is due (${because})`);
      return;
    case 'ask': {
      const id = `${trigger.name}/${String(index)}@${String(now)}`;
      draft.update({
        asks: [
          ...draft.state.asks,
          { id, trigger: trigger.name, response: index, role: act.role, askedAt: now },
        ],
      });
      draft.effect({
        kind: 'message',
        about: 'ask',
        to: { kind: 'role', role: act.role },
        by: ['pager', 'slack'],
        say: `${because}: ${sayAct(act.act)}?`,
      });
      draft.happened('asked', `${act.role} asked to ${sayAct(act.act)}`);
      return;
    }
    case 'run':
      startHook(draft, act.hook, `${trigger.name}@${String(now)}`);
      return;
    case 'pause':
      draft.happened('pause', `paused: ${because}`);
      return;
    case 'serve':
      draft.update({
        served: { ...draft.state.served, [act.flag]: { variant: act.variant, by: trigger.name } },
      });
      refreshBrakes(draft, `serve ${act.variant}: ${because}`, placeName(plan, draft.state.control));
      draft.happened('serve', `${act.flag} serves ${act.variant}: ${because}`);
      return;
    case 'reduce':
      reduce(draft, act.to, because);
      return;
    case 'disable':
      disable(draft, flagsOf(plan, found, act), trigger);
      return;
    case 'revert':
      if (act.what === 'affected users') revertAffected(draft, trigger, because);
      else {
        performRevert(draft, act.what, because);
        // Where nobody was exposed the trigger only holds, until it is resumed: there is nothing to try again.
        if (draft.state.control.mode === 'reverted') spend(draft, trigger);
      }
      return;
  }
}

/** Does what a role was asked to allow, once it has said yes. */
export function performAnswered(draft: Draft, trigger: Trigger, act: Act): void {
  const found = draft.state;
  stopRise(draft, act, `trigger ${trigger.name}`);
  perform(draft, { trigger, index: -1, act, because: `trigger ${trigger.name}, as asked`, found });
}

function disable(draft: Draft, flags: readonly string[], trigger: Trigger): void {
  if (flags.length === 0)
    draft.happened('disable', `nothing to disable: nobody is exposed (${trigger.name})`);
  else performDisable(draft, flags, trigger.name, 'trigger');
}

/** A trigger that has reverted cannot be resumed: only a new attempt arms it again. */
export function spend(draft: Draft, trigger: Trigger): void {
  const current = draft.state.triggers[trigger.name];
  if (current)
    draft.update({ triggers: { ...draft.state.triggers, [trigger.name]: { ...current, phase: 'spent' } } });
}

function flagsOf(
  plan: RolloutPlan,
  found: RolloutState,
  act: Act & { readonly kind: 'disable' },
): readonly string[] {
  const flags = Object.values(plan.flags);
  switch (act.what) {
    case 'flag':
      return flags.filter((flag) => flag.key === act.name).map((flag) => flag.key);
    case 'class':
      return flags.filter((flag) => flag.class === act.name).map((flag) => flag.key);
    case 'flags of step': {
      // The step that the rollout waits for may be of other flags than the one that its users live with.
      const last = found.history.at(-1);
      const lived = last && plan.phases[last.phase]?.steps[last.step];
      return [...new Set([...(lived?.flags ?? []), ...(stepAt(plan, found.control)?.flags ?? [])])];
    }
  }
}

/** The users whom the trigger's bad samples belong to; when nobody can say who they are, the whole step. */
function revertAffected(draft: Draft, trigger: Trigger, because: string): void {
  const units = draft.affected[trigger.name];
  if (units && units.length > 0) performRevertUnits(draft, units, because);
  else performRevert(draft, 'step', `${because}: the affected ${draft.plan.audience.units} are not known`);
}
