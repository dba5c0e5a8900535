import { bucketer } from '../../flags/bucket.js';
import type { FlagContext } from '../../flags/context.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { streamOf } from '../random/stream.js';
import { attributesFor } from './attribute-cells.js';

/** More units than this are not simulated one by one: each of those that are stands for several. */
export const MOST_UNITS = 20_000;
/** So many of them can be members of lists. */
const MOST_LISTED = MOST_UNITS / 2;

/** A simulated unit. */
export interface SimulatedUnit {
  readonly name: string;
  /** How many units of the audience it stands for. */
  readonly weight: number;
  /** What a caller says about it, its buckets among it. */
  readonly context: FlagContext;
}

/**
 * The units of a plan's audience: every member of a list by name, and others up to the size of the audience. At most
 * 20,000 are simulated; the rest is stood for by those without a place on a list.
 */
export function simulateUnits(plan: RolloutPlan, seed: number): readonly SimulatedUnit[] {
  const { audience } = plan;
  const listed = [
    ...new Set(
      Object.values(audience.segments).flatMap((segment) => (segment.kind === 'list' ? segment.units : [])),
    ),
  ];
  const namedUnits = evenlyPicked(listed, MOST_LISTED);
  const others = Math.max(0, audience.size - listed.length);
  const simulatedOthers = Math.min(others, MOST_UNITS - namedUnits.length);
  const names = [...namedUnits, ...newNames(audience.unit, simulatedOthers, new Set(listed))];
  const attributes = attributesFor(names.length, plan, streamOf(seed, 'attributes'));
  const buckets = bucketsOf(plan);
  return names.map((name, index): SimulatedUnit => {
    const context: Record<string, FlagContext[string]> = { ...attributes[index], [audience.key]: name };
    for (const [attribute, bucketOf] of buckets) context[attribute] = bucketOf(name);
    const isListed = index < namedUnits.length;
    return { name, weight: isListed ? listed.length / namedUnits.length : others / simulatedOthers, context };
  });
}

function bucketsOf(plan: RolloutPlan): readonly (readonly [string, (unit: string) => number])[] {
  const salts = new Map(
    Object.values(plan.flags).map(({ bucketAttribute, salt }) => [bucketAttribute, salt]),
  );
  return [...salts].map(([attribute, salt]) => [attribute, bucketer(salt)]);
}

function evenlyPicked<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return items.filter(
    (_, index) =>
      Math.floor((index * most) / items.length) !== Math.floor(((index - 1) * most) / items.length),
  );
}

function newNames(unit: string, count: number, taken: ReadonlySet<string>): readonly string[] {
  const names: string[] = [];
  for (let number = 1; names.length < count; number += 1) {
    const name = `${unit}-${String(number)}`;
    if (!taken.has(name)) names.push(name);
  }
  return names;
}
