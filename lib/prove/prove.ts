import type { Gate, RolloutPlan } from '../plan/rollout-plan.js';
import { searchCalendar, type CalendarSearch } from './calendar-search.js';
import { CourseMachine } from './course-machine.js';
import { explore, type Exploration, type StoryLine, type Violation } from './explore.js';
import { gateOutlook, type GateOutlook } from './gate-outlook.js';
import { gatesOf } from './gates-of.js';
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
import { WaysOn } from './ways-on.js';

/** How far a property of a plan is known to hold. */
export type ProofVerdict =
  /** In every state that the plan can reach. */
  | 'proven'
  /** There is a story that breaks it. */
  | 'refuted'
  /** Nothing was found where it was looked for; that is no proof. */
  | 'searched'
  /** There were more states than were looked at. */
  | 'unknown';

/** One property of a plan, and what became of it. */
export interface Proof {
  readonly property: string;
  readonly say: string;
  readonly verdict: ProofVerdict;
  /** What it was looked for in. */
  readonly over: string;
  /** Worth knowing, though nothing is broken. */
  readonly notes: readonly string[];
  /** What breaks it, the shortest stories first. */
  readonly stories: readonly Counterexample[];
}

/** What is wrong, and how it comes to it. */
export interface Counterexample {
  readonly wrong: string;
  readonly story: readonly StoryLine[];
}

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

function explored(property: string, say: string, { states, complete, violations }: Exploration): Proof {
  const own = violations.filter((violation) => violation.property === property);
  return {
    property,
    say,
    verdict: own.length > 0 ? 'refuted' : complete ? 'proven' : 'unknown',
    over: counted(states, 'state'),
    notes: complete ? [] : ['there are more states than were visited: nothing is proven about the others'],
    stories: own.map(({ say: wrong, story }: Violation) => ({ wrong, story })),
  };
}

/** One run in which all goes well is a witness; without it the gates say why. */
function phasesProof(
  plan: RolloutPlan,
  gates: readonly GateOutlook[],
  entered: ReadonlySet<number>,
  { entered: names, events, end }: CalendarSearch,
  { states, complete }: Exploration,
): Proof {
  // What was not visited may still be reached.
  const missing = plan.phases.filter(
    ({ index, name }) => (complete && !entered.has(index)) || !names.includes(name),
  );
  const blocking = gates.find(({ pass }) => pass === undefined);
  return {
    property: 'phases',
    say: 'every phase can be reached',
    verdict: missing.length > 0 ? 'refuted' : blocking ? 'unknown' : 'proven',
    over: `${counted(states, 'state')}, and a run of ${counted(events, 'event')}`,
    notes: end
      ? [`all phases are done ${sayDays(end.days)} after the start when nothing is late (${end.say})`]
      : [],
    stories: missing.map(({ name }) => ({
      wrong: `phase ${name} is never entered`,
      story: lines(
        blocking ? [`gate ${blocking.gate.id} can never say go: ${blocking.neverPasses ?? ''}`] : [],
      ),
    })),
  };
}

function passProof(gates: readonly GateOutlook[]): Proof {
  const never = gates.filter(({ pass }) => pass === undefined);
  return {
    property: 'pass',
    say: 'every gate can say go',
    verdict: never.length > 0 ? 'refuted' : 'proven',
    over: counted(gates.length, 'gate'),
    notes: [],
    stories: never.map(({ gate, neverPasses = '' }) => ({
      wrong: `gate ${gate.id} can never say go`,
      story: lines([neverPasses]),
    })),
  };
}

function failProof(gates: readonly GateOutlook[]): Proof {
  const always = gates.filter(({ fail, withheld }) => fail === undefined && withheld === undefined);
  return {
    property: 'fail',
    say: 'every gate can keep the rollout where it is',
    verdict: always.length > 0 ? 'refuted' : 'proven',
    over: counted(gates.length, 'gate'),
    notes: [],
    stories: always.map(({ gate }) => ({
      wrong: `gate ${gate.id} says go whatever happens`,
      story: lines([
        gate.all.length + gate.any.length === 0
          ? 'it asks for nothing'
          : 'no value of what it asks for breaks it, and nobody signs, ticks or decides',
      ]),
    })),
  };
}

function promisesProof(promises: readonly PromisedTime[]): Proof {
  const broken = promises.filter((one) => one.broken !== undefined);
  const [any] = promises;
  const late = promises.filter(({ mostMs, withinMs }) => mostMs > withinMs);
  return {
    property: 'promises',
    say: 'every promised time to revert is possible',
    verdict: broken.length > 0 ? 'refuted' : 'proven',
    over: counted(promises.length, 'promise'),
    notes: [
      ...(any ? [any.sum] : []),
      ...late
        .filter((one) => one.broken === undefined)
        .map(({ promise }) => `\`${promise}\` is not kept when another fall is under way`),
    ],
    stories: broken.map(({ promise, broken: wrong = '', sum }) => ({
      wrong: `\`${promise}\`: ${wrong}`,
      story: lines([sum]),
    })),
  };
}

/** The automaton allows more than can happen, so that a way on in it is no proof that there is one. */
function endProof({ states, complete }: Exploration, dead: number): Proof {
  return {
    property: 'end',
    say: 'from every state some way leads on to the end, with people who want it',
    verdict: dead > 0 && complete ? 'refuted' : 'searched',
    over: counted(states, 'state'),
    notes: [],
    stories: dead > 0 && complete ? [{ wrong: `${counted(dead, 'state')} lead nowhere`, story: [] }] : [],
  };
}

function calendarProof({ starts, days }: CalendarSearch, stuck: CalendarSearch['stuck']): Proof {
  return {
    property: 'calendar',
    say: 'no deadlock between windows, freezes, times, notices and people',
    verdict: stuck.length > 0 ? 'refuted' : 'searched',
    over: `${counted(starts, 'moment')}, ${String(days)} days from each`,
    notes: [],
    stories: stuck.map(([place = '', ...why]) => ({ wrong: place, story: lines(why) })),
  };
}

function lines(story: readonly string[]): readonly StoryLine[] {
  return story.map((say) => ({ say, usual: false }));
}

/** `1 state`, `12,345 states`. */
function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function sayDays(days: number): string {
  const whole = Math.ceil(days);
  return counted(whole, 'day');
}
