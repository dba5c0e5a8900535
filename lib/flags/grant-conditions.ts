import type { CompileInput, CompileProblem, FlagSpec } from './compile-input.js';
import { compileTest } from './compile-test.js';
import type { Condition } from './condition.js';
import { allOf } from './condition.js';
import { distinctUnits, earliestUnits } from './earliest-units.js';
import type { Grant } from './exposure.js';
import { BUCKETS } from './exposure.js';
import { context } from './rule.js';

/** A way to be let in: by a condition, and for lists by being one of these units as well. */
export interface Admission {
  readonly units?: readonly string[];
  readonly condition: Condition;
}

/** What a (valid) grant asks of a context. */
export function admissionOf(grant: Grant, flag: FlagSpec, input: CompileInput): Admission {
  const segment = grant.segment === undefined ? undefined : input.segments.get(grant.segment);
  const eligible = grant.only === undefined || compileTest(grant.only);
  const early = earlyCondition(grant.below, flag, input);
  if (segment?.kind !== 'list')
    return { condition: allOf([segment === undefined || compileTest(segment.test), early, eligible]) };
  if (grant.atMost === undefined)
    return { units: distinctUnits(segment.units), condition: allOf([early, eligible]) };
  const bucketOf = (unit: string) => input.bucketOf(unit, flag.key);
  return { units: earliestUnits(segment.units, grant.atMost, bucketOf), condition: eligible };
}

/** Contradictions in a grant; limits of AppConfig are found later, in the document. */
export function grantProblems(grant: Grant, flag: FlagSpec, input: CompileInput): CompileProblem[] {
  const segment = grant.segment === undefined ? undefined : input.segments.get(grant.segment);
  const problems: CompileProblem[] = [];
  const report = (found: string, allowed: string, advice: string) =>
    problems.push({ flag: flag.key, limit: 'grant', found, allowed, advice });
  if (grant.segment !== undefined && segment === undefined) {
    const names = [...input.segments.keys()].join(', ');
    report(
      `segment "${grant.segment}"`,
      names === '' ? 'no segment: none is defined' : `one of ${names}`,
      'define the segment or name another',
    );
  }
  if (!Number.isInteger(grant.below) || grant.below < 0 || grant.below > BUCKETS) {
    report(
      `buckets below ${grant.below}`,
      `a whole number from 0 to ${BUCKETS}`,
      'give the share in buckets of 0.0001 %',
    );
  }
  if (grant.atMost !== undefined && (!Number.isInteger(grant.atMost) || grant.atMost < 0)) {
    report(`at most ${grant.atMost} units`, 'a whole number from 0', 'give a number of units');
  }
  if (grant.atMost !== undefined && (grant.segment === undefined || segment?.kind === 'where')) {
    report(
      `at most ${grant.atMost} units of ${grant.segment === undefined ? 'the whole audience' : `segment "${grant.segment}"`}`,
      'a number of units only for segments that are lists',
      'give a share instead, or make the segment a list',
    );
  }
  return problems;
}

function earlyCondition(below: number, flag: FlagSpec, input: CompileInput): Condition {
  if (below <= 0) return false;
  if (below >= BUCKETS) return true;
  if (input.bucketing.kind === 'phasegate')
    return { kind: 'lt', left: context(flag.bucketAttribute), right: below };
  const { seed } = input.bucketing;
  return { kind: 'split', percent: below / (BUCKETS / 100), by: context(input.unitAttribute), seed };
}
