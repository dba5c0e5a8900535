import { isJudged } from '../../judge/criterion/criterion-look.js';
import { NEARLY_NONE } from '../../judge/criterion/judge-criterion.js';
import { samplesForSign } from '../../judge/criterion/period-signs.js';
import { cleanOutlook, outlookOf, type Healthy, type Outlook } from '../../judge/outlook.js';
import { procedureOf, type Procedure } from '../../judge/procedure.js';
import { sayDuration, sayPercent } from '../../plan/expressions/amounts.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { leastOfEach, type AskedClaim } from './claims-of-gates.js';
import type { CourseRule } from './course.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Gates that are judged by evidence: those that a healthy rollout cannot pass, that nothing can fail, and that cannot be
 * sure in the time that they look at, by the plan's traffic, exposure and baselines.
 */
export const checkEvidence: CourseRule = ({ plan, asked }) => {
  const counted = asked.flatMap((one) => (one.units && !one.point.before ? [{ ...one, ...one.units }] : []));
  return leastOfEach(counted).flatMap((one): readonly PlacedProblem[] => {
    const sign = signs(plan, one);
    if (sign) return sign;
    const outlook = foresee(plan, one);
    return outlook ? report(plan, one, outlook) : [];
  });
};

/** Percentiles that are compared as they are: the warning that too few samples are behind one. */
function signs(
  plan: RolloutPlan,
  { claim, metric, path, point, exposed }: Counted,
): readonly PlacedProblem[] | undefined {
  const { traffic, size } = plan.audience;
  const procedure = isJudged(claim) ? procedureOf(claim, metric) : undefined;
  if (procedure?.kind !== 'signs' || !traffic) return undefined;
  const perPeriod = (traffic.perMinute * plan.judge.periodMs * Math.min(1, exposed / size)) / MINUTE;
  const least = samplesForSign(procedure.percentile);
  if (perPeriod >= least) return [];
  return [
    {
      severity: 'warning',
      code: 'percentile-of-few',
      path,
      offset: claim.offset,
      found: `\`${claim.text}\`: ${point.say} about ${count(perPeriod)} samples of the canary are in a period`,
      allowed: `at least ${String(least)}: the percentile of fewer is above control's by chance`,
      advice:
        'publish single values and drop `raw: false`, judge longer periods (`every`), expose more, or say `judge: fixed` for this gate: until then it stays inconclusive',
    },
  ];
}

type Counted = AskedClaim & { readonly exposed: number };

/** Nothing where it cannot be told: no traffic, no baseline, percentiles, plain thresholds. */
function foresee(plan: RolloutPlan, { claim, metric, exposed }: Counted): Outlook | undefined {
  const { traffic, size } = plan.audience;
  if (!isJudged(claim) || !traffic || claim.scope.kind !== 'default') return undefined;
  const procedure = procedureOf(claim, metric);
  const share = metric.cohorts ? Math.min(1, exposed / size) : 1;
  const canary = traffic.perMinute * share;
  if (procedure.kind === 'none') return cleanOutlook(claim.judging, NEARLY_NONE, canary);
  if (procedure.kind === 'exact' || procedure.kind === 'signs' || metric.baseline === undefined)
    return undefined;
  // How many samples are usually above a limit depends on how they spread, which nobody knows.
  if (metric.source.kind === 'percentile') return undefined;
  const control = traffic.perMinute - canary;
  // With nobody in control the plan is compared with something else, or another rule says that it cannot be.
  if (procedure.kind === 'two arms' && control <= 0) return undefined;
  const healthy: Healthy = { base: usual(procedure, metric.baseline), canary, control };
  return healthy.base === 0 && procedure.kind === 'two arms'
    ? undefined
    : outlookOf(procedure, claim.judging, healthy);
}

function usual(procedure: Procedure, baseline: number): number {
  return procedure.kind === 'one arm' && procedure.counted === 'rest' ? 1 - baseline : baseline;
}

function report(
  plan: RolloutPlan,
  { claim, metric, path, point, exposed, overMs }: Counted,
  outlook: Outlook,
): readonly PlacedProblem[] {
  const place = { path, offset: claim.offset };
  const usually =
    metric.baseline === undefined ? '' : `, and \`${metric.name}\` is usually ${sayPercent(metric.baseline)}`;
  switch (outlook.kind) {
    case 'cannot pass':
      return [
        {
          severity: 'error',
          code: 'gate-cannot-pass',
          ...place,
          found: `\`${claim.text}\`${usually}: a healthy rollout cannot be shown to keep it`,
          allowed: 'a level that what is usual keeps, with room for chance',
          advice: 'say how much worse is still good, such as `105% of control`',
        },
      ];
    case 'wants better':
      return [];
    case 'cannot fail':
      return [
        {
          severity: 'error',
          code: 'gate-cannot-fail',
          ...place,
          found: `\`${claim.text}\`${usually}: nothing can be so bad that it is not kept`,
          allowed: 'a level that a regression would break',
          advice: 'ask for a lower level',
        },
      ];
    case 'passes': {
      if (outlook.minutes * MINUTE <= overMs) return [];
      const units = `${String(Math.round(exposed))} ${plan.audience.units}`;
      return [
        {
          severity: 'warning',
          code: 'evidence-too-late',
          ...place,
          found:
            `\`${claim.text}\`: ${point.say} about ${units} take ${roughly(outlook.minutes * MINUTE)} to be sure ` +
            `(about ${count(outlook.samples)} samples), and it looks back over ${sayDuration(Math.round(overMs / MINUTE) * MINUTE)}`,
          allowed: `a stretch of at least ${roughly(outlook.minutes * MINUTE)}`,
          advice:
            'soak longer, expose more, leave more room, allow a higher `falseGo`, or say `judge: fixed` for this gate: until then it stays inconclusive',
        },
      ];
    }
  }
}

/** Rounded up: a time that is enough. */
function roughly(ms: number): string {
  const unit = ms < 2 * HOUR ? MINUTE : ms < 48 * HOUR ? HOUR : 24 * HOUR;
  return sayDuration(Math.ceil(ms / unit) * unit);
}

function count(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US');
}
