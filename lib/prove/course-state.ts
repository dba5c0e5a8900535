import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Control } from '../rollout/control.js';
import { startRollout } from '../rollout/start-rollout.js';
import type { Caps, EnvironmentState, Exposures, RolloutState, TriggerState } from '../rollout/state.js';
import { Interner } from './interner.js';

/** The one moment of the automaton: what time does is a free choice, so that no state needs a clock. */
export const NOW = 0;

/** Who pauses in the automaton; that somebody does matters, not who. */
const SOMEBODY = 'somebody';

/**
 * A state of the course automaton: a state of the rollout in which everything has its one form that the automaton does
 * not tell apart, and the trigger that is followed, if one is.
 *
 * **What is kept**: where the rollout is (mode and position), what the rise lanes expose, the limits of the brake lanes,
 * which steps were taken and what was exposed before each, whether somebody has paused, whether a point of no return was
 * passed; of the followed trigger its state and its open questions. While a trigger is followed, pauses and limits are
 * dropped: they only ever hold, and then they are a free choice.
 *
 * **What is dropped, and why the moves do not need it.** A move of the automaton is a function of `lib/rollout` applied to
 * such a state, so the projection is sound when that function does not read what was dropped, or when what it reads is a
 * free choice anyway, so that more may happen here than can:
 * - times, findings, evidence, signatures, ticks, decisions, hooks, notices, figures, incidents, requests, promotions and
 *   attempts are read by `symbolsOf` alone to decide a move, and every symbol but those that follow from what is kept is a
 *   free choice. What else reads them (messages, tasks, the undo of hooks, timings) writes nothing that is kept.
 * - slots, generations and what was seen of the lanes are read by `symbolsOf`, by `holds` as a reason to wait, and by the
 *   release of a brake; all three are free choices.
 * - triggers that are not followed are read as holds, which are a free choice, and for their responses: everything that
 *   lowers exposure and that a trigger of the plan may do may happen at any time, in any order, whether it has fired or
 *   not. Each trigger is followed exactly in its turn, from the moment it fires until it is over.
 * - flags that are off or serve another variant, and units that are let in or kept out by name, are read as holds, and for
 *   what is written about themselves: automata of their own look at them (`disabling-machine.ts`, `inclusion-machine.ts`).
 * - which scope a revert had is read by sentences only.
 */
export interface CourseState {
  readonly state: RolloutState;
  /** The name of the trigger that is followed. */
  readonly followed?: string;
}

/** Makes states comparable: one object for everything that is equal, and a short key. */
export class CourseStates {
  readonly #exposures = new Interner<Exposures>();
  readonly #caps = new Interner<Caps>();
  readonly #histories = new WeakMap<object, { readonly history: History; readonly number: number }>();
  readonly #historyByKey = new Map<string, History>();
  readonly #parts = new WeakMap<object, number>();
  readonly #partIds = new Map<string, number>();
  readonly #base: RolloutState;
  readonly #noReturn: readonly string[];

  constructor(plan: RolloutPlan) {
    this.#base = startRollout(plan, {
      kind: 'started',
      id: 'started',
      at: NOW,
      planHash: 'explored',
      startsAt: NOW,
    });
    this.#noReturn = plan.phases.flatMap(({ name, irreversible }) =>
      irreversible === undefined ? [] : [`entered/${name}`],
    );
  }

  /** Where a rollout begins. */
  first(): CourseState {
    return this.project(this.#base, undefined);
  }

  /** The form of a state that stands for all those that are not told apart from it. */
  project(state: RolloutState, follow: string | undefined): CourseState {
    const trigger = follow === undefined ? undefined : state.triggers[follow];
    const isFollowed = trigger !== undefined && trigger.phase !== 'quiet' && state.control.mode !== 'closed';
    const followed = isFollowed ? follow : undefined;
    const { paused: _paused, ...base } = this.#base;
    return {
      state: {
        ...base,
        control: controlOf(state.control),
        environments: Object.fromEntries(
          Object.entries(state.environments).map(([name, environment]) => [
            name,
            this.#environment(name, environment, isFollowed),
          ]),
        ),
        history: this.#history(state.history),
        told: Object.fromEntries(this.#noReturn.flatMap((key) => (key in state.told ? [[key, NOW]] : []))),
        ...(state.paused && !isFollowed ? { paused: { by: SOMEBODY, at: NOW } } : {}),
        triggers: trigger && followed !== undefined ? { [followed]: triggerOf(trigger) } : {},
        asks: state.asks.filter(
          (ask) => ask.trigger === followed && ask.done !== true && ask.answer !== 'no',
        ),
      },
      ...(followed === undefined ? {} : { followed }),
    };
  }

  /** Equal for states that the automaton does not tell apart. */
  key({ state, followed }: CourseState): string {
    const { control, environments, history, told, paused, triggers, asks } = state;
    const lanes = Object.values(environments).map(
      ({ exposures, caps }) =>
        `${String(this.#exposures.known(exposures))}/${String(this.#caps.known(caps))}`,
    );
    const trigger = followed === undefined ? undefined : triggers[followed];
    return [
      place(control),
      lanes.join(' '),
      this.#historyNumber(history),
      Object.keys(told).length,
      paused ? 'p' : '',
      trigger
        ? `${followed ?? ''}${trigger.phase}${trigger.holds ? '!' : ''}${[...trigger.done].sort().join(',')}`
        : '',
      asks.map(({ response, answer = '' }) => `${String(response)}${answer}`).join(','),
    ].join('|');
  }

  #environment(name: string, { exposures, caps }: EnvironmentState, isFollowed: boolean): EnvironmentState {
    const base = this.#base.environments[name];
    if (!base) throw new Error(`the plan has no environment ${name}`);
    return {
      rise: base.rise,
      brake: base.brake,
      seen: base.seen,
      exposures: this.#exposures.one(exposures, () => this.#partsOf(exposures)),
      caps: isFollowed ? NO_CAPS : this.#caps.one(caps, () => this.#partsOf(caps)),
    };
  }

  /**
   * Histories only ever lose their end, or get a new one: each entry is given an object of its own for what came before
   * it, so that the last one tells the whole history.
   */
  #history(history: History): History {
    const last = history.at(-1);
    if (!last) return NO_HISTORY;
    const known = this.#histories.get(last);
    if (known?.history.length === history.length) return known.history;
    const before = this.#history(history.slice(0, -1));
    const exposures = this.#exposures.one(last.before, () => this.#partsOf(last.before));
    const key = [
      this.#historyNumber(before),
      last.phase,
      last.step,
      last.environment,
      this.#exposures.known(exposures),
    ].join(' ');
    const equal = this.#historyByKey.get(key);
    if (equal) return equal;
    const own = { ...last, before: exposures };
    const longer = [...before, own];
    this.#historyByKey.set(key, longer);
    this.#histories.set(own, { history: longer, number: this.#historyByKey.size });
    return longer;
  }

  #historyNumber(history: History): number {
    const last = history.at(-1);
    return last ? (this.#histories.get(last)?.number ?? 0) : 0;
  }

  /** Parts are shared between states; each is written out once. */
  #partsOf(parts: Readonly<Record<string, object>>): string {
    return Object.entries(parts)
      .map(([flag, part]) => {
        // A limit is an object of its own around the grants of an exposure.
        const shared = 'limit' in part && Array.isArray(part.limit) ? part.limit : part;
        let id = this.#parts.get(shared);
        if (id === undefined) {
          const text = JSON.stringify(shared);
          id = this.#partIds.get(text) ?? this.#partIds.size;
          this.#partIds.set(text, id);
          this.#parts.set(shared, id);
        }
        return `${flag}:${String(id)}`;
      })
      .sort()
      .join(' ');
  }
}

type History = RolloutState['history'];

const NO_CAPS: Caps = {};
const NO_HISTORY: History = [];

function controlOf(control: Control): Control {
  switch (control.mode) {
    case 'running':
      return { mode: 'running', position: control.position, attempt: 1 };
    case 'reverted':
      return { mode: 'reverted', what: 'step', position: control.position, attempt: 1 };
    case 'completed':
    case 'closed':
      return { mode: control.mode, attempt: 1 };
  }
}

function triggerOf({ phase, holds, done }: TriggerState): TriggerState {
  return { phase, holds, blind: false, firedAt: NOW, done };
}

function place(control: Control): string {
  if (control.mode === 'completed' || control.mode === 'closed') return control.mode;
  const { position } = control;
  const step = 'step' in position ? `.${String(position.step)}` : '';
  return `${control.mode === 'reverted' ? 'r' : ''}${position.stage}${String(position.phase)}${step}`;
}
