import { attributesOf } from '../expressions/segment-test.js';
import { stepsOf, type RolloutPlan } from '../rollout-plan.js';
import type { Path } from '../source/problem.js';

/** A rule that decides who is exposed, where it stands and what it is called. */
export interface ExposingRule {
  readonly say: string;
  readonly kind: 'segment' | 'eligible';
  readonly path: Path;
  /** The context attributes that it looks at, each once. */
  readonly attributes: readonly string[];
}

/** The rules of the segments that steps expose, and who is eligible in the phases. */
export function exposedBy(plan: RolloutPlan): readonly ExposingRule[] {
  const exposed = new Set(
    stepsOf(plan).flatMap(({ change }) =>
      change && 'segment' in change.exposure ? (change.exposure.segment ?? []) : [],
    ),
  );
  const segments = [...exposed].flatMap((name): readonly ExposingRule[] => {
    const segment = plan.audience.segments[name];
    if (segment?.kind !== 'where') return [];
    const path = ['audience', 'segments', name, 'where'];
    const attributes = distinct(attributesOf(segment.test));
    return [{ kind: 'segment', say: `\`${name}\` is exposed`, path, attributes }];
  });
  const eligible = plan.phases.flatMap((phase): readonly ExposingRule[] => {
    if (!phase.eligible) return [];
    const attributes = distinct(attributesOf(phase.eligible));
    const path = ['phases', phase.index, 'eligible'];
    return [{ kind: 'eligible', say: `\`${phase.name}\` exposes`, path, attributes }];
  });
  return [...segments, ...eligible];
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
