import { planStart, resolveTime, sayInstant } from '../plan/calendar.js';
import type { RolloutPlan, Step } from '../plan/rollout-plan.js';
import type { Control, Position } from '../rollout/control.js';
import { freezeTimes, holds } from '../rollout/holds.js';
import { stepAt } from '../rollout/place.js';
import type { Instant, RolloutState } from '../rollout/state.js';
import { WellWorld } from './well-world.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** What is not over after so long never is, for people. */
const HORIZON_DAYS = 400;
/** A plan without a date is looked at as if it began on a Monday. */
const SOME_MONDAY = '2024-01-01';

/** What a search of the calendar has found. It is no proof: only these moments were tried. */
export interface CalendarSearch {
  /** Moments at which a phase or a step was reached, each carried on until it was over. */
  readonly starts: number;
  /** How far each was followed at most. */
  readonly days: number;
  /** Events that were carried out. */
  readonly events: number;
  /** When all phases are done, if nothing is late; absent when that never comes. */
  readonly end?: { readonly days: number; readonly say: string };
  /** Phases that the run in which nothing is late has entered. */
  readonly entered: readonly string[];
  readonly stuck: readonly (readonly string[])[];
}

/**
 * Carries the plan out in a world in which all goes well; then comes to each of its phases and steps late, at every
 * weekday and every hour that a window, a time or a freeze of the plan names, and sees whether it goes on.
 * @param most moments that are tried at most, spread over all phases and steps
 */
export function searchCalendar(whole: RolloutPlan, most: number): CalendarSearch {
  const plan = silent(whole);
  const startAt = planStart({ starts: plan.starts ?? SOME_MONDAY, timezone: plan.timezone });
  const { world, places } = wholeRun(plan, startAt);
  const isOver = world.state.control.mode === 'completed' || world.state.control.mode === 'closed';
  const stuck: (readonly string[])[] = [];
  let starts = 1;
  let { events } = world;
  if (!isOver) stuck.push(sayStuck(plan, world.state, world.now, startAt, 'nothing is late'));
  const each = Math.max(1, Math.floor(most / Math.max(1, places.length)));
  for (const place of places) {
    const moments = thin(momentsOf(plan, place), each);
    for (const at of moments) {
      starts += 1;
      const late = new WellWorld(plan, place.state, at);
      const went = late.runUntil((state) => isBehind(state.control, place.position), at + HORIZON_DAYS * DAY);
      events += late.events;
      if (went) continue;
      stuck.push(
        sayStuck(plan, late.state, late.now, at, `it is reached on ${sayInstant(at, plan.timezone)}`),
      );
      break;
    }
  }
  const { completedAt } = world.state.times;
  return {
    starts,
    days: HORIZON_DAYS,
    events,
    entered: plan.phases.filter(({ name }) => `entered/${name}` in world.state.told).map(({ name }) => name),
    stuck,
    ...(completedAt === undefined
      ? {}
      : {
          end: {
            days: (completedAt - startAt) / DAY,
            say: sayInstant(completedAt, plan.timezone),
          },
        }),
  };
}

/** The plan without what only tells somebody something again and again. */
function silent(plan: RolloutPlan): RolloutPlan {
  return { ...plan, digests: [], recurring: [], surveys: [], notices: [] };
}

/** A place at which the rollout waits, with the state in which it came there. */
interface Place {
  readonly position: Position;
  readonly state: RolloutState;
  readonly at: Instant;
}

function wholeRun(
  plan: RolloutPlan,
  startAt: Instant,
): { readonly world: WellWorld; readonly places: readonly Place[] } {
  const places: Place[] = [];
  const seen = new Set<string>();
  const world = WellWorld.begin(plan, startAt, (state, at) => {
    const { control } = state;
    if (control.mode !== 'running') return;
    const { position } = control;
    const key = JSON.stringify(position);
    if ((position.stage !== 'entry' && position.stage !== 'waiting') || seen.has(key)) return;
    seen.add(key);
    places.push({ position, state, at });
  });
  world.runUntil(({ control }) => control.mode !== 'running', startAt + 10 * HORIZON_DAYS * DAY);
  return { world, places };
}

/** When the place may be reached: on every weekday, at every time of the day that the plan names, and around freezes. */
function momentsOf(plan: RolloutPlan, { state, at }: Place): readonly Instant[] {
  const phase = state.control.mode === 'running' ? plan.phases[state.control.position.phase] : undefined;
  const minutes = new Set<number>([0, 12 * 60]);
  for (const { start, end } of phase?.windows ?? [])
    [start, end, start - 1].forEach((one) => minutes.add(one));
  for (const step of phase?.steps ?? []) if (step.at?.minute !== undefined) minutes.add(step.at.minute);
  const days = Array.from({ length: 8 }, (_, day) => at + day * DAY);
  const weekly = days.flatMap((day) =>
    [...minutes].map((minute) =>
      resolveTime(
        { kind: 'day', day: 1, minute: Math.max(0, minute) },
        { zone: plan.timezone, startAt: state.startAt, phaseEnteredAt: day, notBefore: day },
      ),
    ),
  );
  const frozen = freezeTimes(plan).flatMap((edge) => [edge - MINUTE, edge]);
  // Late by a month: the plan's own weeks are over.
  const late = [at + 30 * DAY];
  return [...new Set([at, ...weekly, ...frozen, ...late])].filter((one) => one >= at).sort((a, b) => a - b);
}

/** So many of some moments, evenly; the first one always. */
function thin(moments: readonly Instant[], most: number): readonly Instant[] {
  if (moments.length <= most) return moments;
  return Array.from(
    { length: most },
    (_, index) => moments[Math.floor((index * moments.length) / most)] ?? 0,
  );
}

/** Whether the rollout has left the place for a later one. */
function isBehind(control: Control, from: Position): boolean {
  if (control.mode !== 'running') return true;
  const { position } = control;
  if (position.phase !== from.phase) return position.phase > from.phase;
  if (from.stage === 'entry') return position.stage !== 'entry';
  if (position.stage === 'leaving') return true;
  const step = 'step' in from ? from.step : 0;
  return (
    'step' in position && (position.step > step || (position.step === step && position.stage !== 'waiting'))
  );
}

function sayStuck(
  plan: RolloutPlan,
  state: RolloutState,
  now: Instant,
  from: Instant,
  how: string,
): readonly string[] {
  const step: Step | undefined = stepAt(plan, state.control);
  const phase = state.control.mode === 'running' ? plan.phases[state.control.position.phase] : undefined;
  const place = step ? `step ${step.id}` : `phase ${phase?.name ?? ''}`;
  const windows = (phase?.windows ?? []).map(({ text }) => text).join(', ');
  const reasons = holds(plan, state, now)
    .filter(({ kind }) => kind === 'frozen' || kind === 'window')
    .map(({ say }) => say);
  return [
    `${place}: ${how}`,
    ...(windows === '' ? [] : [`it rises only ${windows}`]),
    ...plan.freezes.map(({ from: first, until }) => `frozen from ${first} to ${until}`),
    `${String(Math.floor((now - from) / DAY))} days later it still waits${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
  ];
}
