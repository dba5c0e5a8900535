import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { unitsOfFlags, type PlannedStep } from '../planned-exposure.js';
import { expectedUnits, floorOf } from '../step-exposure.js';
import type { CourseRule } from './course.js';

/** Steps that cannot reach their floor, and steps and phases that expose nobody new. */
export const checkRises: CourseRule = ({ plan, steps }) => [
  ...steps.flatMap((planned) => checkFloor(plan, planned)),
  ...checkGrowth(plan, steps),
];

function checkFloor(plan: RolloutPlan, { step, after }: PlannedStep): readonly PlacedProblem[] {
  const floor = floorOf(plan, step);
  const most = unitsOfFlags(plan, after, step.flags);
  if (floor === 0 || floor <= most + 0.5 || !step.change) return [];
  const { units } = plan.audience;
  return [
    {
      severity: 'error',
      code: 'floor',
      path: [...step.source, step.change.mode],
      found: `\`${step.change.exposure.text}\`: at least ${String(floor)} ${units}, and only about ${String(Math.round(most))} can be reached`,
      allowed: `a floor of at most ${String(Math.floor(most))} ${units}`,
      advice: 'lower the floor, or draw from a larger segment',
    },
  ];
}

function checkGrowth(plan: RolloutPlan, steps: readonly PlannedStep[]): readonly PlacedProblem[] {
  return plan.phases.flatMap((phase): readonly PlacedProblem[] => {
    const rises = steps.filter(
      ({ step }) => step.phase === phase.index && step.change && step.change.exposure.kind !== 'nobody',
    );
    const idle = rises.filter((planned) => addsNobody(plan, planned));
    if (
      rises.length > 0 &&
      idle.length === rises.length &&
      phase.steps.every((step) => step.serve === undefined)
    ) {
      return [
        {
          severity: 'warning',
          code: 'no-rise',
          path: ['phases', phase.index, 'name'],
          found: `the phase \`${phase.name}\`, which exposes nobody who is not exposed before it`,
          advice: 'raise what its steps expose, or leave the exposures out of it',
        },
      ];
    }
    return idle.map(({ step, before }) => ({
      severity: 'warning',
      code: 'no-rise',
      path: [...step.source, step.change?.mode ?? 'expose'],
      found: `\`${step.change?.exposure.text ?? ''}\`, which exposes nobody new: about ${String(Math.round(unitsOfFlags(plan, before, step.flags)))} ${plan.audience.units} are exposed already`,
      advice: 'expose more, or say `add:` for those who come in addition',
    }));
  });
}

/** Whether each flag exposes exactly what it did, or everybody already. */
function addsNobody(plan: RolloutPlan, { step, before, after }: PlannedStep): boolean {
  return step.flags.every((flag) => {
    if (JSON.stringify(before[flag]) === JSON.stringify(after[flag])) return true;
    const unconditional = before[flag]?.grants.filter(({ only }) => only === undefined) ?? [];
    return (
      before[flag]?.variant === after[flag]?.variant &&
      expectedUnits(plan, unconditional) >= plan.audience.size - 0.5
    );
  });
}
