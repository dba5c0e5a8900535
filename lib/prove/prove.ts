import { gatesOf, type Gate, type RolloutPlan } from '../plan/rollout-plan.js';
import { searchCalendar, type CalendarSearch } from './calendar-search.js';
import { CourseMachine } from './course-machine.js';
import { explore } from './explore.js';
import { gateOutlook, type GateOutlook } from './gate-outlook.js';
import { DisablingMachine } from './disabling-machine.js';
import { InclusionMachine } from './inclusion-machine.js';
import {
  alarmTimes,
  promisedTimes,
  type AlarmTime,
  type FallTiming,
  type PromisedTime,
} from './promised-times.js';
import { EXPLORED, FLAGS_OFF, BY_NAME } from './properties.js';
import type { Proof } from './proof.js';
import {
  calendarProof,
  endProof,
  explored,
  failProof,
  passProof,
  phasesProof,
  promisesProof,
} from './proofs.js';
import { WaysOn } from './ways-on.js';

/** What is known about a plan without carrying it out. */
export interface ProofView {
  readonly rollout: string;
  readonly proofs: readonly Proof[];
  readonly gates: readonly Omit<GateOutlook, 'gate'>[];
  readonly promises: readonly PromisedTime[];
  readonly alarms: readonly AlarmTime[];
  readonly calendar: Omit<CalendarSearch, 'stuck'>;
  /** States and moves of all automata together. */
  readonly states: number;
  readonly moves: number;
}

export interface ProveOptions {
  /** What a fall takes that the plan does not say. */
  readonly timing: FallTiming;
  /** States of an automaton that are visited at most. @default 1,000,000 */
  readonly mostStates?: number;
  /** Moments of the calendar that are tried at most. @default 400 */
  readonly mostStarts?: number;
  /** Called now and then with the states visited so far. */
  readonly progress?: (states: number) => void;
}

const MOST_STATES = 1_000_000;
const MOST_STARTS = 400;

/** Explores a plan: its automata state by state, its gates value by value, its calendar moment by moment. */
export function prove(plan: RolloutPlan, options: ProveOptions): ProofView {
  const { timing, mostStates = MOST_STATES, mostStarts = MOST_STARTS, progress } = options;
  const gates = gatesOf(plan).map((gate) => gateOutlook(plan, gate));
  const answers = new Map(gates.map((outlook) => [outlook.gate.id, answersOf(outlook)]));
  const entered = new Set<number>();
  const ways = new WaysOn();
  const course = explore(new CourseMachine(plan, answersIn(answers)), {
    limit: mostStates,
    progress,
    visit: ({ state: { control } }, id) => {
      if (control.mode === 'running' && control.position.stage !== 'entry')
        entered.add(control.position.phase);
      if (control.mode === 'completed') ways.goal(id);
      if (control.mode === 'closed') ways.end(id);
    },
    edge: (from, to) => {
      ways.edge(from, to);
    },
  });
  const flags = explore(new DisablingMachine(plan), { limit: mostStates });
  const names = explore(new InclusionMachine(plan), { limit: mostStates });
  const calendar = searchCalendar(plan, mostStarts);
  const promises = promisedTimes(plan, timing);
  const dead = ways.without(course.states);
  const { stuck, ...searched } = calendar;
  return {
    rollout: plan.rollout,
    proofs: [
      phasesProof(plan, gates, entered, calendar, course),
      passProof(gates),
      failProof(gates),
      ...Object.entries(EXPLORED).map(([property, say]) => explored(property, say, course)),
      ...Object.entries(FLAGS_OFF).map(([property, say]) => explored(property, say, flags)),
      ...Object.entries(BY_NAME).map(([property, say]) => explored(property, say, names)),
      promisesProof(promises),
      endProof(course, dead),
      calendarProof(calendar, stuck),
    ],
    gates: gates.map(({ gate, ...outlook }) => ({ id: gate.id, ...outlook })),
    promises,
    alarms: alarmTimes(plan),
    calendar: searched,
    states: course.states + flags.states + names.states,
    moves: course.moves + flags.moves + names.moves,
  };
}

interface Answers {
  readonly canPass: boolean;
  readonly canFail: boolean;
}

function answersOf({ pass, fail }: GateOutlook): Answers {
  return { canPass: pass !== undefined, canFail: fail !== undefined };
}

function answersIn(known: ReadonlyMap<string, Answers>): (gate: Gate) => Answers {
  return ({ id }) => known.get(id) ?? { canPass: true, canFail: true };
}
