import type { Act } from '../plan/expressions/response.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';

/** A response that a trigger of the plan may do. */
export interface FreeAct {
  readonly trigger: Trigger;
  readonly index: number;
  readonly act: Act;
  /** Whether the trigger is armed behind a point of no return. */
  readonly behind: boolean;
}

/**
 * What triggers may do to exposure, each kind of act once. What only stops a rise is left out (a freeze does the same), and
 * so is what concerns flags and units by name (automata of their own look at those).
 */
export function freeActs(plan: RolloutPlan): readonly FreeAct[] {
  const acts = new Map<string, FreeAct>();
  const first = plan.phases.findIndex(({ irreversible }) => irreversible !== undefined);
  const names = first < 0 ? [] : plan.phases.slice(first).map(({ name }) => name);
  for (const trigger of plan.triggers)
    trigger.then.forEach(({ act }, index) => {
      const done = whatIsDone(act);
      if (done.kind !== 'reduce' && (done.kind !== 'revert' || done.what === 'affected users')) return;
      // What a role has to allow is done as if it were not asked.
      const free: Trigger = {
        ...trigger,
        then: trigger.then.map((one, at) => (at === index ? { ...one, act: done } : one)),
      };
      const behind = names.some((name) => trigger.during.includes(name));
      const key = JSON.stringify([done, behind]);
      if (!acts.has(key)) acts.set(key, { trigger: free, index, act: done, behind });
    });
  return [...acts.values()];
}

function whatIsDone(act: Act): Act {
  return act.kind === 'ask' ? whatIsDone(act.act) : act;
}

/** Triggers that differ in what they do to exposure or in when they are armed: one of each. */
export function sameInEffect(plan: RolloutPlan): readonly Trigger[] {
  const kinds = new Map<string, Trigger>();
  for (const trigger of plan.triggers) {
    const key = JSON.stringify([
      trigger.then
        .map(({ act, afterMs }) => [effectOf(act), afterMs])
        .filter(([effect]) => effect !== undefined),
      trigger.resume !== undefined,
      trigger.during,
    ]);
    if (!kinds.has(key)) kinds.set(key, trigger);
  }
  return [...kinds.values()];
}

/** What an act comes to for exposure; nothing where it only tells somebody. */
function effectOf(act: Act): unknown {
  switch (act.kind) {
    case 'tell':
    case 'task':
    case 'run':
      return undefined;
    case 'ask':
      return ['ask', effectOf(act.act)];
    case 'pause':
      return 'pause';
    case 'serve':
    case 'disable':
      return 'off';
    case 'reduce':
      return ['reduce', act.to];
    case 'revert':
      return ['revert', act.what];
  }
}

/** Whether it matters to a trigger if somebody can say who is affected. */
export function knowsUnits({ then }: Trigger): boolean {
  const isAffected = (act: Act): boolean =>
    act.kind === 'ask' ? isAffected(act.act) : act.kind === 'revert' && act.what === 'affected users';
  return then.some(({ act }) => isAffected(act));
}
