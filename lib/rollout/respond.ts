import type { Act } from '../plan/expressions/response.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import { lower, refreshBrakes } from './lower.js';
import { retreat, startHook } from './moves.js';
import { placeName, stepAt } from './place.js';
import { performDisable, performRevert, performRevertUnits } from './revert.js';
import { lowers } from './responses.js';
import type { Exposures, RolloutState } from './state.js';
import { reduceTo } from './step-exposure.js';

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
      performDisable(draft, flagsOf(plan, found, act), trigger.name, 'trigger');
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

function reduce(draft: Draft, to: (Act & { readonly kind: 'reduce' })['to'], because: string): void {
  const { history, control } = draft.state;
  const last = history.at(-1);
  if (!last) return;
  const environment = draft.state.environments[last.environment];
  if (!environment) return;
  const step = draft.plan.phases[last.phase]?.steps[last.step]?.id ?? '';
  // While the step is still rising, a share of it may be more than anybody has yet been given.
  const rising = control.mode === 'running' && control.position.stage === 'rising';
  const exposures: Exposures =
    to === 'previous step'
      ? last.before
      : Object.fromEntries(
          Object.entries(rising ? last.before : environment.exposures).map(([flag, exposure]) => [
            flag,
            reduceTo(exposure, to.fraction),
          ]),
        );
  // Those who stay in came by the steps so far: what a revert goes back to has to be kept.
  if (rising || to === 'previous step') draft.update({ history: history.slice(0, -1) });
  lower(draft, last.environment, exposures, `reduce: ${because}`, step);
  draft.update({
    timings: [
      ...draft.state.timings,
      {
        what: 'step',
        decidedAt: draft.now,
        environment: last.environment,
        generation: draft.state.environments[last.environment]?.brake.generation ?? 0,
      },
    ],
  });
  draft.happened(
    'reduce',
    `reduced to ${to === 'previous step' ? `before ${step}` : `${String(to.fraction * 100)}%`}: ${because}`,
  );
  // The step that was taken back waits to be taken again once the trigger is resumed.
  if (control.mode === 'running') {
    draft.update({
      control: { ...control, position: { stage: 'waiting', phase: last.phase, step: last.step } },
    });
    draft.time({ gateSince: draft.now });
  } else if (control.mode === 'completed') {
    draft.update({
      control: {
        mode: 'reverted',
        what: 'step',
        position: { stage: 'waiting', phase: last.phase, step: last.step },
        attempt: control.attempt,
      },
    });
  }
}

/** The users whom the trigger's bad samples belong to; when nobody can say who they are, the whole step. */
function revertAffected(draft: Draft, trigger: Trigger, because: string): void {
  const units = draft.affected[trigger.name];
  if (units && units.length > 0) performRevertUnits(draft, units, because);
  else performRevert(draft, 'step', `${because}: the affected ${draft.plan.audience.units} are not known`);
}

/** An act as it is written in a plan. */
export function sayAct(act: Act): string {
  switch (act.kind) {
    case 'pause':
      return 'pause';
    case 'tell':
      return `tell ${act.role}`;
    case 'task':
      return `task ${act.task}`;
    case 'ask':
      return `ask ${act.role} to ${sayAct(act.act)}`;
    case 'run':
      return `run ${act.hook}`;
    case 'serve':
      return `serve ${act.flag} ${act.variant}`;
    case 'reduce':
      return act.to === 'previous step'
        ? 'reduce to previous step'
        : `reduce to ${String(act.to.fraction * 100)}%`;
    case 'disable':
      return act.what === 'flags of step' ? 'disable flags of step' : `disable ${act.what} ${act.name ?? ''}`;
    case 'revert':
      return `revert ${act.what}`;
  }
}
