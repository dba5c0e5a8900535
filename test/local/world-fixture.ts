import { SimulatedAudience } from '../../lib/local/audience.js';
import { segmentsThatMatter } from '../../lib/local/audience/strata.js';
import { SimulatedMetrics } from '../../lib/local/metrics/simulated-metrics.js';
import { Moments } from '../../lib/local/scenario/moments.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import { compileBrake, compileRise } from '../../lib/flags/compile-flags.js';
import type { CompileResult, RiseInput } from '../../lib/flags/compile-input.js';
import type { Grant } from '../../lib/flags/exposure.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import { OLD_VARIANT, type RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { planOf, scenarioOf, SHOP } from './plan-fixture.js';

/** A Monday, midnight. */
export const START = Date.parse('2026-12-07T00:00:00Z');

/** The simulated world of a plan and a scenario, at the start of the rollout. */
export function worldOf(
  options: { readonly scenario?: string; readonly plan?: RolloutPlan; readonly ingestionLagMs?: number } = {},
) {
  const plan = options.plan ?? planOf(SHOP);
  const scenario = scenarioOf(options.scenario ?? 'scenario: test', plan);
  const audience = new SimulatedAudience(plan, {
    seed: scenario.seed,
    segments: segmentsThatMatter(plan, scenario),
  });
  const clock = new VirtualClock(START);
  const moments = new Moments(START);
  const { ingestionLagMs = 0 } = options;
  const metrics = new SimulatedMetrics({ plan, scenario, audience, moments, clock, ingestionLagMs });
  const expose = (...parts: readonly (Grant | { readonly next: readonly Grant[] })[]) => {
    const grants = parts.filter((part) => 'below' in part);
    const next = parts.flatMap((part) => ('next' in part ? part.next : []));
    const snapshot = audience.look(lanesOf(plan, grants, { next }));
    metrics.setExposure(clock.now(), snapshot);
    return snapshot;
  };
  return { plan, scenario, audience, clock, moments, metrics, expose };
}

/** Both lanes, in full: every flag serves its new variant to whom the grants let in, and the brake is off. */
export function lanesOf(
  plan: RolloutPlan,
  grants: readonly Grant[],
  { blocked = false, next = [] }: { readonly blocked?: boolean; readonly next?: readonly Grant[] } = {},
) {
  const exposing = (to: readonly Grant[]) =>
    Object.fromEntries(flags.map(({ key, newVariant }) => [key, { variant: newVariant, grants: to }]));
  const input = inputOf(plan);
  const flags = Object.values(plan.flags);
  const rise = compileRise({
    ...input,
    exposures: exposing(grants),
    next: exposing(next),
    included: [],
  });
  const caps = Object.fromEntries(flags.map(({ key }) => [key, { limit: blocked ? [] : ('open' as const) }]));
  const brake = compileBrake({ ...input, caps, excluded: [] });
  return {
    rise: [{ document: documentOf(rise), share: 1 }],
    brake: [{ document: documentOf(brake), share: 1 }],
  };
}

function documentOf(result: CompileResult): FlagDocument {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

function inputOf(plan: RolloutPlan): Omit<RiseInput, 'exposures' | 'included'> {
  return {
    flags: Object.values(plan.flags).map((flag) => ({ ...flag, oldVariant: OLD_VARIANT })),
    segments: new Map(Object.entries(plan.audience.segments)),
    unitAttribute: plan.audience.key,
    bucketing: { kind: 'phasegate' },
    bucketOf: (unit, flag) => bucketOf(plan.flags[flag]?.salt ?? '', unit),
  };
}
