import type { BoundScenario, Fault, Gap, Habits, MetricModel } from '../local/scenario/bound-scenario.js';
import { capsOf } from '../local/scenario/caps.js';
import type { Moment } from '../local/scenario/moments.js';
import { relativeToCap, worsened, worseOf } from '../local/scenario/worse.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Course, Future } from './future.js';

/** A fault that grows has its full strength after so long. */
const GROWS_FOR_MS = 2 * 86_400_000;

/**
 * The scenario in which a future happens.
 * @param base what holds in all futures: traffic, values while all is well, hooks, drills
 */
export function futureScenario(plan: RolloutPlan, base: BoundScenario, future: Future): BoundScenario {
  const { course, seed, run } = future;
  const metrics = Object.fromEntries(
    Object.entries(base.metrics).map(([name, model]) => [name, inCourse(plan, model, course)]),
  );
  return {
    ...base,
    name: `run ${String(run)}`,
    seed,
    metrics,
    habits: Object.fromEntries(
      Object.entries(base.habits).map(([role, habits]) => [role, atPace(habits, future.pace[role])]),
    ),
    ...(course.kind === 'cloud'
      ? {
          cloud: {
            switches: { ...course.switches },
            conflicts: course.conflicts,
            throttling: course.throttling,
          },
        }
      : {}),
  };
}

function inCourse(plan: RolloutPlan, model: MetricModel, course: Course): MetricModel {
  switch (course.kind) {
    case 'fault': {
      if (!course.fault.metrics.includes(model.metric.name)) return model;
      const rampMs = course.onset === 'growing' ? GROWS_FOR_MS : 0;
      return withFault(model, {
        from: momentOf(course),
        rampMs,
        cohort: 'canary',
        worst: worstOf(plan, model, course.strength, true),
      });
    }
    case 'incident':
      return withFault(model, {
        from: momentOf(course),
        lastsMs: course.lastsMs,
        rampMs: 0,
        cohort: 'both',
        worst: worstOf(plan, model, course.strength, false),
      });
    case 'gap': {
      const { how, lastsMs } = course;
      const gap: Gap = { from: momentOf(course), lastsMs, cohort: 'both', how };
      return course.metrics.includes(model.metric.name) ? { ...model, gaps: [...model.gaps, gap] } : model;
    }
    case 'healthy':
    case 'people':
    case 'cloud':
      return model;
  }
}

function withFault(model: MetricModel, fault: Fault): MetricModel {
  return { ...model, faults: [...model.faults, fault] };
}

/** So many times as bad as while all is well; where nothing at all is wrong then, as what the plan allows. */
function worstOf(
  plan: RolloutPlan,
  { metric, base = 0 }: MetricModel,
  strength: number,
  canaryOnly: boolean,
): number {
  const worst = worsened(metric, base, strength);
  if (worst !== base) return worst;
  const caps = capsOf(plan, metric, base, canaryOnly);
  return caps ? worseOf(metric, base, relativeToCap(metric, caps.lowest, strength)) : base;
}

/** The moment at which a course changes something: so long after the first rise of a phase. */
function momentOf({ phase, afterMs }: { readonly phase: number; readonly afterMs: number }): Moment {
  return { kind: 'phase', phase, since: 'first rise', afterMs };
}

/** The same habits at another pace; who never does something does not begin to, and daily reports come when they come. */
function atPace(habits: Habits, pace: number | undefined): Habits {
  if (pace === undefined) return {};
  return {
    ...(habits.sign === undefined ? {} : { sign: pace }),
    ...(habits.tick === undefined ? {} : { tick: pace }),
    ...(habits.decide === undefined ? {} : { decide: { ...habits.decide, after: pace } }),
    ...(habits.answer === undefined ? {} : { answer: { ...habits.answer, after: pace } }),
    ...(habits.report === undefined ? {} : { report: habits.report }),
  };
}
