import { growthBookAtDefault, growthBookAtFloor, growthBookEveryMinute } from './peers/growthbook.js';
import type { Contestant } from './contestants/contestant.js';
import { ours, PLANNED_MINUTES, UNTEMPERED } from './contestants/ours.js';
import { argo } from './peers/argo.js';
import { flagger } from './peers/flagger.js';
import { kayenta } from './peers/kayenta.js';
import { msprt } from './peers/msprt.js';
import { singleBreach } from './peers/single-breach.js';
import { threeOfFive } from './peers/three-of-five.js';
import type { Cell, Weather } from './draws/traffic.js';
import type { Race } from './race.js';

/** A race with the name of what it shows and of who takes part. */
export interface NamedRace extends Race {
  readonly name: string;
  readonly field: keyof typeof FIELDS;
}

const DAY = 1440;
/** The margin of the races with a margin. */
export const MARGIN = 1.2;
const BASES = [0.001, 0.01] as const;
const REQUESTS = [50, 500, 5000] as const;
const RATIOS = [1.5, 2, 5] as const;

/** Who takes part in a race. Workers look contestants up by the name of the field. */
export const FIELDS = {
  all: [
    singleBreach,
    threeOfFive,
    argo,
    flagger,
    kayenta,
    growthBookEveryMinute,
    growthBookAtFloor,
    growthBookAtDefault,
    msprt(0.05),
    ours({ risk: 0.05, choice: UNTEMPERED }),
    ours({ risk: 0.001, choice: UNTEMPERED }),
    ours({ risk: 0.001 }),
  ],
  margin: [
    growthBookEveryMinute,
    ours({ risk: 0.05, allowed: MARGIN, choice: UNTEMPERED }),
    ours({ risk: 0.001, allowed: MARGIN, choice: UNTEMPERED }),
    ours({ risk: 0.001, allowed: MARGIN }),
  ],
  small: [growthBookEveryMinute],
  rest: [ours({ risk: 0.05, choice: UNTEMPERED })],
  plainNull: [ours({ risk: 0.001, choice: UNTEMPERED })],
  chosenNull: [ours({ risk: 0.001 })],
  marginNull: [ours({ risk: 0.001, allowed: MARGIN, choice: UNTEMPERED })],
} as const satisfies Readonly<Record<string, readonly Contestant[]>>;

/** How many runs the races have. */
export interface Sizes {
  readonly alternatives: number;
  readonly nulls: number;
  readonly largeNulls: number;
}

/** Every race of the benchmark, the longest first, so that no worker ends long after the other. */
export function allRaces(sizes: Sizes, seed: number): readonly NamedRace[] {
  const races: Omit<NamedRace, 'seed'>[] = [
    ...largeNulls(sizes),
    ...grid().flatMap((arms) => [nullRace(arms, sizes), ...alternatives(arms, sizes)]),
    ...weathers(sizes),
    ...margins(sizes),
    ...smallExposure(sizes),
  ];
  return races.map((race, index) => ({ ...race, seed: seed + index * 7919 }));
}

type Arms = Pick<Cell, 'base' | 'canary' | 'control'>;

function grid(): readonly Arms[] {
  return BASES.flatMap((base) => REQUESTS.map((requests) => ({ base, canary: requests, control: requests })));
}

const PLAIN: Weather = { kind: 'plain' };
const BURSTY: Weather = { kind: 'bursty', dispersion: 3 };

function nullRace(arms: Arms, { nulls }: Sizes): Omit<NamedRace, 'seed'> {
  const cell = { ...arms, ratio: 1, onset: Infinity, weather: PLAIN };
  return { name: 'null', field: 'all', cell, runs: nulls, minutes: PLANNED_MINUTES, calmMinutes: DAY };
}

function alternatives(arms: Arms, { alternatives: runs }: Sizes): readonly Omit<NamedRace, 'seed'>[] {
  return [0, DAY].flatMap((onset) =>
    RATIOS.map((ratio) => ({
      name: onset === 0 ? 'at once' : 'after 24 h',
      field: 'all' as const,
      cell: { ...arms, ratio, onset, weather: PLAIN },
      runs,
      minutes: onset + PLANNED_MINUTES,
      calmMinutes: DAY,
    })),
  );
}

function weathers({ nulls }: Sizes): readonly Omit<NamedRace, 'seed'>[] {
  const kinds: readonly Weather[] = [{ kind: 'shared incident' }, { kind: 'diurnal' }, BURSTY];
  return kinds.map((weather) => ({
    name: weather.kind,
    field: 'all',
    cell: { base: 0.01, canary: 500, control: 500, ratio: 1, onset: Infinity, weather },
    runs: nulls,
    minutes: DAY,
    calmMinutes: DAY,
  }));
}

function margins({ alternatives: runs, nulls }: Sizes): readonly Omit<NamedRace, 'seed'>[] {
  const arms = { base: 0.01, canary: 500, control: 500, weather: PLAIN };
  const shared = { name: 'margin 20%', field: 'margin', minutes: PLANNED_MINUTES, calmMinutes: DAY } as const;
  return [
    { ...shared, cell: { ...arms, healthy: 1.1, ratio: 1.1, onset: Infinity }, runs: nulls },
    ...RATIOS.map((ratio) => ({ ...shared, cell: { ...arms, ratio, onset: 0 }, runs })),
  ];
}

/** One percent of 5,000 requests a minute: the peer compares two arms of that size, ours with everybody else. */
function smallExposure({ alternatives: runs }: Sizes): readonly Omit<NamedRace, 'seed'>[] {
  return BASES.flatMap((base) =>
    [2, 5].flatMap((ratio) =>
      (['small', 'rest'] as const).map((field) => ({
        name: '1% exposure',
        field,
        cell: {
          base,
          canary: 50,
          control: field === 'small' ? 50 : 4950,
          ratio,
          onset: 0,
          weather: PLAIN,
        },
        runs,
        minutes: PLANNED_MINUTES,
        calmMinutes: 0,
      })),
    ),
  );
}

/** The races that show the false reverts of two weeks, in parts that workers share. */
function largeNulls({ largeNulls: runs }: Sizes): readonly Omit<NamedRace, 'seed'>[] {
  const arms = { base: 0.01, canary: 500, control: 500 };
  const shows = [
    { name: 'two weeks, plain', field: 'plainNull', healthy: 1, weather: PLAIN, calmMinutes: 0 },
    { name: 'two weeks, dispersion 3', field: 'chosenNull', healthy: 1, weather: BURSTY, calmMinutes: DAY },
    { name: 'two weeks, +10% under 20%', field: 'marginNull', healthy: 1.1, weather: PLAIN, calmMinutes: 0 },
  ] as const;
  return shows.flatMap(({ name, field, healthy, weather, calmMinutes }) =>
    Array.from({ length: PARTS }, () => ({
      name,
      field,
      cell: { ...arms, healthy, ratio: 1, onset: Infinity, weather },
      runs: Math.ceil(runs / PARTS),
      minutes: PLANNED_MINUTES,
      calmMinutes,
    })),
  );
}
/** Parts of a large race, so that no worker waits long for another. */
const PARTS = 20;
