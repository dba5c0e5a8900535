import type { Claim } from '../plan/expressions/condition.js';
import type { Finding } from './finding.js';

/**
 * Whether what was found in the newest window alone is what all windows together would say. A claim that must hold in
 * every window is refuted by one of them; no other truth can be known from one window.
 */
export function newestWindowDecides(claim: Claim, finding: Finding): boolean {
  const { hold } = claim;
  if (!hold) return true;
  const inEveryWindow = hold.kind !== 'periods' || hold.atLeast === hold.of;
  return inEveryWindow && finding.truth === 'no';
}
