import { binomialSampler, burstySampler, type CountSampler } from './count-sampler.js';
import type { Random } from './random.js';

/** What happens to the traffic of a service besides the change. */
export type Weather =
  | { readonly kind: 'plain' }
  /** Both arms fail ten times as often, for five minutes every four hours. */
  | { readonly kind: 'shared incident' }
  /** Both arms' rate goes up and down by 60 % over the day. */
  | { readonly kind: 'diurnal' }
  /** Failures come in bursts, in each arm on its own: the variance of a minute is so many times its mean. */
  | { readonly kind: 'bursty'; readonly dispersion: number };

/** One service under test. */
export interface Cell {
  /** Share of requests that fail: 0..1. */
  readonly base: number;
  /** Requests a minute. */
  readonly canary: number;
  readonly control: number;
  /** The canary's rate while all is well, in multiples of the base: more than 1 where a margin allows it. @default 1 */
  readonly healthy?: number;
  /** The same once the regression has begun. */
  readonly ratio: number;
  /** Minutes after the first exposure at which it begins. */
  readonly onset: number;
  readonly weather: Weather;
}

/** Minutes over which a level of the day's cycle stays the same. */
const LEVEL = 30;
const DAY = 1440;
const INCIDENT = { every: 240, lasts: 5, times: 10 } as const;
const SWING = 0.6;

/** The failures of both arms, minute by minute. */
export interface Traffic {
  canary(minute: number, random: Random): number;
  control(minute: number, random: Random): number;
}

/** Draws the traffic of a cell; minutes below 0 are before the first exposure, and minutes before the onset are healthy. */
export function trafficOf({ base, canary, control, healthy = 1, ratio, onset, weather }: Cell): Traffic {
  const arm = (requests: number, times: (minute: number) => number) => {
    const known = new Map<number, CountSampler>();
    return (minute: number, random: Random): number => {
      const rate = Math.min(1, base * times(minute) * climate(weather, minute));
      let sampler = known.get(rate);
      if (!sampler) {
        sampler =
          weather.kind === 'bursty'
            ? burstySampler(requests * rate, weather.dispersion)
            : binomialSampler(requests, rate);
        known.set(rate, sampler);
      }
      return Math.min(requests, sampler(random));
    };
  };
  return {
    canary: arm(canary, (minute) => (minute < 0 ? 1 : minute < onset ? healthy : ratio)),
    control: arm(control, () => 1),
  };
}

/** What both arms' rate is multiplied by. */
function climate(weather: Weather, minute: number): number {
  const time = ((minute % DAY) + DAY) % DAY;
  switch (weather.kind) {
    case 'plain':
    case 'bursty':
      return 1;
    case 'shared incident':
      return time % INCIDENT.every >= INCIDENT.every - INCIDENT.lasts ? INCIDENT.times : 1;
    case 'diurnal':
      return 1 + SWING * Math.sin((2 * Math.PI * Math.floor(time / LEVEL) * LEVEL) / DAY);
  }
}
