import type { Grant } from './exposure.js';
import { BUCKETS } from './exposure.js';

/** The grants without those that let nobody in whom another does not let in anyway. */
export function withoutSubsumed(grants: readonly Grant[]): Grant[] {
  return grants.filter(
    (grant, index) =>
      !grants.some(
        (other, at) => at !== index && covers(other, grant) && (at < index || !covers(grant, other)),
      ),
  );
}

/** The grants without those that let nobody in who is not in by `present` already. */
export function grantsBeyond(present: readonly Grant[], grants: readonly Grant[]): Grant[] {
  return grants.filter((grant) => !present.some((other) => covers(other, grant)));
}

/** Whether `wide` certainly lets in everybody whom `narrow` lets in. */
function covers(wide: Grant, narrow: Grant): boolean {
  if (wide.segment !== undefined && wide.segment !== narrow.segment) return false;
  if (wide.only !== undefined && JSON.stringify(wide.only) !== JSON.stringify(narrow.only)) return false;
  if (wide.atMost !== undefined) return narrow.atMost !== undefined && wide.atMost >= narrow.atMost;
  return narrow.atMost === undefined ? wide.below >= narrow.below : wide.below >= BUCKETS;
}
