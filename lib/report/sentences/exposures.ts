import { sayPercent } from '../../plan/expressions/amounts.js';
import type { Amount } from '../../plan/expressions/exposure.js';
import type { Audience, Step } from '../../plan/rollout-plan.js';
import { sayNumber } from './amounts.js';

/** Whom a step exposes, as its author said it: `104 users of segment simple`, `another 40% of those not yet exposed`. */
export function sayExposure(change: NonNullable<Step['change']>, audience: Audience): string {
  const { exposure, mode } = change;
  const more = mode === 'add' ? 'another ' : '';
  switch (exposure.kind) {
    case 'nobody':
      return 'nobody yet';
    case 'everyone':
      return 'everybody';
    case 'segment':
      return `the whole segment ${exposure.segment}`;
    case 'remaining':
      return `${more}${sayAmountAs(exposure.amount, audience)} of those not exposed when the phase was entered`;
    case 'share':
      return `${more}${sayAmountAs(exposure.amount, audience)} of ${exposure.segment === undefined ? 'everybody' : `segment ${exposure.segment}`}`;
    case 'drawn':
      return `${more}${sayAmountAs(exposure.amount, audience)} of everybody, all from segment ${exposure.segment}`;
  }
}

function sayAmountAs(amount: Amount, audience: Audience): string {
  if (amount.kind === 'percent') {
    return amount.upTo === undefined
      ? sayPercent(amount.fraction)
      : `${sayPercent(amount.fraction)} to ${sayPercent(amount.upTo)}`;
  }
  const noun = amount.units === 1 && amount.upTo === undefined ? audience.unit : audience.units;
  return amount.upTo === undefined
    ? `${sayNumber(amount.units)} ${noun}`
    : `${sayNumber(amount.units)} to ${sayNumber(amount.upTo)} ${noun}`;
}
