import { BUCKETS, type Grant } from '../../flags/exposure.js';
import { sayPercent } from '../../plan/expressions/amounts.js';
import type { Flag, RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import type { PlannedStep } from '../planned-exposure.js';
import { expectedUnits } from '../step-exposure.js';
import type { CourseRule } from './course.js';

/** A flag may be raised neither before nor further than the flags it needs: it would be off for those ahead. */
export const checkNeeds: CourseRule = ({ plan, steps }) =>
  steps.flatMap((planned) =>
    planned.step.flags.flatMap((key, index) => {
      const flag = plan.flags[key];
      const path = [...planned.step.source, 'flags', index];
      return (flag?.needs ?? []).flatMap((name) => {
        const need = plan.flags[name];
        return flag && need ? checkNeed(plan, planned, flag, need, path) : [];
      });
    }),
  );

function checkNeed(
  plan: RolloutPlan,
  { phase, step, before, after }: PlannedStep,
  flag: Flag,
  need: Flag,
  path: PlacedProblem['path'],
): readonly PlacedProblem[] {
  const grants = after[flag.key]?.grants ?? [];
  if (!step.change || grants.length === 0 || before[flag.key]?.grants === grants) return [];
  const needed = after[need.key]?.grants ?? [];
  const problem = { severity: 'error', path } as const;
  if (needed.length === 0) {
    return [
      {
        ...problem,
        code: 'needs-first',
        found: `\`${flag.key}\` is raised in \`${step.id}\` before \`${need.key}\`, which it needs`,
        advice: `raise \`${need.key}\` in an earlier step, or in the same one`,
      },
    ];
  }
  const sameBuckets = flag.salt === need.salt;
  const isAhead = (of: readonly Grant[]) => (grant: Grant) =>
    !isEverybody(plan, of) && !isCovered(grant, of, sameBuckets) && !isIncomparable(grant, of);
  const ahead = grants.filter(isAhead(needed));
  if (ahead.length === 0) return [];
  const reached = expectedUnits(plan, grants);
  const reaches = expectedUnits(plan, needed);
  const found = `\`${flag.key}\` is raised to ${sayReach(plan, reached)} in \`${step.id}\`, while \`${need.key}\`, which it needs, is at ${sayReach(plan, reaches)}`;
  if (!ahead.some(isAhead(needed.map(({ only: _only, ...grant }) => grant)))) {
    return [
      {
        path,
        severity: 'warning',
        code: 'needs-eligible',
        found: `${found}, and only for those who were \`eligible\``,
        allowed: `the same \`eligible\` for both`,
        advice: `say \`eligible\` in \`${phase.name}\` as well`,
      },
    ];
  }
  if (sameBuckets || reached > reaches + 0.5) {
    return [
      {
        ...problem,
        code: 'needs-further',
        found,
        allowed: `those for whom \`${need.key}\` is on`,
        advice: `raise \`${need.key}\` first`,
      },
    ];
  }
  return [
    {
      ...problem,
      code: 'needs-salt',
      found: `${found}: the two have different salts, so these are not the same ${plan.audience.units}`,
      allowed: `\`${need.key}\` at 100%, or one \`salt\` for both`,
      advice: `raise \`${need.key}\` to everyone first, or give both the same \`salt\``,
    },
  ];
}

function isEverybody(plan: RolloutPlan, grants: readonly Grant[]): boolean {
  return (
    grants.every(({ only }) => only === undefined) && expectedUnits(plan, grants) >= plan.audience.size - 0.5
  );
}

/** Whether everybody whom `grant` lets in is let in by one of `needed` for sure. */
function isCovered(grant: Grant, needed: readonly Grant[], sameBuckets: boolean): boolean {
  return needed.some((other) => {
    if (other.segment !== undefined && other.segment !== grant.segment) return false;
    if (other.only !== undefined && JSON.stringify(other.only) !== JSON.stringify(grant.only)) return false;
    if (other.atMost === undefined && other.below >= BUCKETS) return true;
    if (!sameBuckets || (other.atMost !== undefined && grant.atMost === undefined)) return false;
    return other.below >= grant.below && (other.atMost ?? Infinity) >= (grant.atMost ?? 0);
  });
}

/** Segments of different names: nobody can say from the plan whether one lies in the other. */
function isIncomparable(grant: Grant, needed: readonly Grant[]): boolean {
  const inSegment = grant.segment !== undefined;
  return inSegment && needed.some(({ segment }) => segment !== undefined && segment !== grant.segment);
}

function sayReach(plan: RolloutPlan, units: number): string {
  const { size, units: noun } = plan.audience;
  return `${sayPercent(Number((units / size).toFixed(4)))} (${Math.round(units).toLocaleString('en-US')} ${noun})`;
}
