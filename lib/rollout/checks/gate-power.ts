import { divergence, ratioInformation, visibleFactor, waldBound } from '../../judge/power.js';
import { chanceToStop, leastStopped, POWER, type ThresholdTest } from '../../judge/threshold-power.js';
import type { AskedClaim } from './claims-of-gates.js';
import type { GateTest, Sampled } from './gate-test.js';

/** A test of which the plan says enough. */
export type KnownTest = Exclude<GateTest, { readonly kind: 'unsaid' }>;

/** What a gate can see where it is asked. Rates are those of bad outcomes. */
export interface GatePower {
  /** The smallest bad rate that it stops with the probability `POWER`; absent when not even everything bad is stopped. */
  readonly least?: number;
  /** That as a multiple of what is usual; absent where that is nothing, or not known. */
  readonly timesBase?: number;
  /** That as a multiple of what it allows; absent when it allows nothing. */
  readonly timesAllowed?: number;
  /** The probability that a healthy rollout is stopped; absent where the plan does not say what is usual. */
  readonly healthyStopped?: number;
  /** Of evidence: milliseconds until twice what is allowed is seen, on average, at best (Wald's bound). */
  readonly delayMs?: number;
}

/** What a gate can see. */
export function gatePower(test: KnownTest, { overMs }: Pick<AskedClaim, 'overMs'>): GatePower {
  const least = test.kind === 'threshold' ? leastStopped(test.test) : leastByEvidence(test);
  const { base, allowed } = test;
  const healthyStopped =
    test.kind === 'threshold' && base !== undefined ? chanceToStop(test.test, base) : undefined;
  const delayMs = test.kind === 'evidence' ? delayOfTwice(test, overMs) : undefined;
  return {
    ...(least === undefined ? {} : { least }),
    ...(least === undefined || base === undefined || base === 0 ? {} : { timesBase: least / base }),
    ...(least === undefined || allowed === 0 ? {} : { timesAllowed: least / allowed }),
    ...(healthyStopped === undefined ? {} : { healthyStopped }),
    ...(delayMs === undefined ? {} : { delayMs }),
  };
}

type Evidence = KnownTest & { readonly kind: 'evidence' };

function leastByEvidence({
  procedure,
  claim,
  worse,
  counted,
  samples,
  control,
}: Evidence): number | undefined {
  const seen = {
    canary: { counted: counted * samples, samples },
    control: { counted: counted * control, samples: control },
  };
  const factor = visibleFactor(procedure, seen, claim.judging.risk, worse);
  if (factor === undefined) return undefined;
  const rate = factor * procedure.allowed * (procedure.kind === 'two arms' ? counted : 1);
  return worse === 'above' ? Math.min(1, rate) : 1 - rate;
}

/** By Wald's bound: no test with this risk is faster on average. */
function delayOfTwice(test: Evidence, overMs: number): number | undefined {
  const { procedure, claim, worse, counted, samples, control, allowed } = test;
  if (samples <= 0 || overMs <= 0 || 2 * allowed >= 1) return undefined;
  const rate = worse === 'above' ? 2 * allowed : 1 - 2 * allowed;
  const information =
    procedure.kind === 'one arm'
      ? samples * divergence(rate, procedure.allowed)
      : ratioInformation(
          { canary: samples, control },
          { base: counted, ratio: rate / counted, allowed: procedure.allowed },
        );
  return waldBound(information, claim.judging.risk) * overMs;
}

/**
 * Whether twice what is usual is seen; `undefined` where that is nothing, no rate, or not known. A level that allows it
 * lets it pass whatever is measured.
 */
export function seesTwiceTheUsual(test: KnownTest): boolean | undefined {
  const { base, allowed } = test;
  const isNumber = test.kind === 'threshold' && test.test.kind === 'events';
  if (base === undefined || base === 0 || (!isNumber && 2 * base >= 1)) return undefined;
  if (allowed >= 2 * base) return false;
  if (test.kind === 'threshold') return chanceToStop(test.test, 2 * base) >= POWER;
  const least = leastByEvidence(test);
  return least !== undefined && least <= 2 * base;
}

/** Whether a threshold lets twice what it allows pass with more than 1 - `POWER`; nothing where twice is no rate. */
export function isBlindToTwice(test: Sampled & { readonly test: ThresholdTest }): boolean {
  const twice = 2 * test.allowed;
  if (test.allowed === 0 || (test.test.kind !== 'events' && twice >= 1)) return false;
  return chanceToStop(test.test, twice) < POWER;
}

/** With more samples than so many times as many, nobody has them. */
const MOST_TIMES = 1e6;

/** How many times as many samples would see twice what is allowed; `undefined` when no number would. */
export function timesToSeeTwice(scaled: (times: number) => GateTest): number | undefined {
  const isBlind = (times: number): boolean => {
    const test = scaled(times);
    return test.kind !== 'threshold' || isBlindToTwice(test);
  };
  let high = 1;
  while (isBlind(high)) {
    high *= 2;
    if (high > MOST_TIMES) return undefined;
  }
  let low = high / 2;
  for (let step = 0; step < 20; step += 1) {
    const middle = (low + high) / 2;
    if (isBlind(middle)) low = middle;
    else high = middle;
  }
  return high;
}
