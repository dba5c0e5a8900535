import type { Gate, RolloutPlan } from '../plan/rollout-plan.js';
import { release } from '../rollout/chores/release.js';
import type { Word } from '../rollout/event.js';
import { holds, noReturnHolds, type Hold } from '../rollout/holds.js';
import { applyMove, retreat } from '../rollout/moves.js';
import { exposes, gateAt, placeName, stepAt } from '../rollout/place.js';
import { performAct } from '../rollout/respond.js';
import { sayAct } from '../rollout/responses.js';
import type { RolloutState } from '../rollout/state.js';
import { otherwiseOf } from '../rollout/symbols.js';
import { capRise } from '../rollout/transition.js';
import { disarmTriggers, runResponses } from '../rollout/triggers.js';
import { hear } from '../rollout/words.js';
import type { Cause } from './cause.js';
import { faultsOfMove, faultsOfState } from './course-faults.js';
import { CourseStates, NOW, type CourseState } from './course-state.js';
import type { Fault, Machine, Taken } from './explore.js';
import { feasibleMoves } from './feasible-moves.js';
import { served } from './lanes-seen.js';
import { ProbeDraft } from './probe-draft.js';
import { passedNoReturn } from './no-return.js';
import { sayMove, sayTaken, USUAL } from './say-taken.js';
import { freeActs, type FreeAct } from './trigger-effects.js';
import { TriggerMoves } from './trigger-moves.js';
import { withoutCalendar } from './without-calendar.js';

/** Whether a gate may ever say go, and no-go. */
export type GateAnswers = (gate: Gate) => { readonly canPass: boolean; readonly canFail: boolean };

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
  readonly #triggers: TriggerMoves;

  constructor(plan: RolloutPlan, answers: GateAnswers) {
    this.#plan = withoutCalendar(plan);
    this.#answers = answers;
    this.#states = new CourseStates(this.#plan);
    this.#person = Object.values(plan.roles).flatMap(({ people }) => people)[0] ?? ANYBODY;
    this.#freeActs = freeActs(this.#plan);
    this.#triggers = new TriggerMoves(this.#plan, (...taken) => this.#take(...taken));
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
      ...(at.followed === undefined ? this.#triggers.firing(at) : this.#triggers.following(at, at.followed)),
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

/** Both lanes of one environment are seen to serve what they should. */
function seeSettled(draft: ProbeDraft, name: string): void {
  const environment = draft.state.environments[name];
  if (!environment) return;
  draft.update({ environments: { ...draft.state.environments, [name]: served(environment) } });
}
