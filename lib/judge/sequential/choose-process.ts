import { BETS, LIFTS, LIFT_SHARES } from './alternatives.js';
import { bettingProcess } from './betting-process.js';
import { dispersionOf, type CalmStretch } from './dispersion.js';
import type { EvidenceProcess } from './process.js';
import { ratioProcess } from './ratio-process.js';

/** Above this the counts come in bursts, of which a stretch may not have shown the worst: likelihoods are not trusted. */
const MOST_DISPERSION = 1.5;
/** Below this, failures come one at a time: a bet on each is the likelihood ratio, and a dispersion cannot be seen. */
const FEW_FAILURES = 1.25;

/** The procedure of a two-arm criterion, and why. */
export interface TwoArmChoice {
  readonly kind: 'likelihood' | 'betting';
  readonly because: 'independent' | 'bursts' | 'few failures' | 'unknown';
  /** How much the counts vary, where the A/A stretch has shown it. */
  readonly dispersion?: number;
}

/**
 * Chooses from the A/A stretch alone. The likelihood ratio, tempered by the dispersion, while that is at most 1.5.
 * Betting, which bursts cannot deceive, when the dispersion is higher, when nobody knows it (fewer than 60 periods with
 * a failure), or when failures come one at a time (fewer than 1.25 in a period with any).
 */
export function chooseTwoArm(calm: CalmStretch): TwoArmChoice {
  const dispersion = dispersionOf(calm);
  if (dispersion === undefined) return { kind: 'betting', because: 'unknown' };
  if (dispersion > MOST_DISPERSION) return { kind: 'betting', because: 'bursts', dispersion };
  if (calm.failures < FEW_FAILURES * calm.periods)
    return { kind: 'betting', because: 'few failures', dispersion };
  return { kind: 'likelihood', because: 'independent', dispersion };
}

/** The chosen procedure against "the canary's rate is at most `allowed` times control's". */
export function twoArmProcess({ kind, dispersion }: TwoArmChoice, allowed: number): EvidenceProcess {
  return kind === 'betting'
    ? bettingProcess({ allowed, bets: BETS })
    : ratioProcess({ allowed, factors: LIFTS, shares: LIFT_SHARES, dispersion: dispersion ?? 1 });
}
