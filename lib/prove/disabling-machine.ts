import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { Act } from '../plan/expressions/response.js';
import type { Word } from '../rollout/event.js';
import { standingHolds } from '../rollout/holds.js';
import { withDependents } from '../rollout/lower.js';
import { restoreFlags, settleRestoring } from '../rollout/restore.js';
import { performDisable } from '../rollout/revert.js';
import { startRollout } from '../rollout/start-rollout.js';
import type { RolloutState } from '../rollout/state.js';
import { QUIET, resumeTrigger } from '../rollout/triggers.js';
import { hear } from '../rollout/words.js';
import { NOW } from './course-state.js';
import type { Fault, Machine, Taken } from './explore.js';
import { allServed } from './lanes-seen.js';
import { ProbeDraft } from './probe-draft.js';
import { withoutCalendar } from './without-calendar.js';

/**
 * One flag that is turned off and comes back. Kept: how it was turned off, whether it is on its way back, whether somebody
 * has paused, the trigger behind it, and whether a word is owed. Where the rollout stands is dropped: it is read for
 * labels only. Flags that the same triggers may turn off behave alike: one of each kind is looked at. Of several triggers
 * the first keeps the flag off; what the others do besides is to hold, and so does a pause.
 */
export interface DisablingState {
  readonly state: RolloutState;
  /** Absent before one was chosen. */
  readonly flag?: string;
  /** A person or the kill switch has turned it off, and nobody has said a word since that lets it come back. */
  readonly owesWord: boolean;
}

const ANYBODY = 'anybody';
const SOMEBODY = 'somebody';

/** How flags are turned off and come back, by the functions of a run. */
export class DisablingMachine implements Machine<DisablingState> {
  readonly start: DisablingState;
  readonly #plan: RolloutPlan;
  readonly #base: RolloutState;
  readonly #person: string;

  constructor(plan: RolloutPlan) {
    this.#plan = withoutCalendar(plan);
    const begun = { kind: 'started', id: 'started', at: NOW, planHash: 'explored', startsAt: NOW } as const;
    this.#base = startRollout(this.#plan, begun);
    this.#person = Object.values(plan.roles).flatMap(({ people }) => people)[0] ?? ANYBODY;
    this.start = { state: this.#base, owesWord: false };
  }

  key({ state, flag, owesWord }: DisablingState): string {
    const { control, paused, disabled, restoring, triggers } = state;
    return JSON.stringify([
      flag,
      owesWord,
      control.mode,
      paused !== undefined,
      disabled,
      restoring?.disabled,
      Object.entries(triggers).map(([name, { phase }]) => [name, phase]),
    ]);
  }

  faults(): readonly Fault[] {
    return [];
  }

  moves(at: DisablingState): readonly Taken<DisablingState>[] {
    const { flag, state } = at;
    if (flag === undefined)
      return this.#kinds().map((key) => ({
        next: { ...at, flag: key },
        faults: [],
        say: () => `the flag ${key} is looked at`,
      }));
    if (state.control.mode === 'closed') return [];
    return [...this.#words(at, flag), ...this.#triggers(at, flag), ...this.#returns(at, flag)];
  }

  /** One flag of all that the same triggers may turn off. */
  #kinds(): readonly string[] {
    const kinds = new Map<string, string>();
    for (const flag of Object.keys(this.#plan.flags)) {
      const by = this.#turningOff(flag).map(({ name }) => name);
      const key = JSON.stringify(by);
      if (!kinds.has(key)) kinds.set(key, flag);
    }
    return [...kinds.values()];
  }

  #turningOff(flag: string): readonly Trigger[] {
    return this.#plan.triggers.filter(({ then }) => then.some(({ act }) => this.#turnsOff(act, flag)));
  }

  #turnsOff(act: Act, flag: string): boolean {
    if (act.kind === 'ask') return this.#turnsOff(act.act, flag);
    if (act.kind !== 'disable') return false;
    if (act.what === 'flags of step') return true;
    const named = Object.values(this.#plan.flags)
      .filter((one) => (act.what === 'flag' ? one.key : one.class) === act.name)
      .map(({ key }) => key);
    return withDependents(this.#plan, named).includes(flag);
  }

  #words(at: DisablingState, flag: string): readonly Taken<DisablingState>[] {
    const said = (who: string, word: Word, owesWord = at.owesWord): Taken<DisablingState> =>
      this.#take(at, flag, '', owesWord, (draft) => {
        hear(draft, { kind: 'said', id: 'word', at: NOW, who, word });
      });
    return [
      said(ANYBODY, { kind: 'disable', flags: [flag] }, true),
      said(ANYBODY, { kind: 'kill' }, true),
      said(ANYBODY, { kind: 'pause' }),
      said(this.#person, { kind: 'resume' }, false),
      ...(at.state.control.mode === 'reverted' ? [said(this.#person, { kind: 'retry' }, false)] : []),
      said(this.#person, { kind: 'close' }),
    ];
  }

  #triggers(at: DisablingState, flag: string): readonly Taken<DisablingState>[] {
    const active = Object.keys(at.state.triggers);
    const over = this.#plan.triggers
      .filter(({ name }) => active.includes(name))
      .map((trigger) =>
        this.#take(at, flag, '', at.owesWord, (draft) => {
          resumeTrigger(draft, trigger, 'its condition to resume holds');
        }),
      );
    if (active.length > 0) return over;
    return this.#turningOff(flag).map((trigger) =>
      this.#take(at, flag, `trigger ${trigger.name} fires`, at.owesWord, (draft) => {
        draft.update({ triggers: { [trigger.name]: { ...QUIET, phase: 'active', firedAt: NOW } } });
        performDisable(draft, [flag], trigger.name, 'trigger');
      }),
    );
  }

  #returns(at: DisablingState, flag: string): readonly Taken<DisablingState>[] {
    return [
      this.#take(at, flag, '', at.owesWord, (draft) => {
        restoreFlags(draft);
      }),
      this.#take(at, flag, 'the brake lanes are seen to serve it again', at.owesWord, (draft) => {
        draft.update({ environments: allServed(draft.state) });
        settleRestoring(draft);
      }),
      this.#take(at, flag, '', at.owesWord, (draft) => {
        settleRestoring(draft);
      }),
    ];
  }

  #take(
    { state }: DisablingState,
    flag: string,
    label: string,
    owesWord: boolean,
    act: (draft: ProbeDraft) => void,
  ): Taken<DisablingState> {
    const draft = new ProbeDraft(this.#plan, state, NOW, {}, true);
    act(draft);
    const after = draft.state;
    const isBack = flag in state.disabled && !(flag in after.disabled);
    const isHeld = standingHolds(this.#plan, state, NOW).length > 0;
    return {
      next: { state: this.#project(after, flag), flag, owesWord },
      faults: [
        ...(isBack && isHeld
          ? [{ property: 'comes-back', say: `${flag} comes back although something holds` }]
          : []),
        ...(isBack && owesWord
          ? [{ property: 'by-word', say: `${flag} comes back and nobody has said so` }]
          : []),
      ],
      say: () => [label, ...draft.told()].filter((part) => part !== '').join('; ') || 'nothing changes',
    };
  }

  #project(state: RolloutState, flag: string): RolloutState {
    const { control, paused, restoring, disabled, triggers } = state;
    const own = disabled[flag];
    const back = restoring?.disabled[flag];
    const mode =
      control.mode === 'closed'
        ? control
        : control.mode === 'reverted'
          ? { ...control, attempt: 1 }
          : this.#base.control;
    return {
      ...this.#base,
      control: mode,
      disabled: own ? { [flag]: { ...own, by: own.cause === 'trigger' ? own.by : SOMEBODY } } : {},
      ...(back
        ? {
            restoring: {
              disabled: { [flag]: { ...back, by: back.cause === 'trigger' ? back.by : SOMEBODY } },
              after: 0,
            },
          }
        : {}),
      ...(paused ? { paused: { by: SOMEBODY, at: NOW } } : {}),
      triggers: Object.fromEntries(Object.entries(triggers).filter(([, { phase }]) => phase !== 'quiet')),
    };
  }
}
