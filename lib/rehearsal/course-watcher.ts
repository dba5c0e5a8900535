import type { ExposureSnapshot, SimulatedAudience } from '../local/audience.js';
import type { EngineResult } from '../local/embedded-engine.js';
import { lowers } from '../plan/expressions/lowers.js';
import { gatesOf, type RolloutPlan, type Trigger } from '../plan/rollout-plan.js';
import type { EvidenceRecord } from '../rollout/evidence.js';
import { phaseAt } from '../rollout/place.js';
import type { Instant, RolloutState } from '../rollout/state.js';
import type { Course, Future } from './future.js';
import { Reach } from './reach.js';
import { metricsOf } from './rehearsed-plan.js';
import type { Catch, RunRecord } from './run-record.js';
import { waitingFor, type Cause } from './waiting.js';

/** Watches one run, and keeps what a rehearsal wants to know of it. */
export class CourseWatcher {
  readonly #reach = new Reach();
  readonly #firstRise = new Map<number, Instant>();
  readonly #phases: Record<string, number> = {};
  readonly #waited: Partial<Record<Cause, number>> = {};
  readonly #asked = new Set<string>();
  readonly #refused = new Set<string>();
  /** All that noticed something, in order. */
  readonly #catches: Catch[] = [];
  readonly #gates: ReadonlyMap<string, 'reverts' | 'holds'>;
  /** By whoever can notice something: the metrics that it looks at. */
  readonly #metrics: ReadonlyMap<string, ReadonlySet<string>>;
  #before: { readonly state: RolloutState; readonly cause: Cause | undefined } | undefined;
  #startedAt: Instant | undefined;

  constructor(
    private readonly plan: RolloutPlan,
    private readonly future: Future,
  ) {
    this.#gates = new Map(
      gatesOf(plan).map(({ id, otherwise }) => [id, otherwise.startsWith('revert') ? 'reverts' : 'holds']),
    );
    this.#metrics = new Map([
      ...gatesOf(plan).map(({ id, all, any }) => [`gate ${id}`, metricsOf([...all, ...any])] as const),
      ...plan.triggers.map(({ name, when }) => [`trigger ${name}`, metricsOf([when])] as const),
    ]);
  }

  exposed(at: Instant, snapshot: ExposureSnapshot, audience: SimulatedAudience): void {
    this.#reach.add(at, snapshot, audience);
  }

  happened({ at, happenings }: EvidenceRecord, state: RolloutState): void {
    this.#startedAt ??= at;
    const before = this.#before;
    this.#waitUntil(at);
    for (const trigger of this.plan.triggers) {
      const firedAt = state.triggers[trigger.name]?.firedAt;
      if (firedAt !== undefined && firedAt !== before?.state.triggers[trigger.name]?.firedAt)
        this.#catches.push({ by: `trigger ${trigger.name}`, does: deedOf(trigger), at });
    }
    for (const { gate } of happenings) {
      if (!gate) continue;
      this.#asked.add(gate.id);
      if (gate.verdict !== 'go') this.#refused.add(gate.id);
      if (gate.verdict === 'no-go')
        this.#catches.push({ by: `gate ${gate.id}`, does: this.#gates.get(gate.id) ?? 'holds', at });
    }
    for (const { kind } of happenings)
      if (kind === 'rolled back') this.#catches.push({ by: 'AppConfig', does: 'reverts', at });
    this.#notePhases(state);
    this.#before = { state, cause: waitingFor(this.plan, state, at) };
  }

  #waitUntil(at: Instant): void {
    const before = this.#before;
    if (before?.cause) this.#waited[before.cause] = (this.#waited[before.cause] ?? 0) + at - before.state.at;
  }

  #notePhases(state: RolloutState): void {
    const { phaseFirstExposureAt } = state.times;
    const phase = phaseAt(this.plan, state.control);
    const isInside = state.control.mode !== 'running' || state.control.position.stage !== 'entry';
    if (phaseFirstExposureAt !== undefined && isInside && !this.#firstRise.has(phase.index))
      this.#firstRise.set(phase.index, phaseFirstExposureAt);
    for (const { name, index } of this.plan.phases) {
      const left = state.told[`left/${name}`];
      const rose = this.#firstRise.get(index);
      if (left !== undefined && rose !== undefined) this.#phases[name] ??= left - rose;
    }
  }

  record({ outcome, at, state }: EngineResult): RunRecord {
    this.#waitUntil(at);
    const onsetAt = this.#onset(state);
    const since = onsetAt ?? 0;
    const caught = this.#catches.find((one) => one.at >= since && this.#looksAtIt(one));
    const isFault = this.future.course.kind === 'fault';
    const from = isFault ? (caught?.at ?? Infinity) : since;
    const timing = state.timings.find((one) => one.decidedAt >= from);
    const by =
      this.#catches.filter((one) => one.does === 'reverts' && one.at <= (timing?.decidedAt ?? 0)).at(-1)
        ?.by ?? caught?.by;
    const fallen = timing && this.#reach.fellSince(timing.decidedAt);
    const until = fallen ?? at + 1;
    // Whom only a later decision puts back was not put back by this one.
    const later = timing && state.timings.find((one) => one.decidedAt > timing.decidedAt)?.decidedAt;
    const back = fallen === undefined ? undefined : this.#reach.backSince(since, fallen);
    const backAt = back !== undefined && back <= (later ?? Infinity) ? back : undefined;
    const completedAt = state.times.completedAt;
    return {
      future: this.future,
      outcome,
      startedAt: this.#startedAt ?? at,
      endedAt: at,
      ...(completedAt === undefined ? {} : { completedAt }),
      ...(onsetAt === undefined ? {} : { onsetAt }),
      ...(caught ? { caught } : {}),
      ...(timing && by !== undefined
        ? { reverted: { by, decidedAt: timing.decidedAt, ...(backAt === undefined ? {} : { backAt }) } }
        : {}),
      reached: this.#reach.unitsWithin(since, until),
      phases: this.#phases,
      waited: this.#waited,
      asked: [...this.#asked],
      refused: [...this.#refused],
      fired: [
        ...new Set(
          this.#catches.flatMap(({ by: who }) => (who.startsWith('trigger ') ? [who.slice(8)] : [])),
        ),
      ],
    };
  }

  /** Whether who noticed something looks at what the fault makes worse: others are wrong by chance. */
  #looksAtIt({ by }: Catch): boolean {
    const { course } = this.future;
    if (course.kind !== 'fault') return true;
    const asked = this.#metrics.get(by);
    return asked === undefined || course.fault.metrics.some((metric) => asked.has(metric));
  }

  #onset(state: RolloutState): Instant | undefined {
    const begins = beginOf(this.future.course);
    const rose = begins && this.#firstRise.get(begins.phase);
    if (!begins || rose === undefined) return undefined;
    const at = rose + begins.afterMs;
    return at <= state.at ? at : undefined;
  }
}

function beginOf(course: Course): { readonly phase: number; readonly afterMs: number } | undefined {
  return 'afterMs' in course ? course : undefined;
}

/** The strongest thing that a trigger does to exposure by itself, or when it is told yes. */
function deedOf({ then }: Trigger): Catch['does'] {
  if (then.some(({ act }) => lowers(act))) return 'reverts';
  return then.some(({ act }) => act.kind === 'pause') ? 'holds' : 'tells';
}
