import { sideOf } from '../../plan/expressions/comparison.js';
import type { Claim } from '../../plan/expressions/condition.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { allowedBad } from './allowed-bad.js';
import type { AskedClaim } from './claims-of-gates.js';
import { noBaseline, unsaid, type GateTest } from './gate-test.js';
import { fixedLevel, sharesTest } from './share-tests.js';

const MINUTE = 60_000;

/**
 * How a claim of a gate tells good from bad where it is asked, by the plan's traffic, exposure and baselines. Every event
 * of the plan's traffic is taken for one sample of every metric that is sampled; of a census every unit is one.
 */
export function gateTestOf(plan: RolloutPlan, asked: AskedClaim): GateTest {
  const { claim, metric, units } = asked;
  const { source, name } = metric;
  if (metric.reportedBy !== undefined)
    return unsaid(`people report \`${name}\`, and how many will is not in the plan`);
  if (source.kind === 'own') return unsaid(`the rollout itself knows \`${name}\`: it is no sample`);
  if (source.kind === 'figure') return unsaid(`a hook says \`${name}\` once: it is no sample`);
  if (claim.hold)
    return unsaid('it must hold for a time, and how values follow each other is not in the plan');
  if (claim.scope.kind === 'cohort' && claim.scope.cohort === 'control')
    return unsaid('it is about control, which nothing changes for');
  if (!units)
    return claim.scope.kind === 'split'
      ? unsaid(`which values \`${claim.scope.dimension}\` has is known only when they are published`)
      : unsaid('how many units it is about is not in the plan', '`size:` of the segment');
  if (source.kind === 'rate') return eventsTest(asked);
  const isShare = source.kind === 'ratio' && metric.unit === 'fraction';
  if (!isShare && source.kind !== 'percentile')
    return unsaid(`how much \`${name}\` varies is not in the plan`);
  const good = metric.better === 'lower' ? 'below' : 'above';
  const isCount = claim.level.kind === 'count';
  if (!isCount && claim.comparison !== '=' && sideOf(claim.comparison) !== good)
    return unsaid('it asks for what is worse, and no regression can fail it');
  const least = leastSamples(claim);
  if (metric.census) {
    const samples = isCount ? least : Math.max(Math.round(units.risen), least);
    return sharesTest(asked, { samples, noun: plan.audience.units, areUnits: true }, 0);
  }
  return sampledTest(plan, asked, { exposed: units.exposed, least });
}

/** A gate waits for so many samples. */
function leastSamples({ level, samples }: Claim): number {
  return level.kind === 'count' ? level.of : (samples?.atLeast ?? 0);
}

function sampledTest(
  { audience: { traffic, size } }: RolloutPlan,
  asked: AskedClaim,
  { exposed, least }: { readonly exposed: number; readonly least: number },
): GateTest {
  const { claim, metric, overMs } = asked;
  if (!traffic && least === 0)
    return unsaid(
      'how much traffic there is is not in the plan',
      '`traffic: 100 requests/min` under `audience`',
    );
  const all = ((traffic?.perMinute ?? 0) * overMs) / MINUTE;
  const share = metric.cohorts ? Math.min(1, exposed / size) : 1;
  const samples = Math.max(Math.floor(all * share), least);
  const noun = claim.samples?.noun ?? plural(traffic?.noun ?? 'sample');
  return sharesTest(asked, { samples, noun, areUnits: false }, Math.floor(all * (1 - share)));
}

function plural(noun: string): string {
  return noun.endsWith('s') ? noun : `${noun}s`;
}

/** Events per time: their number is a Poisson variable, and the baseline says its mean. */
function eventsTest({ claim, metric, overMs }: AskedClaim): GateTest {
  if (metric.source.kind !== 'rate' || metric.cohorts)
    return unsaid(`how many of the events of \`${metric.name}\` are the canary's is not in the plan`);
  if (metric.better === 'higher' || sideOf(claim.comparison) === 'above')
    return unsaid('it asks for more events, and how they vary is not in the plan');
  if (metric.baseline === undefined) return noBaseline(metric.name);
  const level = fixedLevel(claim.level, metric);
  if (level === undefined) return unsaid('there is no control to compare with');
  const times = overMs / metric.source.perMs;
  const comparison = claim.comparison === '=' ? '<=' : claim.comparison;
  const base = metric.baseline * times;
  return {
    kind: 'threshold',
    noun: 'events',
    samples: base,
    areUnits: false,
    allowed: level * times,
    base,
    test: { kind: 'events', allowed: allowedBad({ comparison }, level, 'lower', times) ?? 0 },
  };
}
