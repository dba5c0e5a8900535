import { sideOf, type Comparison, type Side } from '../plan/expressions/comparison.js';
import type { Claim } from '../plan/expressions/condition.js';
import type { Metric } from '../plan/rollout-plan.js';

/** How the truth of a claim is found. */
export type Procedure =
  /** What was measured is compared as it is; `because` says why nothing else is done, for people. */
  | { readonly kind: 'exact'; readonly because: string }
  /** The canary's rate against `allowed` times control's, over the same periods. */
  | {
      readonly kind: 'two arms';
      readonly side: Side;
      readonly allowed: number;
      /** Of a percentile: samples above a limit that is fixed beforehand, the canary's above so many times it. */
      readonly limitFactor?: number;
    }
  /** Which percentile of a period is higher, control's times `allowed` or the canary's. */
  | {
      readonly kind: 'signs';
      readonly side: Side;
      readonly allowed: number;
      /** 0..100 */
      readonly percentile: number;
    }
  /** The rate of `counted` samples against a fixed one. */
  | {
      readonly kind: 'one arm';
      readonly side: Side;
      readonly allowed: number;
      /** Which samples are counted: those of the numerator, or the others where these are fewer. */
      readonly counted: 'part' | 'rest';
      /** Of a percentile: the level, above which samples are counted. */
      readonly limit?: number;
    }
  /** No sample may be of the kind that is `counted`. */
  | { readonly kind: 'none'; readonly counted: 'part' | 'rest' };

const known = new WeakMap<Claim, { readonly metric: Metric; readonly procedure: Procedure }>();

/** The procedure of a claim: decided by what is claimed and what is measured alone, once and for all. */
export function procedureOf(claim: Claim, metric: Metric): Procedure {
  const before = known.get(claim);
  if (before?.metric === metric) return before.procedure;
  const procedure = decide(claim, metric);
  known.set(claim, { metric, procedure });
  return procedure;
}

function decide(claim: Claim, metric: Metric): Procedure {
  const exact = (because: string): Procedure => ({ kind: 'exact', because });
  const { level, comparison, scope } = claim;
  if (!claim.judging) return exact('the plan wants plain thresholds');
  if (metric.census) return exact('the exposed units themselves are counted');
  if (metric.reportedBy !== undefined) return exact('people report it');
  if (level.kind === 'count') return exact('the samples are counted out');
  if (scope.kind === 'split') return exact('each part has its own threshold');
  const isShare = metric.source.kind === 'ratio' && metric.unit === 'fraction';
  const none =
    level.kind === 'fixed' && isShare ? nothingAllowed(comparison, level.quantity.value) : undefined;
  if (none) return none;
  const side = sideOf(comparison);
  if (side === undefined) return exact('it is to be equal');
  if (level.kind === 'relative' && level.reference === 'control') {
    if (!metric.cohorts) return exact('canary and control are not told apart');
    if (isShare) return { kind: 'two arms', side, allowed: level.factor };
    if (metric.source.kind === 'percentile' && metric.percentileOnly)
      return { kind: 'signs', side, allowed: level.factor, percentile: metric.source.percentile };
    // As many of the canary's samples may be above the limit as of control's: both have the same percentile there.
    if (metric.source.kind === 'percentile')
      return { kind: 'two arms', side, allowed: 1, limitFactor: level.factor };
    return exact('a mean says nothing about how much it varies');
  }
  const limit = level.kind === 'fixed' ? level.quantity.value : level.factor * (metric.baseline ?? NaN);
  if (metric.source.kind === 'percentile') {
    if (metric.percentileOnly) return exact('its single values are not published');
    const allowed = 1 - metric.source.percentile / 100;
    return Number.isFinite(limit) && allowed > 0 && allowed <= 0.5
      ? { kind: 'one arm', side, allowed, counted: 'part', limit }
      : exact('its level is no limit that few samples are above');
  }
  if (!isShare) return exact('it is not a share of samples');
  if (!(limit > 0 && limit < 1)) return exact('its level is not between 0 and 100 %');
  // The rarer outcome is counted: the bounds are sharper for it.
  return limit <= 0.5
    ? { kind: 'one arm', side, allowed: limit, counted: 'part' }
    : { kind: 'one arm', side: side === 'above' ? 'below' : 'above', allowed: 1 - limit, counted: 'rest' };
}

/** `= 100%`, `>= 100%`, `= 0%`, `<= 0%`: one sample of the other kind decides. */
function nothingAllowed(comparison: Comparison, limit: number): Procedure | undefined {
  if (limit === 1 && (comparison === '=' || comparison === '>=')) return { kind: 'none', counted: 'rest' };
  if (limit === 0 && (comparison === '=' || comparison === '<=')) return { kind: 'none', counted: 'part' };
  return undefined;
}
