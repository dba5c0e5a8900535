import { termsOf, type Claim, type Condition, type Scope } from '../../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import type { Path } from '../../plan/source/problem.js';
import { unitsOfFlags } from '../planned-exposure.js';
import type { Exposures } from '../state.js';
import type { GatePoint } from './gate-points.js';
import { exposedSegments, unitsOfSegment } from './segment-units.js';

/** About how many units a claim is about. */
interface Asked {
  /** Exposed when it is asked. */
  readonly exposed: number;
  /** Of them, those who were exposed in the stretch that it looks back over. */
  readonly risen: number;
}

/** A claim of a gate, with what can be known about it before anything has happened. */
export interface AskedClaim {
  readonly claim: Claim;
  readonly metric: Metric;
  readonly path: Path;
  readonly point: GatePoint;
  /** The conditions of which one is enough where the claim stands: its own alone, or a list of `any`. */
  readonly alternatives: readonly Condition[];
  /** Absent where it cannot be told, as for the values of a dimension. */
  readonly units?: Asked;
  /** How long the stretch is at least that it looks back over; milliseconds. */
  readonly overMs: number;
}

/** Every claim of the gates. */
export function claimsOfGates(plan: RolloutPlan, points: readonly GatePoint[]): readonly AskedClaim[] {
  return points.flatMap((point) => {
    const look = lookAt(plan, point);
    return (['all', 'any'] as const).flatMap((key) =>
      point.gate[key].flatMap((condition, index) => {
        const path = [...point.gate.source, key, index];
        const alternatives = key === 'any' ? point.gate.any : [condition];
        return claimsIn(plan, { point, condition, path, alternatives }, look);
      }),
    );
  });
}

function claimsIn(
  plan: RolloutPlan,
  {
    condition,
    ...place
  }: Pick<AskedClaim, 'point' | 'path' | 'alternatives'> & { readonly condition: Condition },
  look: Look,
): readonly AskedClaim[] {
  const { point } = place;
  return termsOf(condition).flatMap((claim): readonly AskedClaim[] => {
    const metric = claim.kind === 'claim' ? plan.metrics[claim.metric] : undefined;
    if (claim.kind !== 'claim' || !metric) return [];
    const over = claim.over ?? { kind: 'since', since: 'step' };
    const since = over.kind === 'since' ? over.since : undefined;
    const units = look(claim.scope, since);
    const overMs =
      since !== undefined ? point.since[since].ms : over.kind === 'trailing' ? over.ms : plan.judge.periodMs;
    return [{ claim, metric, ...place, ...(units ? { units } : {}), overMs }];
  });
}

/** Counts the units that a claim of this scope is about; each kind of claim of a gate once. */
type Look = (scope: Scope, since: keyof GatePoint['since'] | undefined) => Asked | undefined;

function lookAt(plan: RolloutPlan, point: GatePoint): Look {
  const known = new Map<string, Asked | undefined>();
  return (scope, since) => {
    const key = `${JSON.stringify(scope)} ${since ?? ''}`;
    if (!known.has(key)) known.set(key, count(plan, point, scope, since));
    return known.get(key);
  };
}

function count(
  plan: RolloutPlan,
  point: GatePoint,
  scope: Scope,
  since: keyof GatePoint['since'] | undefined,
): Asked | undefined {
  const from = since === undefined ? {} : point.since[since].from;
  const asked = (unitsOf: (exposures: Exposures) => number): Asked => {
    const exposed = unitsOf(point.exposed);
    return { exposed, risen: Math.max(0, exposed - unitsOf(from)) };
  };
  const inSegment = (name: string): Asked =>
    asked((exposures) => unitsOfSegment(plan, exposures, point.flags, name));
  switch (scope.kind) {
    case 'default':
    case 'cohort':
      return asked((exposures) => unitsOfFlags(plan, exposures, point.flags));
    case 'segment':
      return plan.audience.segments[scope.segment]?.size === undefined ? undefined : inSegment(scope.segment);
    case 'split': {
      if (scope.dimension !== 'segment') return undefined;
      const each = exposedSegments(plan, point.exposed, point.flags).map(inSegment);
      return each.sort((a, b) => a.risen - b.risen).find(({ risen }) => risen >= 0.5);
    }
  }
}

/** Each claim once, at the point where the fewest units can tell: a gate of `each:` is asked after many steps. */
export function leastOfEach<C extends { readonly path: Path; readonly claim: Claim; readonly risen: number }>(
  claims: readonly C[],
): readonly C[] {
  const least = new Map<string, C>();
  for (const asked of claims) {
    const key = `${asked.path.join(' ')} ${String(asked.claim.offset)} ${asked.claim.metric}`;
    const known = least.get(key);
    if (!known || asked.risen < known.risen) least.set(key, asked);
  }
  return [...least.values()];
}
