import { sayPercent } from '../../plan/expressions/amounts.js';
import type { Act, Response } from '../../plan/expressions/response.js';
import type { Audience, RolloutPlan, Trigger } from '../../plan/rollout-plan.js';
import { keepsHeld } from '../../rollout/responses.js';
import { sayList, sayLong } from './amounts.js';
import { sayConditionAs } from './conditions.js';

/** What is done, as a sentence's verb: `pauses`, `after 4 hours not resumed: takes back the step`. */
function sayResponse(response: Response, audience: Audience): string {
  const said = sayActAs(response.act, audience);
  return response.afterMs === 0 ? said : `after ${sayLong(response.afterMs)} not resumed: ${said}`;
}

function sayActAs(act: Act, audience: Audience): string {
  switch (act.kind) {
    case 'pause':
      return 'pauses';
    case 'tell':
      return `tells ${act.role}`;
    case 'task':
      return `sets the task ${act.task}, due in ${sayLong(act.withinMs)}`;
    case 'ask':
      return `asks ${act.role}, and when they say yes ${sayActAs(act.act, audience)}`;
    case 'run':
      return `runs hook ${act.hook}`;
    case 'serve':
      return `serves ${act.variant} of ${act.flag} to all who are exposed`;
    case 'reduce':
      return act.to === 'previous step'
        ? 'goes back to what was exposed before the step'
        : `reduces exposure to ${sayPercent(act.to.fraction)}`;
    case 'disable':
      if (act.what === 'flags of step') return 'disables the flags of the step';
      return act.what === 'flag' ? `disables ${act.name ?? ''}` : `disables all ${act.name ?? ''} flags`;
    case 'revert':
      return {
        'affected users': `puts the affected ${audience.units} back`,
        step: 'takes back the step',
        phase: 'takes back the phase',
        all: 'puts everybody back',
      }[act.what];
  }
}

/** A trigger in sentences: when it fires, what it does in what order, and how its hold ends. */
export interface TriggerSentences {
  readonly when: string;
  readonly then: readonly string[];
  readonly resumes: string;
}

export function sayTrigger(plan: RolloutPlan, trigger: Trigger): TriggerSentences {
  const holds = trigger.then.some((response) => keepsHeld(response.act));
  return {
    when: sayConditionAs(plan, trigger.when, { kind: 'period' }),
    then: trigger.then.map((response) => sayResponse(response, plan.audience)),
    resumes: trigger.resume
      ? `over when ${sayConditionAs(plan, trigger.resume, { kind: 'period' })}`
      : holds
        ? 'over when a person says resume'
        : 'over when it no longer holds',
  };
}

/** The phases in which a trigger is armed. */
export function sayArmed(plan: RolloutPlan, trigger: Trigger): string {
  return trigger.during.length === plan.phases.length ? 'in every phase' : `in ${sayList(trigger.during)}`;
}
