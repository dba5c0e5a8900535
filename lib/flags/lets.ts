import type { CompileInput } from './compile-input.js';
import type { FlagContext } from './context.js';
import { distinctUnits, earliestUnits } from './earliest-units.js';
import type { Grant } from './exposure.js';
import { BUCKETS } from './exposure.js';
import { segmentHolds } from './segment-holds.js';
import { splits } from './split.js';
import { wellFormed } from './well-formed.js';

/** What a grant is judged by: one flag of a plan. */
export interface GrantScope extends Pick<CompileInput, 'segments' | 'bucketing' | 'bucketOf'> {
  readonly flag: string;
}

/** Whether a unit is let in, given the context attributes that segments ask for. */
export type GrantTest = (unit: string, context: FlagContext) => boolean;

/**
 * Whether a grant lets a unit in, computed directly, without a document: what documents must agree with.
 * @throws RangeError when the grant names an unknown segment, or limits a segment that is no list to a number of units.
 */
export function lets(grant: Grant, scope: GrantScope, unit: string, context: FlagContext): boolean {
  return prepareGrants([grant], scope)(unit, context);
}

/** Whether any of the grants lets a unit in, for many units: lists are ranked once. */
export function prepareGrants(grants: readonly Grant[], scope: GrantScope): GrantTest {
  const tests = grants.map((grant) => prepareGrant(grant, scope));
  return (unit, context) => tests.some((test) => test(unit, context));
}

function prepareGrant(grant: Grant, scope: GrantScope): GrantTest {
  const inSegment = membership(grant, scope);
  const { only, below } = grant;
  const eligible: GrantTest = (_unit, context) => only === undefined || segmentHolds(only, context);
  const early: GrantTest = grant.atMost === undefined ? (unit) => isEarly(below, scope, unit) : () => true;
  return (unit, context) => inSegment(unit, context) && early(unit, context) && eligible(unit, context);
}

function isEarly(below: number, scope: GrantScope, unit: string): boolean {
  if (below >= BUCKETS) return true;
  if (scope.bucketing.kind === 'phasegate') return scope.bucketOf(unit, scope.flag) < below;
  return splits(below / (BUCKETS / 100), scope.bucketing.seed, unit);
}

function membership(grant: Grant, scope: GrantScope): GrantTest {
  const segment = grant.segment === undefined ? undefined : scope.segments.get(grant.segment);
  if (grant.segment !== undefined && segment === undefined)
    throw new RangeError(`there is no segment "${grant.segment}"`);
  if (segment?.kind === 'list') {
    const { units } = segment;
    const members =
      grant.atMost === undefined
        ? distinctUnits(units)
        : earliestUnits(units, grant.atMost, (unit) => scope.bucketOf(unit, scope.flag));
    const set = new Set(members);
    return (unit) => set.has(wellFormed(unit));
  }
  if (grant.atMost !== undefined)
    throw new RangeError('only a grant of a list segment can be limited to a number of units');
  return segment === undefined ? () => true : (_unit, context) => segmentHolds(segment.test, context);
}
