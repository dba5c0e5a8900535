import { isJudged } from '../judge/criterion/criterion-look.js';
import { procedureOf } from '../judge/procedure.js';
import { termsOf, type Condition, type Judging } from '../plan/expressions/condition.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { sayList, sayNumber } from './sentences/amounts.js';

/** Whatever asks conditions: a trigger or a gate. */
interface Asker {
  readonly name: string;
  readonly conditions: readonly Condition[];
}

/**
 * How the plan's conditions are judged, in sentences: by evidence with which risk, or by comparison as they are.
 * Nothing where the plan wants plain thresholds throughout.
 */
export function sayJudging(plan: RolloutPlan): readonly string[] {
  const triggers = plan.triggers.map(({ name, when }): Asker => ({
    name,
    conditions: [when],
  }));
  const gates = gatesOf(plan);
  const found = [...triggers, ...gates].map((asker) => ({ name: asker.name, by: judgedBy(plan, asker) }));
  const ways = [...new Set(found.flatMap(({ by }) => by ?? []))];
  if (!ways.some((way) => way !== PLAIN)) return [];
  return [...ways.filter((way) => way !== PLAIN), ...ways.filter((way) => way === PLAIN)].map(
    (way) => `${way}: ${sayList(found.filter(({ by }) => by === way).map(({ name }) => name))}`,
  );
}

const PLAIN = 'by comparing what was measured, as it is';

/** Nothing for those that ask about no measurement. */
function judgedBy(plan: RolloutPlan, { conditions }: Asker): string | undefined {
  const claims = conditions.flatMap(termsOf).filter((term) => term.kind === 'claim');
  if (claims.length === 0) return undefined;
  const judged = claims.filter(isJudged).filter((claim) => {
    const metric = plan.metrics[claim.metric];
    return metric !== undefined && procedureOf(claim, metric).kind !== 'exact';
  });
  const [first] = judged;
  return first ? sayRisk(first.judging) : PLAIN;
}

function sayRisk({ as, risk, sharedBy, falseGo }: Judging): string {
  const oneIn = (probability: number): string => `1 in ${sayNumber(Math.round(1 / probability))}`;
  return as === 'alarm'
    ? `triggers by evidence, a false alarm ${oneIn(risk * sharedBy)}`
    : `gates by evidence, a false go ${oneIn(falseGo)}, a false no-go ${oneIn(risk * sharedBy)}`;
}

function gatesOf(plan: RolloutPlan): readonly Asker[] {
  const gates = plan.phases.flatMap(({ enter, leave, steps }) => [
    enter,
    ...steps.flatMap((step) => [step.enter, step.go]),
    leave,
  ]);
  return gates.flatMap((gate) => (gate ? [{ name: gate.id, conditions: [...gate.all, ...gate.any] }] : []));
}
