import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Reports } from '../../plan/compile/reports.js';
import type { Path } from '../../plan/source/problem.js';
import type { PhaseReference } from './expressions.js';
import type { Moment } from './moments.js';
import type { MomentFile } from './scenario-file.js';

const DAY = 86_400_000;

/** Turns the moments of a scenario into those of a plan. */
export function bindMoment(source: MomentFile, plan: RolloutPlan, path: Path, reports: Reports): Moment {
  const afterMs = source.after ?? 0;
  if (source.phase === undefined) {
    if (source.from !== undefined) {
      reports.error([...path, 'from'], {
        code: 'moment',
        atKey: true,
        found: '`from` without `phase`',
        allowed: '`from` says what `after` counts from in a phase',
        advice: 'add `phase:`, or leave `from` out',
      });
    }
    return { kind: 'rollout', afterMs: afterMs + ((source.day ?? 1) - 1) * DAY };
  }
  if (source.day !== undefined) {
    reports.error([...path, 'day'], {
      code: 'moment',
      atKey: true,
      found: '`day` and `phase`',
      allowed: 'one of them: days count from the start of the rollout',
      advice: 'say the time within the phase with `after: 1d`',
    });
  }
  const phase = bindPhase(source.phase, plan, [...path, 'phase'], reports);
  const since = exposes(plan, phase) ? (source.from ?? 'first rise') : 'entry';
  return { kind: 'phase', phase, since, afterMs };
}

/**
 * The index of a phase: by name, or the n-th that exposes somebody in the environment where the rollout ends (the last,
 * when there are fewer): what fails in a staging environment has failed before a user was touched.
 */
export function bindPhase(phase: PhaseReference, plan: RolloutPlan, path: Path, reports: Reports): number {
  const names = plan.phases.map(({ name }) => name);
  if (typeof phase === 'string') {
    reports.knows(path, 'phase', phase, names);
    return Math.max(0, names.indexOf(phase));
  }
  const last = plan.phases.at(-1)?.environment;
  const exposing = plan.phases.filter(
    ({ index, environment }) => environment === last && exposes(plan, index),
  );
  return exposing[phase - 1]?.index ?? exposing.at(-1)?.index ?? plan.phases.length - 1;
}

function exposes(plan: RolloutPlan, phase: number): boolean {
  const raises = (text: string | undefined) => text !== undefined && text !== 'nobody';
  return plan.phases[phase]?.steps.some((step) => raises(step.change?.exposure.kind)) ?? false;
}
