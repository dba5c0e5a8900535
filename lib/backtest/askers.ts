import { termsOf, type Claim, type Condition } from '../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import { knowsItself } from '../rollout/facts.js';
import { sayCondition } from '../rollout/gate.js';
import { ownerOfTrigger, type WatchItem } from '../rollout/watch.js';

/** Whoever asks the data: a trigger, or one criterion of a gate. */
export interface Asker {
  readonly name: string;
  readonly criterion?: string;
  readonly owner: string;
  readonly kind: 'trigger' | 'gate';
  readonly condition: Condition;
}

/** Every trigger, and every criterion of a gate that asks about data. */
export function askersOf(plan: RolloutPlan): readonly Asker[] {
  const gates = [
    ...plan.phases.flatMap(({ enter, leave, steps }) => [
      enter,
      ...steps.flatMap((step) => [step.enter, step.go]),
      leave,
    ]),
    plan.success,
  ];
  return [
    ...plan.triggers.map((trigger): Asker => ({
      name: trigger.name,
      owner: ownerOfTrigger(trigger),
      kind: 'trigger',
      condition: trigger.when,
    })),
    ...gates.flatMap((gate): readonly Asker[] => {
      if (!gate) return [];
      const any: readonly Condition[] = gate.any.length === 0 ? [] : [{ kind: 'any', of: gate.any }];
      return [...gate.all, ...any].filter(asksData).map((condition) => {
        const criterion = sayCondition(condition);
        return { name: gate.id, criterion, owner: `${gate.id}|${criterion}`, kind: 'gate', condition };
      });
    }),
  ];
}

/** Criteria that only a rollout knows are left out: the data says nothing of them. */
function asksData(condition: Condition): boolean {
  return termsOf(condition).some((term) => term.kind === 'claim');
}

/** The claims of an asker that can be measured. */
export function claimsOf(plan: RolloutPlan, { condition }: Asker): readonly (readonly [Claim, Metric])[] {
  return termsOf(condition).flatMap((term) => {
    const metric = term.kind === 'claim' ? plan.metrics[term.metric] : undefined;
    return term.kind === 'claim' && metric && !knowsItself(metric) ? [[term, metric] as const] : [];
  });
}

/** What a look has to find, when everything begins at `from`. */
export function itemsOf(plan: RolloutPlan, asker: Asker, from: number): readonly WatchItem[] {
  return claimsOf(plan, asker).map(([claim]) => ({
    key: keyOf(asker, claim),
    claim,
    starts: { step: from, phase: from, rollout: from },
    times: { attempt: 1, from, lastRise: from, version: from, hold: true, steadySince: from },
  }));
}

/** The key of a claim's finding. */
export function keyOf({ owner }: Asker, { text }: Claim): string {
  return `${owner}|${text}`;
}
