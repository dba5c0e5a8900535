import type { Claim, Judging } from '../../plan/expressions/condition.js';
import type { Metric } from '../../plan/rollout-plan.js';
import type { EvidenceView, Finding, RateView, Truth } from '../finding.js';
import { visibleFactor } from '../power.js';
import type { Procedure } from '../procedure.js';
import { logEvidence } from '../sequential/capital.js';
import { rateInterval } from '../sequential/rate-interval.js';
import { cleanEvidence, cleanSamplesNeeded } from '../sequential/zero-failures.js';
import type { GatheringProcedure } from './criterion-processes.js';
import type { CriterionState, Evidence, StepZeroChoice, Tally } from './criterion-state.js';
import { samplesForSign } from './period-signs.js';
import { shareMismatch } from './sample-shares.js';
import { isSilenced, samplesMissed } from './silence.js';

/** The risk of the intervals that people are shown. */
const SHOWN_RISK = 0.05;
/** `100 %` is taken for proven when more than this would have been seen. */
export const NEARLY_NONE = 0.001;

/**
 * The finding about a claim that is judged by evidence.
 * @param plain what the plain comparison says: it knows whether anything arrives at all, and it is the hard cap of an alarm
 * @param full whether people will read it
 */
export function judgeCriterion(
  claim: Claim & { readonly judging: Judging },
  metric: Metric,
  procedure: GatheringProcedure,
  plain: Finding,
  state: CriterionState | undefined,
  full = true,
): Finding {
  if (plain.truth === 'error') return plain;
  if (!state) return isCapped(claim, plain) ? plain : { ...plain, truth: 'unknown' };
  const controlIsGone = plain.reference?.from === 'baseline' && procedure.kind !== 'one arm';
  // With nobody left in control the plan compares with the baseline, and what was measured is compared as it is.
  if (controlIsGone) return plain;
  const { judging } = claim;
  const truth =
    judging.as === 'alarm' ? alarmTruth(claim, plain, state, judging) : gateTruth(plain, state, judging);
  // Nothing is decided: what the plain comparison has found is no answer yet.
  if (truth === undefined) {
    const { refused } = state;
    return { ...plain, truth: 'unknown', ...(refused === undefined ? {} : { why: sayRefused(refused) }) };
  }
  const { noData: _noData, ...heard } = plain;
  const finding: Finding = truth === 'unknown' ? { ...plain, truth } : { ...heard, truth };
  if (!full) return finding;
  const evidence = viewOf(metric, procedure, state, judging);
  return { ...finding, evidence, why: sayWhy(finding, evidence, state, judging) };
}

/** `= 100%` and the like: the first sample of the other kind decides, and enough clean ones do. */
export function judgeNone(
  claim: Claim & { readonly judging: Judging },
  procedure: Procedure & { readonly kind: 'none' },
  plain: Finding,
): Finding {
  if (plain.truth === 'error' || plain.value === undefined || plain.samples === undefined) return plain;
  const { value, samples } = plain;
  const part = value * samples;
  const others = Math.round(procedure.counted === 'part' ? part : samples - part);
  const { as, risk, falseGo } = claim.judging;
  const needed = claim.samples?.atLeast ?? cleanSamplesNeeded(NEARLY_NONE, as === 'gate' ? falseGo : risk);
  const truth: Truth = others > 0 ? 'no' : samples >= needed ? 'yes' : 'unknown';
  const proof = Math.exp(Math.min(cleanEvidence(samples, others, NEARLY_NONE), 300));
  return {
    ...plain,
    truth,
    needed,
    why:
      others > 0
        ? `${count(others)} of ${count(samples)} are not`
        : `${count(samples)} clean samples of the ${count(needed)} that it takes (1 in ${count(proof)})`,
  };
}

/** An alarm: proof, or a hard cap that is passed, or a canary that has fallen silent. */
function alarmTruth(
  claim: Claim,
  plain: Finding,
  state: CriterionState,
  { risk }: Judging,
): Truth | undefined {
  if (state.raised) return 'yes';
  if (isCapped(claim, plain)) return 'yes';
  if (isSilenced(state, risk)) return 'yes';
  if (plain.noData === true || state.refused !== undefined) return undefined;
  return 'no';
}

/** A gate: proof that all is well is a yes, proof that it is not is a no, and everything else is unknown. */
function gateTruth(plain: Finding, state: CriterionState, { risk, falseGo }: Judging): Truth | undefined {
  if (known(state.disproof) >= Math.log(1 / risk)) return 'no';
  const hasSamples = plain.needed === undefined || (plain.samples ?? 0) >= plain.needed;
  const isHeard = plain.noData !== true && state.refused === undefined && state.heard >= state.silent;
  if (!isHeard) return undefined;
  if (known(state.proof) < Math.log(1 / falseGo) || !hasSamples) return 'unknown';
  // Cohorts that are not what they were: a hold, and no reason to revert.
  return shareMismatch(state) ? 'unknown' : 'yes';
}

/** Whether an alarm's threshold, which control has no part in, is passed as it is written: the hard cap. */
function isCapped({ judging, level }: Claim, plain: Finding): boolean {
  const isAbsolute = level.kind !== 'relative' || level.reference === 'baseline';
  return judging?.as === 'alarm' && isAbsolute && plain.truth === 'yes';
}

function known(evidence: Evidence | undefined): number {
  if (!evidence || evidence.logs.length === 0) return 0;
  return logEvidence({ logs: Float64Array.from(evidence.logs), unspent: evidence.unspent });
}

function viewOf(
  metric: Metric,
  procedure: GatheringProcedure,
  state: CriterionState,
  { as, risk, falseGo }: Judging,
): EvidenceView {
  const visible = procedure.kind === 'signs' ? undefined : visibleFactor(procedure, state, risk);
  const oneIn = (evidence: Evidence): number => Math.exp(known(evidence));
  return {
    procedure: procedure.kind,
    because: becauseOf(procedure, state.choice),
    proof: oneIn(state.proof),
    ...(state.disproof ? { disproof: oneIn(state.disproof) } : {}),
    needed: 1 / (as === 'alarm' ? risk : falseGo),
    periods: state.heard,
    silent: state.silent,
    canary: rateView(state.canary),
    ...(metric.cohorts && procedure.kind === 'two arms' ? { control: rateView(state.control) } : {}),
    ...(visible === undefined ? {} : { visible }),
  };
}

function rateView({ counted, samples }: Tally): RateView {
  const { lower, upper } = rateInterval(counted, samples, { risk: SHOWN_RISK });
  return { rate: samples === 0 ? 0 : counted / samples, lower, upper, samples };
}

function becauseOf(
  procedure: GatheringProcedure,
  { kind, because, dispersion, from, bias }: StepZeroChoice,
): string {
  if (procedure.kind === 'signs') {
    const least = String(samplesForSign(procedure.percentile));
    return `which percentile is higher, in periods with at least ${least} samples of each cohort`;
  }
  const counts =
    (procedure.kind === 'two arms' ? procedure.limitFactor : procedure.limit) === undefined
      ? ''
      : 'counts above a limit, ';
  const arms = `${counts}${procedure.kind === 'two arms' ? 'canary against control' : 'against a fixed rate'}`;
  const dispersed = dispersion === undefined ? '' : `, dispersion ${dispersion.toFixed(2)}`;
  const biased = bias === undefined ? '' : `, x${bias.toFixed(2)} of control before the change`;
  const varies = `${dispersed}${from === undefined ? '' : ' (A/A)'}${biased}`;
  switch (because) {
    case 'independent':
      return `${arms}, by likelihood${varies}`;
    case 'bursts':
      return `${arms}, by betting: failures come in bursts${varies}`;
    case 'few failures':
      return `${arms}, by betting: failures come one at a time${varies}`;
    case 'unknown':
      return `${arms}, ${kind === 'betting' ? 'by betting' : 'with caution'}: nobody knows how the counts vary`;
  }
}

function sayWhy(
  plain: Finding,
  evidence: EvidenceView,
  state: CriterionState,
  { as, risk }: Judging,
): string {
  const { refused } = state;
  if (refused !== undefined) return sayRefused(refused);
  if (as === 'alarm' && plain.truth === 'yes' && isSilenced(state, risk))
    return `the canary is silent, although control's traffic lets expect ${count(samplesMissed(state))} samples of it`;
  const mismatch = as === 'gate' && plain.truth === 'unknown' ? shareMismatch(state) : undefined;
  if (mismatch)
    return `${plain.why}; its users send ${percent(mismatch.since)} of the samples and sent ${percent(mismatch.before)} before (1 in ${count(mismatch.evidence)} that this is chance): held, find out why`;
  const { proof, disproof = 0, needed, periods, visible } = evidence;
  const found = proof < 1 ? 'no evidence yet' : `evidence 1 in ${count(proof)}`;
  const against = disproof <= Math.max(1, proof) ? '' : `, 1 in ${count(disproof)} against it`;
  const seen = visible === undefined ? '' : `; x${visible.toFixed(2)} could have been seen`;
  return `${plain.why}; ${found} (1 in ${count(needed)} decides)${against}, ${count(periods)} periods${seen}`;
}

function sayRefused(refused: string): string {
  return `the newest period makes no sense: ${refused}`;
}

function percent(share: number): string {
  return `${String(Number((share * 100).toPrecision(3)))}%`;
}

function count(value: number): string {
  const rounded = value >= 100 ? Number(value.toPrecision(3)) : Number(value.toPrecision(2));
  return rounded.toLocaleString('en-US');
}
