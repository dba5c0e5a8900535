import { lowers } from '../plan/expressions/lowers.js';
import { gatesOf, type RolloutPlan } from '../plan/rollout-plan.js';
import { STRENGTHS, type Course, type FaultKind } from './future.js';
import { proportion, runsNeeded, type Proportion } from './proportion.js';
import { quantilesOf } from './quantiles.js';
import type { FaultView, OtherView, RehearsalView } from './rehearsal-view.js';
import type { RunRecord } from './run-record.js';
import { CAUSES } from './waiting.js';

/** The risk of a false revert that a plan without one is held to. */
const DEFAULT_RISK = 0.001;

/** Puts the records of a rehearsal together; they are taken in the order of their runs. */
export function viewRecords(
  plan: RolloutPlan,
  kinds: readonly FaultKind[],
  seed: number,
  records: readonly RunRecord[],
): RehearsalView {
  const faults = records.filter(({ future }) => future.course.kind === 'fault');
  const healthy = records.filter(({ future }) => future.course.kind === 'healthy');
  const names = kinds.map(({ name }) => name).filter((name) => faults.some((one) => isOf(one, name)));
  const calendar = calendarOf(records);
  return {
    rollout: plan.rollout,
    ...(plan.summary === undefined ? {} : { summary: plan.summary }),
    timezone: plan.timezone,
    units: plan.audience.units,
    size: plan.audience.size,
    phases: plan.phases
      .filter(({ index }) => faults.some((one) => phaseOf(one) === index))
      .map(({ name }) => name),
    seed,
    runs: records.length,
    ...(healthy.length > 0 ? { healthy: healthyOf(plan, healthy) } : {}),
    faults: names.map((fault) =>
      faultView(
        faults.filter((one) => isOf(one, fault)),
        fault,
      ),
    ),
    cells: names.flatMap((fault) =>
      plan.phases.flatMap(({ name, index }) => {
        const of = faults.filter((one) => isOf(one, fault, index));
        return of.length > 0 ? [{ ...faultView(of, fault), phase: name }] : [];
      }),
    ),
    strengths: STRENGTHS.flatMap((strength) => {
      const of = felt(faults).filter(
        ({ future: { course } }) => course.kind === 'fault' && course.strength === strength,
      );
      return of.length > 0 ? [{ strength, caught: share(of, isCaught) }] : [];
    }),
    others: (['incident', 'gap', 'people', 'cloud'] as const).flatMap((course) => {
      const all = records.filter(({ future }) => future.course.kind === course);
      const of = course === 'incident' || course === 'gap' ? felt(all) : all;
      return of.length > 0 ? [otherView(of, course)] : [];
    }),
    ...(calendar ? { calendar } : {}),
    ...idleOf(plan, records),
    worst: names.flatMap((fault) => {
      const of = felt(faults).filter((one) => isOf(one, fault) && one.reverted);
      const worst = of.toSorted((one, other) => other.reached - one.reached)[0];
      return worst ? [{ fault, run: worst.future.run, reached: worst.reached }] : [];
    }),
  };
}

function isOf({ future: { course } }: RunRecord, fault: string, phase?: number): boolean {
  return (
    course.kind === 'fault' && course.fault.name === fault && (phase === undefined || course.phase === phase)
  );
}

function phaseOf({ future: { course } }: RunRecord): number | undefined {
  return course.kind === 'fault' ? course.phase : undefined;
}

/** Runs that came as far as the fault. */
function felt(records: readonly RunRecord[]): readonly RunRecord[] {
  return records.filter(({ onsetAt }) => onsetAt !== undefined);
}

function isCaught({ caught }: RunRecord): boolean {
  return caught !== undefined;
}

function isReverted({ reverted }: RunRecord): boolean {
  return reverted !== undefined;
}

function share(records: readonly RunRecord[], holds: (record: RunRecord) => boolean): Proportion {
  return proportion(records.filter(holds).length, records.length);
}

function healthyOf(plan: RolloutPlan, records: readonly RunRecord[]): RehearsalView['healthy'] {
  const reverted = share(records, isReverted);
  const risk = riskOf(plan);
  const needed = runsNeeded(risk);
  return {
    completed: share(records, ({ outcome }) => outcome === 'completed'),
    reverted,
    by: frequent(records.flatMap((one) => one.reverted?.by ?? [])),
    alarmed: share(records, ({ fired }) => fired.length > 0),
    alarmedBy: frequent(records.flatMap(({ fired }) => fired)),
    ...(canRevert(plan) && reverted.high > risk && reverted.low <= risk
      ? { needed: { risk, runs: needed } }
      : {}),
  };
}

/** Whether anything in the plan takes exposure back by itself. */
function canRevert(plan: RolloutPlan): boolean {
  return (
    plan.triggers.some(({ then }) => then.some(({ act }) => lowers(act))) ||
    gatesOf(plan).some(({ otherwise }) => otherwise.startsWith('revert'))
  );
}

/** The largest risk of a false revert that the plan accepts for one of its triggers. */
function riskOf(plan: RolloutPlan): number {
  const risks = plan.triggers.flatMap(({ when }) =>
    when.kind === 'claim' && when.judging ? [when.judging.risk] : [],
  );
  return risks.length > 0 ? Math.max(...risks) : DEFAULT_RISK;
}

function faultView(all: readonly RunRecord[], fault: string): FaultView {
  const records = felt(all);
  const reverted = records.filter(isReverted);
  const afterMs = quantilesOf(
    records.flatMap(({ caught, onsetAt }) => (caught && onsetAt !== undefined ? [caught.at - onsetAt] : [])),
  );
  const reached = quantilesOf(reverted.map((one) => one.reached));
  const backMs = quantilesOf(
    reverted.flatMap(({ reverted: back }) =>
      back?.backAt === undefined ? [] : [back.backAt - back.decidedAt],
    ),
  );
  return {
    fault,
    caught: share(records, isCaught),
    reverted: share(records, isReverted),
    by: frequent(records.flatMap(({ caught }) => caught?.by ?? [])),
    ...(afterMs ? { afterMs } : {}),
    ...(reached ? { reached } : {}),
    ...(backMs ? { backMs } : {}),
    stayed: reverted.filter((one) => one.reverted?.backAt === undefined).length,
  };
}

function otherView(records: readonly RunRecord[], course: Course['kind']): OtherView {
  return {
    course,
    completed: share(records, ({ outcome }) => outcome === 'completed'),
    reverted: share(records, isReverted),
    stopped: share(records, ({ outcome }) => outcome === 'stopped'),
  };
}

/** When runs without a fault of the new version were done, and what they waited for. */
function calendarOf(records: readonly RunRecord[]): RehearsalView['calendar'] {
  const asked = records.filter(
    ({ future }) => future.course.kind === 'healthy' || future.course.kind === 'people',
  );
  const done = asked.filter(({ completedAt }) => completedAt !== undefined);
  const finishes = done.flatMap(({ completedAt }) => completedAt ?? []);
  const finished = quantilesOf(finishes);
  if (!finished) return undefined;
  const waited = CAUSES.flatMap((cause) => {
    const ms = quantilesOf(done.map((one) => one.waited[cause] ?? 0));
    return ms && ms.worst > 0 ? [{ cause, ms }] : [];
  });
  return {
    finished,
    of: asked.length,
    startedAt: done[0]?.startedAt ?? 0,
    waited: waited.toSorted((one, other) => other.ms.median - one.ms.median),
    finishes: finishes.toSorted((one, other) => one - other),
  };
}

function idleOf(
  plan: RolloutPlan,
  records: readonly RunRecord[],
): Pick<RehearsalView, 'idleGates' | 'unaskedGates' | 'idleTriggers'> {
  const asked = new Set(records.flatMap((one) => one.asked));
  const refused = new Set(records.flatMap((one) => one.refused));
  const fired = new Set(records.flatMap((one) => one.fired));
  const gates = gatesOf(plan).map(({ id }) => id);
  return {
    idleGates: gates.filter((id) => asked.has(id) && !refused.has(id)),
    unaskedGates: gates.filter((id) => !asked.has(id)),
    idleTriggers: plan.triggers.map(({ name }) => name).filter((name) => !fired.has(name)),
  };
}

function frequent(names: readonly string[]): readonly { readonly who: string; readonly runs: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([who, runs]) => ({ who, runs }))
    .sort((one, other) => other.runs - one.runs || (one.who < other.who ? -1 : 1));
}
