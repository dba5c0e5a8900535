import type { RaceResult } from './race.js';
import type { NamedRace } from './races.js';
import type { Finished } from './race-worker.js';

/** The results of the races with a name, in the order of the races; parts of one race are put together. */
export interface Outcome {
  readonly race: NamedRace;
  readonly results: readonly RaceResult[];
  /** CPU seconds. */
  readonly seconds: number;
}

/** The outcomes of all races with this name. */
export function outcomesOf(finished: readonly Finished[], name: string): readonly Outcome[] {
  const groups = new Map<string, Outcome>();
  for (const one of finished.filter(({ race }) => race.name === name)) {
    const key = JSON.stringify([one.race.cell, one.race.field, one.race.minutes]);
    const known = groups.get(key);
    groups.set(key, known ? together(known, one) : one);
  }
  return [...groups.values()].sort((a, b) => orderOf(a) - orderOf(b));
}

/** Mean delay in minutes; NaN when nothing was detected. */
export function meanDelay({ detected }: RaceResult): number {
  return detected.sum / detected.runs;
}

function orderOf({ race: { cell } }: Outcome): number {
  return cell.base * 1e9 + cell.canary * 100 + cell.ratio + (cell.healthy ?? 1);
}

function together(a: Outcome, b: Outcome): Outcome {
  return {
    race: a.race,
    seconds: a.seconds + b.seconds,
    results: a.results.map((one, index): RaceResult => {
      const other = b.results[index] ?? one;
      return {
        name: one.name,
        runs: one.runs + other.runs,
        missed: one.missed + other.missed,
        falseReverts: {
          hour: one.falseReverts.hour + other.falseReverts.hour,
          day: one.falseReverts.day + other.falseReverts.day,
          ever: one.falseReverts.ever + other.falseReverts.ever,
        },
        detected: {
          runs: one.detected.runs + other.detected.runs,
          sum: one.detected.sum + other.detected.sum,
          squares: one.detected.squares + other.detected.squares,
        },
      };
    }),
  };
}
