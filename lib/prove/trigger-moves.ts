import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { Word } from '../rollout/event.js';
import { sayAct } from '../rollout/responses.js';
import type { TriggerState } from '../rollout/state.js';
import { capRise } from '../rollout/transition.js';
import { fire, openResponses, QUIET, resumeTrigger, runResponses } from '../rollout/triggers.js';
import { armedTriggers } from '../rollout/watch.js';
import { hear } from '../rollout/words.js';
import type { Cause } from './cause.js';
import { NOW, type CourseState } from './course-state.js';
import type { Taken } from './explore.js';
import type { ProbeDraft } from './probe-draft.js';
import { knowsUnits, sameInEffect } from './trigger-effects.js';

/** Makes one move of the automaton. */
export type Take = (
  at: CourseState,
  cause: Cause,
  label: string,
  act: (draft: ProbeDraft) => void,
  /** The trigger that is followed from here on; that of before when nothing is said. */
  follow?: string,
  /** Whether somebody can say who is affected. */
  isKnown?: boolean,
) => Taken<CourseState>;

/** What a trigger does from when it fires until it is over, by the functions of a run. */
export class TriggerMoves {
  readonly #plan: RolloutPlan;
  readonly #take: Take;
  /** One of all triggers that do the same in the same phases. */
  readonly #followable: readonly Trigger[];

  constructor(plan: RolloutPlan, take: Take) {
    this.#plan = plan;
    this.#take = take;
    this.#followable = sameInEffect(plan);
  }

  /** A trigger fires, alone or in the same look as another one, and is followed from here on. */
  firing(at: CourseState): readonly Taken<CourseState>[] {
    const armed = armedTriggers(this.#plan, at.state).filter((one) => this.#followable.includes(one));
    return armed.flatMap((trigger) => [
      ...[true, false].map((holds) => this.#fire(at, trigger, holds, true)),
      ...(knowsUnits(trigger) ? [this.#fire(at, trigger, true, false)] : []),
      ...armed
        .filter((other) => other !== trigger && other.then.some(({ act }) => act.kind === 'revert'))
        .map((other) => this.#fire(at, trigger, true, true, other)),
    ]);
  }

  #fire(
    at: CourseState,
    trigger: Trigger,
    holding: boolean,
    isKnown: boolean,
    other?: Trigger,
  ): Taken<CourseState> {
    const done = trigger.then.filter(({ afterMs }) => afterMs === 0).map(({ act }) => act);
    const label = holding ? '' : 'by its alarm, ';
    return this.#take(
      at,
      { kind: 'trigger', trigger, done },
      label,
      (draft) => {
        setTrigger(draft, trigger, { ...QUIET, holds: holding });
        fire(draft, trigger, '');
        if (other) fire(draft, other, '');
        runResponses(draft);
        capRise(draft);
      },
      trigger.name,
      isKnown,
    );
  }

  /** What the followed trigger does, and what becomes of it. */
  following(at: CourseState, name: string): readonly Taken<CourseState>[] {
    const { state } = at;
    const trigger = this.#plan.triggers.find((one) => one.name === name);
    const current = state.triggers[name];
    if (!trigger || !current) return [];
    const turned = this.#take(
      at,
      { kind: 'other' },
      current.holds
        ? `the condition of trigger ${name} holds no more`
        : `the condition of trigger ${name} holds again`,
      (draft) => {
        setTrigger(draft, trigger, { ...current, holds: !current.holds });
        capRise(draft);
      },
    );
    const resumed =
      current.phase !== 'active' || current.holds
        ? []
        : [
            this.#take(at, { kind: 'other' }, '', (draft) => {
              resumeTrigger(draft, trigger, 'its condition to resume holds');
            }),
          ];
    return [turned, ...resumed, ...this.#later(at, trigger, current), ...this.#answered(at, trigger)];
  }

  /** The next responses of the followed trigger are due; all of the same delay together. */
  #later(at: CourseState, trigger: Trigger, current: TriggerState): readonly Taken<CourseState>[] {
    const open = openResponses(this.#plan, at.state).filter((one) => one.trigger === trigger);
    if (open.length === 0) return [];
    const delay = Math.min(...open.map(({ index }) => trigger.then[index]?.afterMs ?? Infinity));
    const due = open.flatMap(({ index }) => {
      const response = trigger.then[index];
      return response?.afterMs === delay ? [response] : [];
    });
    const done = due.map(({ act }) => act);
    return (knowsUnits(trigger) ? [true, false] : [true]).map((isKnown) =>
      this.#take(
        at,
        { kind: 'trigger', trigger, done },
        `trigger ${trigger.name} has not been resumed: \`${due.map(({ text }) => text).join('`, `')}\` is due`,
        (draft) => {
          setTrigger(draft, trigger, { ...current, firedAt: NOW - delay });
          runResponses(draft);
          capRise(draft);
        },
        trigger.name,
        isKnown,
      ),
    );
  }

  /** Somebody answers what the followed trigger has asked. */
  #answered(at: CourseState, trigger: Trigger): readonly Taken<CourseState>[] {
    return at.state.asks
      .filter(({ answer }) => answer === undefined)
      .flatMap((ask) => {
        const act = trigger.then[ask.response]?.act;
        const who = this.#plan.roles[ask.role]?.people[0];
        if (act?.kind !== 'ask' || who === undefined) return [];
        return [true, false].flatMap((yes) =>
          (yes && knowsUnits(trigger) ? [true, false] : [true]).map((isKnown) =>
            this.#take(
              at,
              yes ? { kind: 'trigger', trigger, done: [act.act] } : { kind: 'other' },
              `${ask.role} is asked to ${sayAct(act.act)}`,
              (draft) => {
                const word: Word = { kind: 'answer', ask: ask.id, yes };
                hear(draft, { kind: 'said', id: 'word', at: NOW, who, word });
                runResponses(draft);
                capRise(draft);
              },
              trigger.name,
              isKnown,
            ),
          ),
        );
      });
  }
}

function setTrigger(draft: ProbeDraft, { name }: Trigger, state: TriggerState): void {
  draft.update({ triggers: { ...draft.state.triggers, [name]: state } });
}
