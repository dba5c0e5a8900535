import { EmbeddedEngine } from '../local/embedded-engine.js';
import { segmentsThatMatter } from '../local/audience/strata.js';
import type { BoundScenario } from '../local/scenario/bound-scenario.js';
import { isExposing, type RolloutPlan } from '../plan/rollout-plan.js';
import type { Instant } from '../runtime/ports.js';
import { CourseWatcher } from './course-watcher.js';
import { drawFuture, type Spread } from './draw-future.js';
import { faultKinds } from './fault-kinds.js';
import type { FaultKind, Future } from './future.js';
import { futureScenario } from './future-scenario.js';
import { rehearsedPlan, rehearsedScenario } from './rehearsed-plan.js';
import type { RunRecord } from './run-record.js';

/** What is rehearsed. Plain data: it is handed to the workers. */
export interface RehearsalJob {
  readonly plan: RolloutPlan;
  /** What holds in all futures: traffic, values while all is well, hooks, drills, reports. */
  readonly base: BoundScenario;
  /** Local midnight of the first day of week 1. */
  readonly startsAt: Instant;
  readonly seed: number;
  readonly only?: Spread['only'];
  /** A run ends when nothing has moved for so long although its time has come; milliseconds. */
  readonly patienceMs: number;
}

/** A phase in which faults can come, with how long it lasts from its first rise; milliseconds. */
export type ExposingPhase = Spread['phases'][number];

/** Many runs of one plan, each in a future of its own. The n-th run is the same whoever makes it, and when. */
export class Rehearsal {
  readonly plan: RolloutPlan;
  readonly kinds: readonly FaultKind[];
  readonly #base: BoundScenario;
  readonly #spread: Spread;

  /** @param phases of `exposingPhases` */
  constructor(
    private readonly job: RehearsalJob,
    phases: readonly ExposingPhase[],
  ) {
    const { plan, base, seed, only } = job;
    this.plan = rehearsedPlan(plan);
    this.kinds = faultKinds(plan, base);
    this.#base = rehearsedScenario(this.plan, base);
    this.#spread = { plan, kinds: this.kinds, phases, seed, ...(only ? { only } : {}) };
  }

  static async of(job: RehearsalJob): Promise<Rehearsal> {
    return new Rehearsal(job, await exposingPhases(job));
  }

  /** The future of a run. */
  future(run: number): Future {
    return drawFuture(this.#spread, run);
  }

  /** The scenario of a run, for carrying it out with the whole plan and all its evidence. */
  scenario(run: number): BoundScenario {
    return futureScenario(this.job.plan, this.job.base, this.future(run));
  }

  async run(run: number): Promise<RunRecord> {
    return this.carryOut(this.future(run));
  }

  /** Carries the plan out in a future. */
  async carryOut(future: Future): Promise<RunRecord> {
    const { job, plan } = this;
    const watcher = new CourseWatcher(plan, future);
    const scenario = futureScenario(plan, this.#base, future);
    const engine = new EmbeddedEngine({
      plan,
      planHash: '',
      scenario,
      startsAt: job.startsAt,
      patienceMs: job.patienceMs,
      segments: segmentsThatMatter(job.plan, scenario),
      detail: 'bare',
      onTransition: (record, state) => {
        watcher.happened(record, state);
      },
      onExposure: (at, snapshot, audience) => {
        watcher.exposed(at, snapshot, audience);
      },
    });
    return watcher.record(await engine.run());
  }
}

/**
 * The phases in which faults can come. How long they last is seen in one run in which all is well and nothing is left to
 * chance; of phases that it does not leave, it is what their steps take at least.
 */
export async function exposingPhases(job: RehearsalJob): Promise<readonly ExposingPhase[]> {
  const quiet = new Rehearsal({ ...job, base: { ...job.base, noise: 'none' } }, []);
  const { phases } = await quiet.carryOut({
    run: -1,
    seed: job.seed,
    course: { kind: 'healthy' },
    pace: hourly(job.plan),
  });
  return job.plan.phases
    .filter(({ steps }) => steps.some(isExposing))
    .map(({ name, index, steps }) => ({
      index,
      lengthMs:
        phases[name] ??
        steps.reduce((sum, step) => sum + step.soakMs + step.bakeMs + (step.spread?.overMs ?? 0), HOUR),
    }));
}

const HOUR = 3_600_000;

/** Everybody takes an hour. */
function hourly({ roles }: RolloutPlan): Future['pace'] {
  return Object.fromEntries(Object.keys(roles).map((role) => [role, HOUR]));
}

/** Stands for healthy runs alone. */
export const NO_FAULT = 'none';

/** Names that a rehearsal can be confined to. */
export function courseNames(kinds: readonly FaultKind[]): readonly string[] {
  return [NO_FAULT, ...kinds.map(({ name }) => name)];
}
