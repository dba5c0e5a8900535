import type { Act } from '../plan/expressions/response.js';
import type { Gate, RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import { release } from '../rollout/chores/release.js';
import type { Move } from '../rollout/control.js';
import type { Word } from '../rollout/event.js';
import { holds, noReturnHolds, type Hold } from '../rollout/holds.js';
import { applyMove, retreat } from '../rollout/moves.js';
import { exposes, gateAt, placeName, stepAt } from '../rollout/place.js';
import { performAct } from '../rollout/respond.js';
import { sayAct } from '../rollout/responses.js';
import type { RolloutState, TriggerState } from '../rollout/state.js';
import { otherwiseOf } from '../rollout/symbols.js';
import { capRise } from '../rollout/transition.js';
import {
  disarmTriggers,
  fire,
  openResponses,
  QUIET,
  resumeTrigger,
  runResponses,
} from '../rollout/triggers.js';
import { armedTriggers } from '../rollout/watch.js';
import { hear } from '../rollout/words.js';
import { faultsOfMove, faultsOfState, passedNoReturn } from './course-faults.js';
import { CourseStates, NOW, type CourseState } from './course-state.js';
import type { Fault, Machine, Taken } from './explore.js';
import { feasibleMoves, type FeasibleMove } from './feasible-moves.js';
import { served } from './lanes-seen.js';
import { ProbeDraft } from './probe-draft.js';
import { freeActs, sameInEffect, type FreeAct } from './trigger-effects.js';
import { withoutCalendar } from './without-calendar.js';

/** Whether a gate may ever say go, and no-go. */
export type GateAnswers = (gate: Gate) => { readonly canPass: boolean; readonly canFail: boolean };

/** What kind of thing happens: what is wrong with it depends on that. */
export type Cause =
  | ({ readonly kind: 'move' } & FeasibleMove)
  | { readonly kind: 'word'; readonly word: Word }
  /** The followed trigger fires, or responses of it are due, or what it asked was allowed. */
  | { readonly kind: 'trigger'; readonly trigger: Trigger; readonly done: readonly Act[] }
  | { readonly kind: 'other' };

/** Nobody of the plan: whoever may be named. */
const ANYBODY = 'anybody';
/** Holds that follow from what the automaton keeps; all others may be there or not. */
const KEPT: ReadonlySet<Hold['kind']> = new Set(['paused', 'trigger', 'brake']);

/**
 * The rollout as an automaton: `decide`, `applyMove`, `fire`, the responses, the words and the release of the brake, as a
 * run uses them, on states without time. What the world, people and time do is a free choice. See `CourseState` for what
 * it tells apart.
 */
export class CourseMachine implements Machine<CourseState> {
  readonly start: CourseState;
  readonly #plan: RolloutPlan;
  readonly #answers: GateAnswers;
  readonly #states: CourseStates;
  readonly #person: string;
  readonly #freeActs: readonly FreeAct[];
  /** One of all triggers that do the same in the same phases. */
  readonly #followable: readonly Trigger[];

  constructor(plan: RolloutPlan, answers: GateAnswers) {
    this.#plan = withoutCalendar(plan);
    this.#answers = answers;
    this.#states = new CourseStates(this.#plan);
    this.#person = Object.values(plan.roles).flatMap(({ people }) => people)[0] ?? ANYBODY;
    this.#freeActs = freeActs(this.#plan);
    this.#followable = sameInEffect(this.#plan);
    this.start = this.#states.first();
  }

  key(state: CourseState): string {
    return this.#states.key(state);
  }

  /** The state of the automaton that stands for a state of a rollout, no trigger being followed. */
  stateOf(state: RolloutState): CourseState {
    return this.#states.project(state, undefined);
  }

  faults({ state, followed }: CourseState): readonly Fault[] {
    return faultsOfState(this.#plan, state, followed);
  }

  moves(at: CourseState): readonly Taken<CourseState>[] {
    if (at.state.control.mode === 'closed') return [];
    return [
      ...this.#automaton(at),
      ...this.#words(at),
      ...this.#world(at),
      ...this.#freely(at),
      ...(at.followed === undefined ? this.#firing(at) : this.#following(at, at.followed)),
    ];
  }

  #automaton(at: CourseState): readonly Taken<CourseState>[] {
    const { state } = at;
    const gate = gateAt(this.#plan, state.control);
    const step = stepAt(this.#plan, state.control);
    const { forMs, until } = this.#plan.armed;
    const moves = feasibleMoves(state.control, {
      exposes: step !== undefined && exposes(step),
      held: this.#isHeld(state),
      otherwise: otherwiseOf(state, gate),
      disarms: forMs !== undefined || until !== undefined,
      ...(gate ? this.#answers(gate) : { canPass: true, canFail: false }),
    });
    const place = placeName(this.#plan, state.control);
    return moves.map((feasible) =>
      this.#take(at, { kind: 'move', ...feasible }, sayMove(feasible.move, place, gate), (draft) => {
        applyMove(draft, feasible.move);
      }),
    );
  }

  /** Whether what the automaton keeps forbids the next move for sure. */
  #isHeld(state: RolloutState): boolean {
    const { control } = state;
    if (control.mode !== 'running') return false;
    const all =
      control.position.stage === 'entry' ? noReturnHolds(this.#plan, state) : holds(this.#plan, state, NOW);
    return all.some(({ kind }) => KEPT.has(kind));
  }

  #words(at: CourseState): readonly Taken<CourseState>[] {
    const { state, followed } = at;
    const { mode } = state.control;
    const said = (who: string, word: Word): Taken<CourseState> =>
      this.#take(at, { kind: 'word', word }, '', (draft) => {
        hear(draft, { kind: 'said', id: 'word', at: NOW, who, word });
        runResponses(draft);
        capRise(draft);
      });
    return [
      ...(state.paused || followed !== undefined ? [] : [said(ANYBODY, { kind: 'pause' })]),
      ...(state.paused || followed !== undefined ? [said(this.#person, { kind: 'resume' })] : []),
      ...(mode === 'reverted' ? [said(this.#person, { kind: 'retry' })] : []),
      ...(['step', 'phase', 'all'] as const).map((what) => said(ANYBODY, { kind: 'revert', what })),
      ...(mode === 'reverted' ? [] : [said(ANYBODY, { kind: 'kill' })]),
      said(this.#person, { kind: 'close' }),
    ];
  }

  /** What the lanes, windows, freezes and other people do. */
  #world(at: CourseState): readonly Taken<CourseState>[] {
    const { control, environments } = at.state;
    const isRising = control.mode === 'running' && control.position.stage === 'rising';
    const stopped = isRising
      ? [
          this.#take(at, { kind: 'other' }, 'a freeze begins', (draft) => {
            retreat(draft, 'it is frozen');
          }),
        ]
      : [];
    const released = Object.entries(environments).flatMap(([name, { caps }]) =>
      Object.keys(caps).length === 0
        ? []
        : [
            this.#take(at, { kind: 'other' }, '', (draft) => {
              seeSettled(draft, name);
              release.run(draft);
            }),
          ],
    );
    return [...stopped, ...released];
  }

  /** What triggers that are not followed may do. */
  #freely(at: CourseState): readonly Taken<CourseState>[] {
    const isBehind = passedNoReturn(this.#plan, at.state) !== undefined;
    return this.#freeActs
      .filter(({ act, behind }) => (isBehind ? behind : act.kind !== 'revert'))
      .map(({ trigger, index, act }) =>
        this.#take(
          at,
          { kind: 'other' },
          `trigger ${trigger.name} does what it may: ${sayAct(act)}`,
          (draft) => {
            performAct(draft, trigger, index, at.state);
          },
        ),
      );
  }

  /** A trigger fires, alone or in the same look as another one, and is followed from here on. */
  #firing(at: CourseState): readonly Taken<CourseState>[] {
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
  #following(at: CourseState, name: string): readonly Taken<CourseState>[] {
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

  #take(
    at: CourseState,
    cause: Cause,
    label: string,
    act: (draft: ProbeDraft) => void,
    follow = at.followed,
    isKnown = true,
  ): Taken<CourseState> {
    // Who is affected is known, or not: then the whole step goes back.
    const affected = isKnown && follow !== undefined ? { [follow]: ['one of them'] } : {};
    const draft = new ProbeDraft(this.#plan, at.state, NOW, affected, true);
    act(draft);
    const usual = cause.kind === 'move' && USUAL.has(cause.move.kind);
    const faults = faultsOfMove(this.#plan, at.state, draft.state, cause);
    disarmTriggers(draft);
    return {
      next: this.#states.project(draft.state, follow),
      faults,
      say: () => sayTaken(label, draft.told()),
      ...(usual ? { usual } : {}),
    };
  }
}

/** What happens when all goes well. */
const USUAL: ReadonlySet<Move['kind']> = new Set([
  'enter phase',
  'start step',
  'step reached',
  'judge step',
  'pass step',
  'leave phase',
]);

/** What makes the automaton move, as far as what then happens does not say it. */
function sayMove(move: Move, place: string, gate: Gate | undefined): string {
  switch (move.kind) {
    case 'enter phase':
    case 'start step':
    case 'leave phase':
      return gate ? `gate ${gate.id} says go` : '';
    case 'pass step':
      return gate ? `gate ${gate.id} says go` : `step ${place} is passed`;
    case 'judge step':
      return `the soak and the work of step ${place} are done`;
    case 'no-go':
      return `gate ${gate?.id ?? ''} says no-go`;
    case 'step reached':
    case 'rise failed':
    case 'close':
      return '';
  }
}

function sayTaken(label: string, told: readonly string[]): string {
  const happened = told.join('; ');
  if (label === '') return happened === '' ? 'time passes' : happened;
  if (label.endsWith(', ')) return `${label}${happened}`;
  return happened === '' ? label : `${label}: ${happened}`;
}

function knowsUnits({ then }: Trigger): boolean {
  const isAffected = (act: Act): boolean =>
    act.kind === 'ask' ? isAffected(act.act) : act.kind === 'revert' && act.what === 'affected users';
  return then.some(({ act }) => isAffected(act));
}

function setTrigger(draft: ProbeDraft, { name }: Trigger, state: TriggerState): void {
  draft.update({ triggers: { ...draft.state.triggers, [name]: state } });
}

/** Both lanes of one environment are seen to serve what they should. */
function seeSettled(draft: ProbeDraft, name: string): void {
  const environment = draft.state.environments[name];
  if (!environment) return;
  draft.update({ environments: { ...draft.state.environments, [name]: served(environment) } });
}
