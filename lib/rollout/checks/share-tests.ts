import { isJudged } from '../../judge/criterion/criterion-look.js';
import { LEAST_CONTROL_SAMPLES } from '../../judge/judge-claim.js';
import { procedureOf } from '../../judge/procedure.js';
import type { Level } from '../../plan/expressions/condition.js';
import type { Metric } from '../../plan/rollout-plan.js';
import { allowedBad } from './allowed-bad.js';
import type { AskedClaim } from './claims-of-gates.js';
import {
  cleanRate,
  noBaseline,
  unsaid,
  type ArmProcedure,
  type GateSize,
  type GateTest,
} from './gate-test.js';

/** What a level stands for; nothing for one of control, or of a baseline that the plan does not say. */
export function fixedLevel(level: Level, { baseline }: Metric): number | undefined {
  switch (level.kind) {
    case 'fixed':
      return level.quantity.value;
    case 'count':
      return level.good / level.of;
    case 'relative':
      return level.reference === 'baseline' && baseline !== undefined ? level.factor * baseline : undefined;
  }
}

/** A test of samples against control, or against a fixed level. */
export function sharesTest(asked: AskedClaim, size: GateSize, control: number): GateTest {
  const { claim, metric } = asked;
  const procedure = isJudged(claim) ? procedureOf(claim, metric) : undefined;
  if (procedure?.kind === 'signs')
    return unsaid('its percentiles are compared period by period, and how they vary is not in the plan');
  if (claim.level.kind === 'relative' && claim.level.reference === 'control') {
    if (control >= LEAST_CONTROL_SAMPLES)
      return procedure?.kind === 'two arms'
        ? evidenceTest(asked, procedure, size, control)
        : comparedTest(asked, size, control);
    if (metric.reference.otherwise !== 'baseline') return unsaid('nobody is left in control to compare with');
    const level = { ...claim.level, reference: 'baseline' as const };
    return fixedTest({ ...asked, claim: { ...claim, level } }, size);
  }
  return procedure?.kind === 'one arm' ? evidenceTest(asked, procedure, size, 0) : fixedTest(asked, size);
}

/** The share of samples above a percentile's limit when it is just kept. */
function shareAbove({ source }: Metric): number | undefined {
  return source.kind === 'percentile' ? cleanRate(1 - source.percentile / 100) : undefined;
}

/**
 * Whether what is usual is known: of a percentile only where its limit is what it usually is, because how many samples
 * are above another limit depends on how they spread.
 */
function isUsualAbove(level: Level, above: number | undefined): boolean {
  return above === undefined || (level.kind === 'relative' && level.factor === 1);
}

/** What is usual, as a bad rate. */
function usual({ baseline, better }: Metric): number | undefined {
  if (baseline === undefined) return undefined;
  return better === 'lower' ? baseline : cleanRate(1 - baseline);
}

/** Bad outcomes against a fixed share of all; of a percentile the samples above its limit. */
function fixedTest({ claim, metric }: AskedClaim, size: GateSize): GateTest {
  const level = fixedLevel(claim.level, metric);
  if (level === undefined) return noBaseline(metric.name);
  const above = shareAbove(metric);
  if (above !== undefined) {
    const allowed = Math.floor(cleanRate(above * size.samples));
    return {
      kind: 'threshold',
      ...size,
      allowed: above,
      ...(isUsualAbove(claim.level, above) ? { base: above } : {}),
      aboveLimit: true,
      test: { kind: 'counted', samples: size.samples, allowed },
    };
  }
  const isCount = claim.level.kind === 'count';
  const allowed = cleanRate(isCount || metric.better === 'higher' ? 1 - level : level);
  if (claim.comparison === '=' && allowed > 0 && !isCount) return unsaid('it is to be equal');
  const base = usual(metric);
  const most = isCount
    ? Math.round(allowed * size.samples)
    : allowedBad(claim, level, metric.better, size.samples);
  return {
    kind: 'threshold',
    ...size,
    allowed,
    ...(base === undefined ? {} : { base }),
    test: { kind: 'counted', samples: size.samples, allowed: most ?? 0 },
  };
}

/** The canary against control, over the same time. */
function comparedTest({ claim, metric }: AskedClaim, size: GateSize, control: number): GateTest {
  const above = shareAbove(metric);
  const base = above ?? usual(metric);
  if (base === undefined) return noBaseline(metric.name);
  const factor = above === undefined && claim.level.kind === 'relative' ? claim.level.factor : 1;
  const worse = above !== undefined || metric.better === 'lower' ? 'above' : 'below';
  return {
    kind: 'threshold',
    ...size,
    allowed: cleanRate(worse === 'above' ? factor * base : 1 - factor * (1 - base)),
    ...(isUsualAbove(claim.level, above) ? { base } : {}),
    ...(above === undefined ? {} : { aboveLimit: true as const }),
    test: { kind: 'compared', canary: size.samples, control, base, factor, worse },
  };
}

/** Evidence that grows, against a fixed rate or against control. */
function evidenceTest(
  { claim, metric }: AskedClaim,
  procedure: ArmProcedure,
  size: GateSize,
  control: number,
): GateTest {
  if (!isJudged(claim)) return unsaid('it is not judged by evidence');
  const { baseline } = metric;
  const above = shareAbove(metric);
  const isRest = procedure.kind === 'one arm' && procedure.counted === 'rest';
  const counted = above ?? (baseline === undefined ? undefined : isRest ? 1 - baseline : baseline);
  if (counted === undefined) return noBaseline(metric.name);
  const worse = procedure.side === 'below' ? 'above' : 'below';
  const limit = procedure.kind === 'one arm' ? procedure.allowed : procedure.allowed * counted;
  const bad = (rate: number): number => cleanRate(worse === 'above' ? rate : 1 - rate);
  return {
    kind: 'evidence',
    ...size,
    procedure,
    claim,
    worse,
    control,
    counted,
    allowed: bad(limit),
    ...(isUsualAbove(claim.level, above) ? { base: bad(counted) } : {}),
    ...(above === undefined ? {} : { aboveLimit: true as const }),
  };
}
