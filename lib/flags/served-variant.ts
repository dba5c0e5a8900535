import type { FlagResult } from './evaluate.js';
import { allows, NEXT, servedInstead, variantOf } from './variant-names.js';

/** What a unit gets of one flag, both lanes considered. */
export interface ServedVariant {
  readonly variant: string;
  /** `canary` when it is served another variant than the old one. */
  readonly cohort: 'canary' | 'control';
  /** The next step exposes the unit; until then it is part of control. */
  readonly next?: true;
  readonly why: string;
}

/**
 * What a client does with its two reads: exposure = min(rise, cap). A unit gets a new variant only if the rise lane
 * gives it one and the brake lane is enabled for it; the brake lane may name the variant (`allowed:<variant>`).
 * Whatever is missing or disabled leaves the unit with the old variant, whose values the application has in its code.
 */
export function servedVariant(rise: FlagResult, brake: FlagResult, oldVariant: string): ServedVariant {
  const risen = rise.variant === undefined ? oldVariant : variantOf(rise.variant);
  if (risen === NEXT)
    return { variant: oldVariant, cohort: 'control', next: true, why: `rise lane: ${rise.why}` };
  if (!rise.enabled || risen === oldVariant)
    return { variant: oldVariant, cohort: 'control', why: `rise lane: ${rise.why}` };
  if (!brake.enabled || brake.variant === undefined || !allows(brake.variant)) {
    return { variant: oldVariant, cohort: 'control', why: `brake lane: ${brake.why}` };
  }
  const variant = servedInstead(brake.variant) ?? risen;
  return {
    variant,
    cohort: variant === oldVariant ? 'control' : 'canary',
    why: `rise lane: ${rise.why}; brake lane: ${brake.why}`,
  };
}
