import { segmentHolds } from '../../flags/segment-holds.js';
import { termsOf } from '../../plan/expressions/condition.js';
import { gatesOf, type RolloutPlan } from '../../plan/rollout-plan.js';
import type { BoundScenario } from '../scenario/bound-scenario.js';
import type { SimulatedUnit } from './units.js';

/** A part of the audience whose units are in the same segments, as far as these matter. */
export interface Stratum {
  readonly segments: readonly string[];
  /** How many units of the audience it has. */
  readonly size: number;
}

/** The strata of the audience, and by unit the index of its own. */
export interface Strata {
  readonly strata: readonly Stratum[];
  readonly stratumOf: Uint16Array;
}

/** Cuts the audience along the segments. */
export function cutIntoStrata(
  plan: RolloutPlan,
  units: readonly SimulatedUnit[],
  segments: readonly string[],
): Strata {
  const tests = segments.map((name): ((unit: SimulatedUnit) => boolean) => {
    const segment = plan.audience.segments[name];
    if (!segment) return () => false;
    if (segment.kind === 'where') return (unit) => segmentHolds(segment.test, unit.context);
    const members = new Set(segment.units);
    return (unit) => members.has(unit.name);
  });
  const byKey = new Map<
    string,
    { readonly index: number; size: number; readonly segments: readonly string[] }
  >();
  const stratumOf = Uint16Array.from(units, (unit) => {
    const inside = tests.map((test) => test(unit));
    const key = inside.join();
    let stratum = byKey.get(key);
    if (!stratum) {
      stratum = { index: byKey.size, size: 0, segments: segments.filter((_, index) => inside[index]) };
      byKey.set(key, stratum);
    }
    stratum.size += unit.weight;
    return stratum.index;
  });
  return {
    strata: [...byKey.values()].map(({ segments: names, size }) => ({ segments: names, size })),
    stratumOf,
  };
}

/** The segments that faults, traffic or the plan's own claims tell apart. */
export function segmentsThatMatter(plan: RolloutPlan, scenario: BoundScenario): readonly string[] {
  const all = Object.keys(plan.audience.segments);
  const matters = new Set(Object.keys(scenario.traffic.segments));
  for (const { segment } of Object.values(scenario.metrics).flatMap(({ faults }) => faults)) {
    if (segment !== undefined) matters.add(segment);
  }
  for (const term of conditionsOf(plan).flatMap(termsOf)) {
    if (term.kind !== 'claim') continue;
    if (term.scope.kind === 'segment') matters.add(term.scope.segment);
    if (term.scope.kind === 'split' && term.scope.dimension === 'segment') return all;
  }
  return all.filter((segment) => matters.has(segment));
}

function conditionsOf(plan: RolloutPlan) {
  return [
    ...plan.triggers.flatMap(({ when, resume }) => (resume ? [when, resume] : [when])),
    ...[...gatesOf(plan), plan.success].flatMap((gate) => (gate ? [...gate.all, ...gate.any] : [])),
  ];
}
