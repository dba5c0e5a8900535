import { putsBack } from '../plan/expressions/puts-back.js';
import type { Phase, RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutState } from '../rollout/state.js';
import { openResponses } from '../rollout/triggers.js';
import { armedTriggers } from '../rollout/watch.js';
import type { Fault } from './explore.js';
import type { ExploredProperty } from './properties.js';

/** The point of no return that the rollout has passed. */
export function passedNoReturn(plan: RolloutPlan, { told }: RolloutState): Phase | undefined {
  return plan.phases.find((phase) => phase.irreversible !== undefined && `entered/${phase.name}` in told);
}

/** Triggers that could put users back to what is gone: those that are armed, and the followed one, which owes it. */
export function armedBehind(
  plan: RolloutPlan,
  state: RolloutState,
  { name }: Phase,
  followed: string | undefined,
): readonly Fault[] {
  const armed = armedTriggers(plan, state).flatMap((trigger) =>
    trigger.name === followed
      ? []
      : trigger.then
          .filter(({ act }) => putsBack(act))
          .map(({ text }) => fault(`trigger ${trigger.name} is armed in ${name}: \`${text}\``)),
  );
  const owed = openResponses(plan, state).flatMap(({ trigger, index }) => {
    const response = trigger.then[index];
    return response && putsBack(response.act)
      ? [fault(`trigger ${trigger.name} has fired, and in ${name} it still owes \`${response.text}\``)]
      : [];
  });
  const asked = state.asks.flatMap(({ trigger: asks, response: index, role }) => {
    const response = plan.triggers.find((one) => one.name === asks)?.then[index];
    return response && putsBack(response.act)
      ? [fault(`${role} may still allow in ${name} what trigger ${asks} has asked: \`${response.text}\``)]
      : [];
  });
  return [...armed, ...owed, ...asked];
}

function fault(say: string): Fault {
  const property: ExploredProperty = 'no-return';
  return { property, say };
}
