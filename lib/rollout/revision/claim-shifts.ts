import { sideOf } from '../../plan/expressions/comparison.js';
import type { Claim, Hold, Judging, Level } from '../../plan/expressions/condition.js';
import { isSame } from './is-same.js';

/** Whether the changed part of a claim makes it harder or easier to hold. */
type ClaimShift = 'stronger' | 'weaker' | 'other' | 'same';

/** How the level that a claim compares with has moved: `errors < 1%` is stronger than `errors < 2%`. */
export function limitShift(before: Claim, after: Claim): ClaimShift {
  if (before.comparison === after.comparison && isSame(before.level, after.level)) return 'same';
  const [was, is] = [figureOf(before.level), figureOf(after.level)];
  const [side, sideAfter] = [sideOf(before.comparison), sideOf(after.comparison)];
  if (side === undefined || side !== sideAfter || was.kind !== is.kind) return 'other';
  if (was.value !== is.value) return is.value < was.value === (side === 'below') ? 'stronger' : 'weaker';
  // `<` asks for more than `<=`.
  return after.comparison.length < before.comparison.length ? 'stronger' : 'weaker';
}

/** The figure of a level, and all else that must be equal for two of them to be compared. */
function figureOf(level: Level): { readonly kind: string; readonly value: number } {
  switch (level.kind) {
    case 'fixed':
      return { kind: `fixed ${level.quantity.unit}`, value: level.quantity.value };
    case 'relative':
      return { kind: `of ${level.reference}`, value: level.factor };
    case 'count':
      return { kind: `of ${String(level.of)} samples`, value: level.good };
  }
}

/** How the time has changed through which a claim must have held. */
export function holdShift(before: Hold | undefined, after: Hold | undefined): ClaimShift {
  if (isSame(before, after)) return 'same';
  if (!before) return 'stronger';
  if (!after) return 'weaker';
  if (before.kind === 'throughout' && after.kind === 'throughout')
    return after.ms > before.ms ? 'stronger' : 'weaker';
  if (before.kind === 'periods' && after.kind === 'periods') {
    if (after.atLeast >= before.atLeast && after.of <= before.of) return 'stronger';
    if (after.atLeast <= before.atLeast && after.of >= before.of) return 'weaker';
  }
  return 'other';
}

/** How the number of samples has changed below which nothing is decided. */
export function samplesShift(before: Claim['samples'], after: Claim['samples']): ClaimShift {
  if (isSame(before, after)) return 'same';
  if (!before) return 'stronger';
  if (!after) return 'weaker';
  if (before.noun !== after.noun) return 'other';
  return after.atLeast > before.atLeast ? 'stronger' : 'weaker';
}

/** How the evidence has changed that it takes: with a higher risk of being wrong, less is enough. */
export function judgingShift(before: Judging | undefined, after: Judging | undefined): ClaimShift {
  if (!before || !after) return before === after ? 'same' : 'other';
  const riskOf = ({ as, risk, falseGo, sharedBy }: Judging): number =>
    as === 'gate' ? falseGo : risk * sharedBy;
  const [was, is] = [riskOf(before), riskOf(after)];
  // A part of a risk, times the parts, is off by the last bits.
  if (Math.abs(was - is) <= 1e-12) return 'same';
  return is > was ? 'weaker' : 'stronger';
}
