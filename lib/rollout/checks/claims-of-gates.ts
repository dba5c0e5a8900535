import { termsOf, type Claim } from '../../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import type { Path } from '../../plan/source/problem.js';
import { unitsOfFlags } from '../planned-exposure.js';
import { gatePoints, type GatePoint } from './gate-points.js';

/** A claim of a gate, with what can be known about it before anything has happened. */
export interface AskedClaim {
  readonly claim: Claim;
  readonly metric: Metric;
  readonly path: Path;
  readonly point: GatePoint;
  /** About how many units are exposed when it is asked. */
  readonly exposed: number;
  /** About how many of them were exposed in the stretch that it looks back over. */
  readonly risen: number;
  /** How long that stretch is at least; milliseconds. */
  readonly overMs: number;
}

/** Every claim of every gate that is asked after a step. */
export function claimsOfGates(plan: RolloutPlan): readonly AskedClaim[] {
  return gatePoints(plan).flatMap((point) => [
    ...point.gate.all.flatMap((condition, index) =>
      asked(plan, point, condition, [...point.path, 'all', index]),
    ),
    ...point.gate.any.flatMap((condition, index) =>
      asked(plan, point, condition, [...point.path, 'any', index]),
    ),
  ]);
}

function asked(
  plan: RolloutPlan,
  point: GatePoint,
  condition: GatePoint['gate']['all'][number],
  path: Path,
): readonly AskedClaim[] {
  return termsOf(condition).flatMap((claim): readonly AskedClaim[] => {
    const metric = claim.kind === 'claim' ? plan.metrics[claim.metric] : undefined;
    if (claim.kind !== 'claim' || !metric) return [];
    const over = claim.over ?? { kind: 'since', since: 'step' };
    const exposed = unitsOfFlags(plan, point.exposed, point.flags);
    const stretch = over.kind === 'since' ? point.since[over.since] : undefined;
    const before = stretch ? unitsOfFlags(plan, stretch.from, point.flags) : 0;
    const overMs = stretch?.ms ?? (over.kind === 'trailing' ? over.ms : plan.judge.periodMs);
    return [{ claim, metric, path, point, exposed, risen: Math.max(0, exposed - before), overMs }];
  });
}

/** Each claim once, at the point where the fewest units can tell: a gate of `each:` is asked after many steps. */
export function leastOfEach<C extends AskedClaim>(claims: readonly C[]): readonly C[] {
  const least = new Map<string, C>();
  for (const asked of claims) {
    const key = JSON.stringify([asked.path, asked.claim.offset]);
    const known = least.get(key);
    if (!known || asked.risen < known.risen) least.set(key, asked);
  }
  return [...least.values()];
}
