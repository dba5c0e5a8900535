import { LEAST_CONTROL_SAMPLES } from '../judge-claim.js';
import type { ClaimData } from '../reading.js';
import type { JudgedClaim } from './criterion-look.js';

/**
 * Whether the plain comparison of an alarm has no say, because it is about control, and both cohorts were heard in the
 * newest period: then evidence alone decides.
 * @param periods what was measured in its periods
 */
export function plainIsMoot({ judging, level }: JudgedClaim, periods: ClaimData): boolean {
  if (judging.as !== 'alarm' || level.kind !== 'relative' || level.reference !== 'control') return false;
  if (periods.kind !== 'measured') return false;
  const canary = periods.subject[0]?.readings.at(-1);
  const control = periods.control?.[0]?.readings.at(-1);
  const isHeard = canary?.kind === 'value' && canary.samples >= 1;
  return isHeard && control?.kind === 'value' && control.samples >= LEAST_CONTROL_SAMPLES;
}
