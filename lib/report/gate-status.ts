import type { Finding, Verdict } from '../judge/finding.js';
import type { Gate, RolloutPlan } from '../plan/rollout-plan.js';
import { judgeGate } from '../rollout/gate.js';
import { gateKey } from '../rollout/place.js';
import type { Instant, RolloutState } from '../rollout/state.js';
import { missingItems } from './entry-text.js';

/** A gate for people: what it asks, what was found, and who has still to say something. */
export interface GateStatus {
  readonly id: string;
  readonly verdict: Verdict;
  readonly criteria: readonly {
    readonly text: string;
    readonly verdict: Verdict;
    readonly found: readonly string[];
  }[];
  /** What keeps it from saying go. */
  readonly missing: readonly string[];
  /** Who has still to sign: so many of these people. */
  readonly toSign: readonly {
    readonly role: string;
    readonly missing: number;
    readonly people: readonly string[];
  }[];
}

/** A gate as it stands at `now`. */
export function gateStatus(plan: RolloutPlan, state: RolloutState, gate: Gate, now: Instant): GateStatus {
  const judged = judgeGate(plan, state, gate, now);
  return {
    id: judged.id,
    verdict: judged.verdict,
    criteria: judged.criteria.map(({ text, verdict, findings }) => ({
      text,
      verdict,
      found: findings.map(sayFinding),
    })),
    missing: missingItems(judged),
    toSign: judged.unsigned.map(({ role, missing }) => ({
      role,
      missing,
      people: maySign(plan, state, gate, role),
    })),
  };
}

/** The people of a role who have not signed; authors of the plan do not sign it off. */
function maySign(
  plan: RolloutPlan,
  { control, signatures }: RolloutState,
  gate: Gate,
  role: string,
): readonly string[] {
  const key = gateKey(gate, control);
  const hasSigned = (person: string): boolean =>
    signatures.some((one) => one.gate === key && one.role === role && one.who === person);
  return (plan.roles[role]?.people ?? []).filter(
    (person) => !plan.authors.includes(person) && !hasSigned(person),
  );
}

/** What was found about one term, and in which part of the audience. */
export function sayFinding({ why, label }: Finding): string {
  return label === undefined ? why : `${why} in ${label}`;
}
