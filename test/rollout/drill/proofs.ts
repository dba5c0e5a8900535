import { DRILL_LEGS, type DrillProof } from '../../../lib/rollout/drill/drill-proof.js';

/** The proof of a drill that goes well: ten seconds for each leg, five from the decision to the brake. */
export function goodProof(change: Partial<DrillProof> = {}): DrillProof {
  const { startedAt = 0 } = change;
  return {
    drill: 'the drill',
    by: 'rita',
    ground: 'model',
    startedAt,
    legs: DRILL_LEGS.map((leg, index) => ({
      leg,
      at: startedAt + 10_000 * (index + 1) - (index >= 4 ? 5_000 : 0),
      say: leg,
    })),
    ...change,
  };
}
