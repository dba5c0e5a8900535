import type { FlagContext } from '../../flags/context.js';
import { segmentHolds } from '../../flags/segment-holds.js';
import type { SegmentTest } from '../../plan/expressions/segment-test.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { uint32At, type Stream } from '../random/stream.js';
import { tellingValues, type Value } from './attribute-values.js';
import { apportion, rake } from './rake.js';

/** Share of the units that may be exposed where a phase asks for something. */
const ELIGIBLE_SHARE = 0.97;
/** More combinations of attribute values than this are sampled. */
const MOST_COMBINATIONS = 4096;

/**
 * Attributes for so many units, such that each segment with a declared size has about its share of them. The order is
 * shuffled by the stream.
 */
export function attributesFor(units: number, plan: RolloutPlan, stream: Stream): readonly FlagContext[] {
  const goals = goalsOf(plan);
  const combinations = combinationsOf(
    tellingValues(
      goals.map(({ test }) => test),
      plan.audience,
    ),
    stream,
  );
  const cells = new Map<string, FlagContext[]>();
  for (const combination of combinations) {
    const signature = goals.map(({ test }) => (segmentHolds(test, combination) ? '1' : '0')).join('');
    cells.set(signature, [...(cells.get(signature) ?? []), combination]);
  }
  const signatures = [...cells.keys()];
  const sized = goals.flatMap(({ share }, goal) =>
    share === undefined ? [] : [{ share, has: (cell: number) => signatures[cell]?.[goal] === '1' }],
  );
  const counts = apportion(units, rake(signatures.length, sized));
  const contexts = signatures.flatMap((signature, index) => {
    const choices = cells.get(signature) ?? [];
    return Array.from({ length: counts[index] ?? 0 }, (_, unit) => choices[unit % choices.length] ?? {});
  });
  return shuffled(contexts, stream);
}

interface Goal {
  readonly test: SegmentTest;
  /** Share of the audience, 0..1. */
  readonly share?: number;
}

function goalsOf(plan: RolloutPlan): readonly Goal[] {
  const segments = Object.values(plan.audience.segments).flatMap((segment): readonly Goal[] => {
    if (segment.kind === 'list') return [];
    return [
      {
        test: segment.test,
        ...(segment.size === undefined ? {} : { share: Math.min(1, segment.size / plan.audience.size) }),
      },
    ];
  });
  const eligible = plan.phases.flatMap((phase): readonly Goal[] =>
    phase.eligible ? [{ test: phase.eligible, share: ELIGIBLE_SHARE }] : [],
  );
  return [...segments, ...eligible];
}

function combinationsOf(
  values: ReadonlyMap<string, readonly Value[]>,
  stream: Stream,
): readonly FlagContext[] {
  const attributes = [...values];
  const count = attributes.reduce((product, [, choices]) => product * choices.length, 1);
  if (count > MOST_COMBINATIONS) {
    return Array.from({ length: MOST_COMBINATIONS }, (_, place) =>
      Object.fromEntries(
        attributes.map(([attribute, choices], index) => [
          attribute,
          choices[uint32At(stream, place, index) % choices.length],
        ]),
      ),
    );
  }
  return attributes.reduce<readonly FlagContext[]>(
    (contexts, [attribute, choices]) =>
      contexts.flatMap((context) => choices.map((value) => ({ ...context, [attribute]: value }))),
    [{}],
  );
}

function shuffled<T>(items: readonly T[], stream: Stream): readonly T[] {
  return items
    .map((item, place) => ({ item, order: uint32At(stream, place, -2) }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}
