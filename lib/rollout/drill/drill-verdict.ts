import { sayDuration } from '../../plan/expressions/amounts.js';
import type { PromiseName, RolloutPlan } from '../../plan/rollout-plan.js';
import { DRILL_LEGS, LEG_WORDS, type DrillLeg, type DrillProof } from './drill-proof.js';

/** The promise that a drill is measured against. */
export interface DrillPromise {
  readonly name: PromiseName;
  readonly withinMs: number;
}

export type DrillVerdict =
  | {
      readonly kind: 'passed';
      /** From the decision to the published brake; milliseconds. */
      readonly revertMs: number;
    }
  | { readonly kind: 'failed'; readonly leg: DrillLeg; readonly because: string };

/** A drill reverts everything: the promise of that counts, or else the shortest one that the plan makes. */
export function drillPromise({ promises }: RolloutPlan): DrillPromise | undefined {
  const made = Object.entries(promises).map(([name, { withinMs }]) => ({
    name: name as PromiseName,
    withinMs,
  }));
  return (
    made.find(({ name }) => name === 'revert all') ??
    made.sort((one, other) => one.withinMs - other.withinMs)[0]
  );
}

/**
 * Whether a drill has passed: every leg was seen, in order, and the brake was published within the promise. Whatever is
 * missing or out of order is a failure at the leg where that begins.
 */
export function drillVerdict(
  { startedAt, legs, broken }: DrillProof,
  promise: DrillPromise | undefined,
): DrillVerdict {
  let last = startedAt;
  const times = new Map<DrillLeg, number>();
  for (const [index, leg] of DRILL_LEGS.entries()) {
    const seen = legs[index];
    if (seen?.leg !== leg)
      return { kind: 'failed', leg, because: broken ?? `it was not seen that ${LEG_WORDS[leg]}` };
    if (!(seen.at >= last))
      return { kind: 'failed', leg, because: 'its time is before that of the leg before it' };
    last = seen.at;
    times.set(leg, seen.at);
  }
  if (broken !== undefined || legs.length !== DRILL_LEGS.length)
    return { kind: 'failed', leg: 'cleaned up', because: broken ?? 'more was seen than a drill has' };
  const revertMs = (times.get('brake published') ?? Infinity) - (times.get('decided') ?? -Infinity);
  if (promise && revertMs > promise.withinMs)
    return {
      kind: 'failed',
      leg: 'brake published',
      because: `it took ${saySeconds(revertMs)} from the decision, and ${promise.name} is promised within ${sayDuration(promise.withinMs)}`,
    };
  return { kind: 'passed', revertMs };
}

/** The verdict in a clause. */
export function sayVerdict(verdict: DrillVerdict, promise: DrillPromise | undefined): string {
  if (verdict.kind === 'failed') return `failed at "${verdict.leg}": ${verdict.because}`;
  const promised = promise ? `, ${promise.name} promised within ${sayDuration(promise.withinMs)}` : '';
  return `passed: the brake was published ${saySeconds(verdict.revertMs)} after the decision${promised}`;
}

/** A time as a drill tells it, to the tenth of a second: `5.2s`. */
export function saySeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}
