import { allSwitchCombinations } from '../local/appconfig/switches.js';
import { streamOf, uint32At, uniformAt, type Stream } from '../local/random/stream.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { ONSETS, STRENGTHS, type Course, type FaultKind, type Future } from './future.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What futures are drawn from. */
export interface Spread {
  readonly plan: RolloutPlan;
  readonly kinds: readonly FaultKind[];
  /** Phases in which somebody is exposed for the first time, with how long they last when all is well. */
  readonly phases: readonly { readonly index: number; readonly lengthMs: number }[];
  readonly seed: number;
  /** Only these courses; all of them in their shares when nothing is said. */
  readonly only?: { readonly kind: 'healthy' } | { readonly kind: 'fault'; readonly fault: string };
}

/** Of every twenty runs, which course is for which: so shares are exact, whatever the number of runs. */
const PATTERN: readonly Course['kind'][] = [
  ...['healthy', 'fault', 'fault', 'healthy', 'fault', 'fault', 'incident', 'fault', 'fault', 'healthy'],
  ...['fault', 'gap', 'fault', 'healthy', 'fault', 'people', 'fault', 'fault', 'healthy', 'cloud'],
] as readonly Course['kind'][];

/** Faults go through their combinations in strides of about this share: so few runs already see all kinds. */
const GOLDEN = 0.6180339887498949;

/** The future of one run: of the seed and the number of the run alone. */
export function drawFuture(spread: Spread, run: number): Future {
  const { plan, seed } = spread;
  const stream = streamOf(seed, 'future', run);
  const course = drawCourse(spread, run, stream);
  return {
    run,
    seed: uint32At(stream, 0),
    course,
    pace: Object.fromEntries(
      Object.keys(plan.roles).flatMap((role, index): readonly [string, number][] => {
        if (course.kind === 'people' && course.how === 'absent' && course.role === role) return [];
        const [least, most] =
          course.kind === 'people' && course.how === 'slow' ? [DAY, 7 * DAY] : [15 * MINUTE, 12 * HOUR];
        return [[role, between(least, most, uniformAt(stream, 1, index))]];
      }),
    ),
  };
}

function drawCourse(spread: Spread, run: number, stream: Stream): Course {
  const { only, plan } = spread;
  const place = run % PATTERN.length;
  const kind = only?.kind ?? PATTERN[place] ?? 'healthy';
  const u = (index: number): number => uniformAt(stream, 2, index);
  const phase = pick(spread.phases, u(0));
  if (!phase) return { kind: 'healthy' };
  const afterMs = wholeMinutes(phase.lengthMs * u(1));
  switch (kind) {
    case 'healthy':
      return { kind };
    case 'fault': {
      const before = PATTERN.slice(0, place).filter((one) => one === 'fault').length;
      const each = PATTERN.filter((one) => one === 'fault').length;
      const ordinal = only ? run : Math.floor(run / PATTERN.length) * each + before;
      return drawFault(spread, ordinal, u(1));
    }
    case 'incident':
      return {
        kind,
        phase: phase.index,
        afterMs,
        lastsMs: wholeMinutes(between(15 * MINUTE, 8 * HOUR, u(2))),
        strength: pick(STRENGTHS, u(3)) ?? 2,
      };
    case 'gap':
      return {
        kind,
        metrics: (u(2) < 0.5 ? pick(spread.kinds, u(3))?.metrics : undefined) ?? Object.keys(plan.metrics),
        how: u(4) < 0.5 ? 'silence' : 'failure',
        phase: phase.index,
        afterMs,
        lastsMs: wholeMinutes(between(10 * MINUTE, 2 * DAY, u(5))),
      };
    case 'people': {
      const role = pick(Object.keys(plan.roles), u(2));
      return u(3) < 0.5 || role === undefined ? { kind, how: 'slow' } : { kind, how: 'absent', role };
    }
    case 'cloud': {
      const switches = pick(allSwitchCombinations(), u(2));
      if (!switches) return { kind: 'healthy' };
      return { kind, conflicts: 0.3 * u(3), throttling: 0.3 * u(4), switches };
    }
  }
}

/** The n-th fault: every kind, phase, onset and strength is met equally often. */
function drawFault({ kinds, phases, only, seed }: Spread, ordinal: number, u: number): Course {
  const chosen = only?.kind === 'fault' ? kinds.filter(({ name }) => name === only.fault) : kinds;
  const cells = chosen.length * phases.length * ONSETS.length * STRENGTHS.length;
  if (cells === 0) return { kind: 'healthy' };
  const first = uint32At(streamOf(seed, 'faults'), 0) % cells;
  let cell = (first + ordinal * strideOf(cells)) % cells;
  const next = <T>(items: readonly T[]): T => {
    const item = items[cell % items.length];
    cell = Math.floor(cell / items.length);
    if (item === undefined) throw new Error('an empty list has no cells');
    return item;
  };
  const strength = next(STRENGTHS);
  const onset = next(ONSETS);
  const { index, lengthMs } = next(phases);
  const fault = next(chosen);
  // A late fault comes when the phase's users have been looked at for a while.
  const share = onset === 'at once' ? 0 : 0.2 + 0.7 * u;
  return { kind: 'fault', fault, phase: index, onset, afterMs: wholeMinutes(share * lengthMs), strength };
}

/** A stride that meets each of so many cells before any of them twice. */
function strideOf(cells: number): number {
  let stride = Math.max(1, Math.round(cells * GOLDEN));
  while (divisor(stride, cells) !== 1) stride += 1;
  return stride;
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other);
}

/** Between two times, as likely to be in one half of their logarithms as in the other. */
function between(least: number, most: number, u: number): number {
  return Math.round(least * (most / least) ** u);
}

function pick<T>(items: readonly T[], u: number): T | undefined {
  return items[Math.floor(u * items.length)];
}

function wholeMinutes(ms: number): number {
  return Math.round(ms / MINUTE) * MINUTE;
}
