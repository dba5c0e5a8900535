import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { CalendarSearch } from './calendar-search.js';
import type { Exploration, StoryLine, Violation } from './explore.js';
import type { GateOutlook } from './gate-outlook.js';
import type { PromisedTime } from './promised-times.js';
import type { Proof } from './proof.js';
import { TOO_MANY } from './satisfy.js';

/** A property that was looked for in every state of an automaton. */
export function explored(
  property: string,
  say: string,
  { states, complete, violations }: Exploration,
): Proof {
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
export function phasesProof(
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

/** Each gate has a witness, or a reason. */
export function passProof(gates: readonly GateOutlook[]): Proof {
  const never = gates.filter(({ pass }) => pass === undefined);
  return {
    property: 'pass',
    say: 'every gate can say go',
    verdict: never.length > 0 ? 'refuted' : gates.some(isUnsure) ? 'unknown' : 'proven',
    over: counted(gates.length, 'gate'),
    notes: [],
    stories: never.map(({ gate, neverPasses = '' }) => ({
      wrong: `gate ${gate.id} can never say go`,
      story: lines([neverPasses]),
    })),
  };
}

/** Each gate has something that keeps it from saying go. */
export function failProof(gates: readonly GateOutlook[]): Proof {
  const always = gates.filter(({ fail, withheld }) => fail === undefined && withheld === undefined);
  return {
    property: 'fail',
    say: 'every gate can keep the rollout where it is',
    verdict: always.length > 0 ? 'refuted' : gates.some(isUnsure) ? 'unknown' : 'proven',
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

/** Whether there were too many values to try. */
function isUnsure({ pass = '', fail = '' }: GateOutlook): boolean {
  return pass.includes(TOO_MANY) || fail.includes(TOO_MANY);
}

/** Each promise is a sum. */
export function promisesProof(promises: readonly PromisedTime[]): Proof {
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
export function endProof({ states, complete }: Exploration, dead: number): Proof {
  return {
    property: 'end',
    say: 'from every state some way leads on to the end, with people who want it',
    verdict: dead > 0 && complete ? 'refuted' : 'searched',
    over: counted(states, 'state'),
    notes: [],
    stories: dead > 0 && complete ? [{ wrong: `${counted(dead, 'state')} lead nowhere`, story: [] }] : [],
  };
}

/** The moments that were tried. */
export function calendarProof({ starts, days }: CalendarSearch, stuck: CalendarSearch['stuck']): Proof {
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
