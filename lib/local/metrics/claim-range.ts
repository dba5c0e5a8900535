import { publishedIn } from '../../contract/published-in.js';
import type { SlidingQuery, Stretch } from '../../judge/claim-query.js';
import type { Reading } from '../../judge/reading.js';
import type { ClaimRange, ReadingRange } from '../../judge/reading-range.js';
import type { Instant } from '../../runtime/ports.js';
import type { MetricModel } from '../scenario/bound-scenario.js';
import type { Moments } from '../scenario/moments.js';
import type { Cohort } from './climate.js';
import type { SlidingTicks, Ticks } from './measured-range.js';
import type { World } from './measured-metric.js';
import { readSingle, type PartOf, type Simulated } from './simulated.js';

/** The application has been running, and publishing, for so long before the rollout starts. */
const HISTORY_MS = 14 * 86_400_000;

/**
 * What every window between two reads, also where they lie ahead, as long as nobody changes exposure. Nothing where that
 * is not known: where measuring fails, or nothing is left to chance, so that a tick depends on those before it.
 * @param segments of the plan, for claims about each of them
 */
export function claimRange(
  simulated: Simulated,
  query: SlidingQuery,
  segments: readonly string[],
  world: World,
): ClaimRange | undefined {
  if (!knowsAhead(simulated, query, world)) return undefined;
  const parts = partsOf(simulated, query, segments);
  const rangesOf = (cohort: Cohort | 'all'): readonly ReadingRange[] | undefined => {
    const ranges: ReadingRange[] = [];
    for (const part of parts) {
      const range = rangeOf(simulated, query, cohort, part, world);
      if (!range) return undefined;
      ranges.push(range);
    }
    return ranges;
  };
  const subject = rangesOf(query.cohort);
  if (!subject || !query.withControl) return subject && { subject };
  const control = rangesOf('control');
  return control && { subject, control };
}

/** Whether the looks of a query can be asked about ahead of their time, and measuring fails at none of them. */
export function knowsAhead({ model }: Simulated, query: SlidingQuery, { scenario, moments }: World): boolean {
  return scenario.noise !== 'none' && !mayFail(model, query, moments);
}

/** Whether measuring may fail at one of the looks. */
function mayFail({ gaps }: MetricModel, { looks: [first, last] }: SlidingQuery, moments: Moments): boolean {
  return gaps.some((gap) => {
    const from = gap.how === 'failure' ? moments.find(gap.from) : undefined;
    return from !== undefined && from <= last && first < from + (gap.lastsMs ?? Infinity);
  });
}

const WHOLE: readonly PartOf[] = [{ segment: undefined, label: undefined }];

function partsOf(
  { model }: Simulated,
  { split, segment }: SlidingQuery,
  segments: readonly string[],
): readonly PartOf[] {
  if (split === undefined) return segment === undefined ? WHOLE : [{ segment, label: undefined }];
  if (split === 'segment') return segments.map((name) => ({ segment: name, label: undefined }));
  return (model.labels[split] ?? []).map((value) => ({ segment, label: [split, value] as const }));
}

function rangeOf(
  simulated: Simulated,
  { windows: [first, last] }: SlidingQuery,
  cohort: Cohort | 'all',
  part: PartOf,
  world: World,
): ReadingRange | undefined {
  if (simulated.kind === 'measured') {
    return simulated.measured.select(cohort, part).range(slidingTicks(simulated.model, world, first, last));
  }
  // Where the widest and the narrowest window have the same samples, so have all between them.
  const reading = readSingle(simulated, cohort, part, { from: first.from, to: last.to });
  const narrow = readSingle(simulated, cohort, part, { from: last.from, to: first.to });
  return sameReading(reading, narrow) ? { kind: 'same', reading } : undefined;
}

function slidingTicks(model: MetricModel, world: World, from: Stretch, to: Stretch): SlidingTicks {
  const first = publishedTicks(model, world, from, from.to);
  const last = publishedTicks(model, world, to, to.to);
  const lengths = [first.to - first.from, last.to - last.from];
  // What is published seldom moves on in leaps: then windows may be longer or shorter than both.
  const leaps = (model.metric.everyMs ?? 0) > world.tickMs;
  return {
    first,
    last,
    lengths: leaps
      ? [Math.max(1, first.to - last.from), last.to - first.from]
      : [Math.min(...lengths), Math.max(...lengths)],
  };
}

/** The ticks of a window whose samples are published and have arrived. */
export function publishedTicks(
  { metric }: MetricModel,
  { moments, tickMs }: World,
  window: Stretch,
  visible: Instant,
): Ticks {
  const { from, to } = publishedIn(window, metric.everyMs ?? tickMs, visible);
  return {
    from: Math.ceil(Math.max(from, moments.start - HISTORY_MS) / tickMs),
    to: Math.floor(to / tickMs),
  };
}

function sameReading(one: Reading, other: Reading): boolean {
  if (one.kind !== 'value' || other.kind !== 'value') return one.kind === other.kind;
  return one.value === other.value && one.samples === other.samples && one.part === other.part;
}
