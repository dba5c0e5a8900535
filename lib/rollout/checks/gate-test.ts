import type { JudgedClaim } from '../../judge/criterion/criterion-look.js';
import type { Procedure } from '../../judge/procedure.js';
import type { ThresholdTest } from '../../judge/threshold-power.js';
import type { Side } from '../../plan/expressions/comparison.js';

/** How a gate tells good from bad, as far as the plan says it. */
export type GateTest =
  | (Sampled & { readonly kind: 'threshold'; readonly test: ThresholdTest })
  | (Sampled & EvidenceTest)
  | {
      readonly kind: 'unsaid';
      readonly why: string;
      /** The line of the plan that would say it. */
      readonly add?: string;
    };

/** A claim that is judged by evidence. */
export interface EvidenceTest {
  readonly kind: 'evidence';
  readonly procedure: ArmProcedure;
  readonly claim: JudgedClaim;
  /** On which side of what is allowed the rate of what the procedure counts is bad. */
  readonly worse: Side;
  /** Samples of control; 0 where it compares with a fixed rate. */
  readonly control: number;
  /** The usual rate of what the procedure counts. */
  readonly counted: number;
}

export type ArmProcedure = Procedure & { readonly kind: 'one arm' | 'two arms' };

/** Samples that a gate can expect. */
export interface GateSize {
  /** What is counted: requests, users, events. */
  readonly noun: string;
  /** About how many there are of those that it is about, in its time; of events the number that is usual. */
  readonly samples: number;
  /** Whether they are units, of which more time gives no more. */
  readonly areUnits: boolean;
}

/** What is known of samples; rates are those of bad outcomes, of events the number in the time. */
export interface Sampled extends GateSize {
  /** The bad rate that is just allowed. */
  readonly allowed: number;
  /** The usual bad rate; absent where the plan does not say it. */
  readonly base?: number;
  /** Of a percentile: the bad outcomes are samples above its limit. */
  readonly aboveLimit?: true;
}

/** It cannot be told what the gate sees. */
export function unsaid(why: string, add?: string): GateTest {
  return { kind: 'unsaid', why, ...(add === undefined ? {} : { add }) };
}

/** The metric has no `baseline`. */
export function noBaseline(metric: string): GateTest {
  return unsaid(
    `the plan does not say what \`${metric}\` usually is`,
    `\`baseline:\` under \`metrics.${metric}\``,
  );
}

/** A rate without the binary noise of a subtraction. */
export function cleanRate(rate: number): number {
  return Number(rate.toPrecision(12));
}
