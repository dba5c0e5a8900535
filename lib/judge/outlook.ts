import type { Judging } from '../plan/expressions/condition.js';
import type { CountingProcedure } from './criterion/criterion-processes.js';
import { DROPS, GAINS } from './sequential/alternatives.js';
import { cleanSamplesNeeded } from './sequential/zero-failures.js';

/** What a healthy rollout gives a gate to judge by. */
export interface Healthy {
  /** The usual rate of what is counted: 0..1. */
  readonly base: number;
  /** Samples of the canary and of control in one minute. */
  readonly canary: number;
  readonly control: number;
}

/** When a healthy rollout can be expected to pass. */
export type Outlook =
  /** Minutes until the proof is enough, on average, and the samples of the canary in them. */
  | { readonly kind: 'passes'; readonly minutes: number; readonly samples: number }
  /** The level is what is usual: nothing that stays as it is can be shown to keep it. */
  | { readonly kind: 'cannot pass' }
  /** The level is better than what is usual: nobody can foresee how much better it will be. */
  | { readonly kind: 'wants better' }
  /** Nothing can be so bad that it does not keep the level. */
  | { readonly kind: 'cannot fail' };

/**
 * How long a gate takes to be sure of a healthy rollout: the evidence that its best alternative gains in a minute, on
 * average, against what it takes: ln(1/falseGo), and ln(alternatives) for those that the capital is shared with.
 */
export function outlookOf(procedure: CountingProcedure, { falseGo }: Judging, healthy: Healthy): Outlook {
  const { side, allowed } = procedure;
  const factors = side === 'below' ? DROPS : GAINS;
  const ratio = procedure.kind === 'two arms' ? 1 : healthy.base;
  if (ratio === allowed) return { kind: 'cannot pass' };
  if (side === 'below' ? ratio > allowed : ratio < allowed) return { kind: 'wants better' };
  const highest = procedure.kind === 'two arms' ? 1 / healthy.base : 1;
  if (side === 'below' && allowed >= highest) return { kind: 'cannot fail' };
  const gains = factors.map((factor) =>
    procedure.kind === 'two arms' ? ratioGain(factor, allowed, healthy) : rateGain(factor, allowed, healthy),
  );
  const best = Math.max(...gains);
  if (best <= 0) return { kind: 'cannot pass' };
  const minutes = (Math.log(1 / falseGo) + Math.log(factors.length)) / best;
  return { kind: 'passes', minutes, samples: minutes * healthy.canary };
}

/** Minutes until `100 %` is taken for proven. */
export function cleanOutlook({ falseGo }: Judging, rate: number, perMinute: number): Outlook {
  const samples = cleanSamplesNeeded(rate, falseGo);
  return { kind: 'passes', samples, minutes: samples / perMinute };
}

function rateGain(factor: number, allowed: number, { base, canary }: Healthy): number {
  const rate = Math.min(0.999, factor * allowed);
  const failed = base === 0 ? 0 : base * Math.log(rate / allowed);
  return canary * (failed + (1 - base) * (Math.log1p(-rate) - Math.log1p(-allowed)));
}

function ratioGain(factor: number, allowed: number, { base, canary, control }: Healthy): number {
  const theta = (canary * allowed) / (canary * allowed + control);
  return base * (canary * Math.log(factor) - (canary + control) * Math.log1p(theta * (factor - 1)));
}
