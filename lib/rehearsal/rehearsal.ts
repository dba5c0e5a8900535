import { EmbeddedEngine } from '../local/embedded-engine.js';
import { segmentsThatMatter } from '../local/audience/strata.js';
import type { BoundScenario } from '../local/scenario/bound-scenario.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
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

/** Many runs of one plan, each in a future of its own. The n-th run is the same whoever makes it, and when. */
export class Rehearsal {
  readonly plan: RolloutPlan;
  readonly kinds: readonly FaultKind[];
  readonly #base: BoundScenario;
  readonly #spread: Spread;

  private constructor(
    private readonly job: RehearsalJob,
    spread: Omit<Spread, 'phases'>,
    phases: Spread['phases'],
  ) {
    this.plan = rehearsedPlan(job.plan);
    this.kinds = spread.kinds;
    this.#base = rehearsedScenario(this.plan, job.base);
    this.#spread = { ...spread, phases };
  }

  /** Carries the plan out once in which all is well, to know how long its phases last. */
  static async of(job: RehearsalJob): Promise<Rehearsal> {
    const { seed, only, plan } = job;
    const spread = { plan, kinds: faultKinds(plan, job.base), seed, ...(only ? { only } : {}) };
    const blank = new Rehearsal(job, spread, []);
    const { phases } = await blank.#carryOut({
      run: -1,
      seed,
      course: { kind: 'healthy' },
      pace: hourly(plan),
    });
    const known = plan.phases.flatMap(({ name, index }) => {
      const lengthMs = phases[name];
      return lengthMs === undefined ? [] : [{ index, lengthMs }];
    });
    return new Rehearsal(job, spread, known);
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
    return this.#carryOut(this.future(run));
  }

  async #carryOut(future: Future): Promise<RunRecord> {
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

/** Everybody takes an hour. */
function hourly({ roles }: RolloutPlan): Future['pace'] {
  return Object.fromEntries(Object.keys(roles).map((role) => [role, 3_600_000]));
}

/** Stands for healthy runs alone. */
export const NO_FAULT = 'none';

/** Names that a rehearsal can be confined to. */
export function courseNames(kinds: readonly FaultKind[]): readonly string[] {
  return [NO_FAULT, ...kinds.map(({ name }) => name)];
}
