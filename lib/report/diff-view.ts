import type { RolloutPlan } from '../plan/rollout-plan.js';
import { judgeRevision } from '../rollout/revision/consent.js';
import { movedUnits, type MovedUnits, type MoveProof } from '../rollout/revision/moved-units.js';
import type { ChangeWeight, PlanChange } from '../rollout/revision/plan-change.js';
import { planPoints, type PlanPoint } from './plan-point.js';
import { plannedState } from './planned-state.js';

/** Whether a plan may take over at a point: by itself, with a person's consent, or not at all. */
export type DiffVerdict = 'same' | ChangeWeight;

/** What is different in another version of a plan, for whom, and whether a running rollout may take it over. */
export interface DiffView {
  readonly rollout: string;
  /** In the order of the plan; one when one was asked for. */
  readonly points: readonly DiffPoint[];
  readonly changes: readonly DiffChange[];
  /** The worst of all points. */
  readonly verdict: DiffVerdict;
}

interface DiffPoint {
  readonly point: string;
  readonly say: string;
  readonly verdict: DiffVerdict;
  /** The code with which the changes are accepted in just this state; absent when nothing takes consent. */
  readonly consent?: string;
  /** Who would change sides at once. */
  readonly proof: MoveProof;
}

interface DiffChange extends Omit<PlanChange, 'weight'> {
  /** The heaviest that it takes, and the first point at which it does. */
  readonly weight: ChangeWeight;
  readonly from: string;
}

const LIGHTEST_FIRST: readonly DiffVerdict[] = ['same', 'free', 'needs consent', 'refused'];

/**
 * The difference of two plans at a point of a rollout that goes well, or at each of its points.
 * @param before the plan that the rollout is carried out by
 */
export function diffView(
  before: RolloutPlan,
  after: RolloutPlan,
  points: readonly PlanPoint[] = planPoints(before),
): DiffView {
  const judged = points.map((point) => {
    const judgement = judgeRevision(before, after, plannedState(before, point));
    const { changes, consent } = judgement;
    const verdict = heaviest(changes.map(({ weight }) => weight));
    const proof = movedUnits(before, after, point.exposed);
    return { point, changes, consent, verdict, proof };
  });
  return {
    rollout: before.rollout,
    points: judged.map(({ point, consent, verdict, proof }) => ({
      point: point.name,
      say: point.say,
      verdict,
      ...(consent === '' ? {} : { consent }),
      proof,
    })),
    changes: heaviestOfEach(judged.map(({ point, changes }) => ({ point: point.name, changes }))),
    verdict: heaviest(judged.map(({ verdict }) => verdict)),
  };
}

function heaviest(verdicts: readonly DiffVerdict[]): DiffVerdict {
  return [...LIGHTEST_FIRST].reverse().find((one) => verdicts.includes(one)) ?? 'same';
}

/** Each change once, with the heaviest weight that it has anywhere; the heaviest first. */
function heaviestOfEach(
  judged: readonly { readonly point: string; readonly changes: readonly PlanChange[] }[],
): readonly DiffChange[] {
  const found = new Map<string, DiffChange>();
  for (const { point, changes } of judged)
    for (const { kind, where, say, weight } of changes) {
      const key = JSON.stringify([kind, where, say]);
      const known = found.get(key);
      if (!known || rank(weight) > rank(known.weight))
        found.set(key, { kind, where, say, weight, from: point });
    }
  return [...found.values()].sort((one, other) => rank(other.weight) - rank(one.weight));
}

function rank(weight: ChangeWeight): number {
  return LIGHTEST_FIRST.indexOf(weight);
}

/** Where the plan would first move somebody to or from a flag, and whom. */
export interface FirstMove {
  readonly point: string;
  readonly moved: readonly MovedUnits[];
}

/** For each flag and way, the first point at which somebody would be moved. */
export function firstMoves({ points }: DiffView): readonly FirstMove[] {
  const first = new Map<string, { readonly point: string; readonly moved: MovedUnits[] }>();
  for (const { point, proof } of points)
    for (const one of proof.moved) {
      const key = JSON.stringify([one.environment, one.flag, one.way]);
      const known = first.get(key);
      if (!known) first.set(key, { point, moved: [one] });
      else if (known.point === point) known.moved.push(one);
    }
  return [...first.values()];
}
