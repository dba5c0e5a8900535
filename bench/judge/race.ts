import type { Contestant, ContestantRun } from './contestants/contestant.js';
import { random } from './draws/random.js';
import { trafficOf, type Cell } from './draws/traffic.js';

/** A race of procedures over the same draws. */
export interface Race {
  readonly cell: Cell;
  readonly runs: number;
  /** Minutes after which a run ends, whoever has not decided. */
  readonly minutes: number;
  /** Minutes of A/A before the first exposure. */
  readonly calmMinutes: number;
  readonly seed: number;
}

/** What one procedure did in all runs of a race. */
export interface RaceResult {
  readonly name: string;
  readonly runs: number;
  /** Runs that were reverted before the onset (in a null race: at all), within an hour, a day, and ever. */
  readonly falseReverts: { readonly hour: number; readonly day: number; readonly ever: number };
  /** Runs that were reverted after the onset, and the sums of their delays and squared delays in minutes. */
  readonly detected: { readonly runs: number; readonly sum: number; readonly squares: number };
  /** Runs that were not reverted in time. */
  readonly missed: number;
}

interface Lane {
  readonly contestant: Contestant;
  run: ContestantRun;
  decided: boolean;
  readonly delays: number[];
  readonly early: { hour: number; day: number; ever: number };
  missed: number;
}

const HOUR = 60;
const DAY = 1440;

/** Runs a race: every procedure sees the same minutes, and stops looking once it has reverted. */
export function race(
  { cell, runs, minutes, calmMinutes, seed }: Race,
  contestants: readonly Contestant[],
): readonly RaceResult[] {
  const traffic = trafficOf(cell);
  const draw = random(seed);
  const { base, canary, control, onset } = cell;
  const lanes = contestants.map((contestant): Lane => {
    const run = contestant.start({ baseRate: base });
    return { contestant, run, decided: false, delays: [], early: { hour: 0, day: 0, ever: 0 }, missed: 0 };
  });
  for (let index = 0; index < runs; index += 1) {
    for (const lane of lanes) {
      lane.run = lane.contestant.start({ baseRate: base });
      lane.decided = false;
    }
    for (let minute = -calmMinutes; minute < 0; minute += 1) {
      const x1 = traffic.canary(minute, draw);
      const x0 = traffic.control(minute, draw);
      for (const lane of lanes) lane.run.calm?.(x1, canary, x0, control);
    }
    let open = lanes.length;
    for (let minute = 0; minute < minutes && open > 0; minute += 1) {
      const x1 = traffic.canary(minute, draw);
      const x0 = traffic.control(minute, draw);
      for (const lane of lanes) {
        if (lane.decided || !lane.run.minute(x1, canary, x0, control)) continue;
        lane.decided = true;
        open -= 1;
        note(lane, minute, onset);
      }
    }
    for (const lane of lanes) if (!lane.decided) lane.missed += 1;
  }
  return lanes.map(({ contestant, delays, early, missed }) => ({
    name: contestant.name,
    runs,
    falseReverts: early,
    detected: {
      runs: delays.length,
      sum: delays.reduce((sum, delay) => sum + delay, 0),
      squares: delays.reduce((sum, delay) => sum + delay * delay, 0),
    },
    missed,
  }));
}

/** A minute is known when it is over: the delay of a decision in the first minute is one. */
function note(lane: Lane, minute: number, onset: number): void {
  if (minute >= onset) {
    lane.delays.push(minute - onset + 1);
    return;
  }
  lane.early.ever += 1;
  if (minute < DAY) lane.early.day += 1;
  if (minute < HOUR) lane.early.hour += 1;
}
