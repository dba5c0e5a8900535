import type { RolloutPlan } from '../plan/rollout-plan.js';
import { DRILL_LEGS, LEG_WORDS, type DrillLeg, type DrillProof } from '../rollout/drill/drill-proof.js';
import { drillPromise, drillVerdict, sayVerdict, type DrillPromise } from '../rollout/drill/drill-verdict.js';
import type { Instant } from '../rollout/state.js';

/** A leg of a drill, seen or not. */
export interface LegView {
  readonly leg: DrillLeg;
  /** What it is, in a clause. */
  readonly what: string;
  readonly at?: Instant;
  /** Since the leg before it, or since the beginning. */
  readonly ms?: number;
  /** What was seen: versions, deployments, reasons. */
  readonly say?: string;
}

/** A drill as data; text and JSON are made of it. */
export interface DrillView {
  readonly rollout: string;
  readonly by: string;
  readonly ground: DrillProof['ground'];
  readonly startedAt: Instant;
  /** Every leg, in order. */
  readonly legs: readonly LegView[];
  readonly promise?: DrillPromise;
  /** From the decision to the published brake. */
  readonly revertMs?: number;
  readonly verdict: 'under way' | 'passed' | 'failed';
  /** The verdict in a clause. */
  readonly say: string;
}

/** @param isOver whether nothing more will be seen: only then is there a verdict */
export function drillView(plan: RolloutPlan, proof: DrillProof, isOver: boolean): DrillView {
  const { by, ground, startedAt } = proof;
  const promise = drillPromise(plan);
  const verdict = isOver ? drillVerdict(proof, promise) : undefined;
  const at = (leg: DrillLeg): Instant | undefined => proof.legs.find((one) => one.leg === leg)?.at;
  const decided = at('decided');
  const published = at('brake published');
  return {
    rollout: plan.rollout,
    by,
    ground,
    startedAt,
    legs: DRILL_LEGS.map((leg, index): LegView => {
      const seen = proof.legs[index];
      const what = LEG_WORDS[leg];
      if (seen?.leg !== leg) return { leg, what };
      const before = proof.legs[index - 1]?.at ?? startedAt;
      return { leg, what, at: seen.at, ms: seen.at - before, say: seen.say };
    }),
    ...(promise ? { promise } : {}),
    ...(decided === undefined || published === undefined ? {} : { revertMs: published - decided }),
    verdict: verdict?.kind ?? 'under way',
    say: verdict ? sayVerdict(verdict, promise) : 'under way',
  };
}
