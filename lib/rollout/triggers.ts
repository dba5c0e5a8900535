import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import type { Act } from '../plan/expressions/response.js';
import { performAct, performAnswered, spend } from './respond.js';
import { covers, keepsHeld, rankOf } from './responses.js';
import { closeIncident, openIncident } from './incidents.js';
import type { Instant, RolloutState, TriggerState } from './state.js';
import { armedTriggers, isBlind, ownerOfTrigger, truthOf } from './watch.js';

/** A trigger that has not fired. */
export const QUIET: TriggerState = { phase: 'quiet', holds: false, blind: false, done: [] };

/** Brings every trigger in line with what is known now: fires, resumes, and does the responses that are due. */
export function runTriggers(draft: Draft): void {
  // Only a look at the world says anything about conditions: between two looks they stand as they were seen last.
  if (draft.looked)
    for (const trigger of armedTriggers(draft.plan, draft.state)) watchTrigger(draft, trigger);
  runResponses(draft);
}

function watchTrigger(draft: Draft, trigger: Trigger): void {
  const { plan, now } = draft;
  const owner = ownerOfTrigger(trigger);
  const before = triggerState(draft.state, trigger.name);
  const holds = truthOf(plan, draft.state, owner, trigger.when, now) === 'yes';
  const blind = isBlind(plan, draft.state, owner, trigger.when, now);
  if (holds !== before.holds || blind !== before.blind) {
    setTrigger(draft, trigger.name, { holds, blind });
    if (blind && !before.blind) draft.happened('blind', `trigger ${trigger.name} has no data`);
    if (!blind && before.blind) draft.happened('blind', `trigger ${trigger.name} has data again`);
  }
  if (before.phase === 'quiet' && holds) fire(draft, trigger, sayFindings(draft, trigger));
  else if (before.phase === 'active' && !holds && mayResume(draft, trigger))
    resumeTrigger(draft, trigger, 'its condition to resume holds');
}

function sayFindings(draft: Draft, trigger: Trigger): string {
  const prefix = `${ownerOfTrigger(trigger)}|`;
  const found = Object.entries(draft.state.findings).filter(
    ([key, finding]) => key.startsWith(prefix) && finding.truth === 'yes',
  );
  return found.map(([, finding]) => `${finding.text}: ${finding.why}`).join('; ');
}

/** Fires a trigger: an incident where it has a severity, and its responses from now on. */
export function fire(draft: Draft, trigger: Trigger, why: string): void {
  if (triggerState(draft.state, trigger.name).phase !== 'quiet') return;
  setTrigger(draft, trigger.name, { phase: 'active', firedAt: draft.now, done: [] });
  draft.time({ lastTriggerAt: draft.now });
  draft.happened('trigger', `trigger ${trigger.name} fires${why === '' ? '' : `: ${why}`}`);
  const incident = openIncident(draft, trigger);
  if (incident !== undefined) setTrigger(draft, trigger.name, { incident });
}

/** Whether the trigger ends by itself: by its condition to resume; one that only tells, as soon as it holds no more. */
function mayResume(draft: Draft, trigger: Trigger): boolean {
  if (trigger.resume)
    return truthOf(draft.plan, draft.state, ownerOfTrigger(trigger), trigger.resume, draft.now) === 'yes';
  return !trigger.then.some((response) => keepsHeld(response.act));
}

/** Ends a trigger's effect: what it held back may go on, what it disabled comes back when nothing else holds. */
export function resumeTrigger(draft: Draft, trigger: Trigger, why: string): void {
  const { incident } = triggerState(draft.state, trigger.name);
  setTrigger(draft, trigger.name, { phase: 'quiet', done: [], firedAt: undefined, incident: undefined });
  forgetQuestions(draft, trigger.name);
  draft.happened('resume', `trigger ${trigger.name} is over: ${why}`);
  if (incident !== undefined) closeIncident(draft, incident);
}

/** Takes back what a trigger has asked and nobody has answered. */
export function forgetQuestions(draft: Draft, trigger: string): void {
  draft.update({
    asks: draft.state.asks.filter((ask) => ask.trigger !== trigger || ask.answer !== undefined),
  });
}

/** What nobody watches any more neither holds nor is blind. */
export function disarmTriggers(draft: Draft): void {
  const armed = armedTriggers(draft.plan, draft.state).map((trigger) => trigger.name);
  for (const [name, { holds, blind }] of Object.entries(draft.state.triggers))
    if ((holds || blind) && !armed.includes(name)) setTrigger(draft, name, { holds: false, blind: false });
}

/** Does the responses that are due, of all triggers at once, in the one order of responses; none after the end. */
export function runResponses(draft: Draft): void {
  if (draft.state.control.mode === 'closed') return;
  const found = draft.state;
  const done: Act[] = [];
  for (;;) {
    const due = dueResponses(draft)[0];
    const act = due?.trigger.then[due.index]?.act;
    if (!due || !act) break;
    const current = triggerState(draft.state, due.trigger.name);
    setTrigger(draft, due.trigger.name, { done: [...current.done, due.index] });
    if (!done.some((stronger) => covers(stronger, act))) performAct(draft, due.trigger, due.index, found);
    else if (act.kind === 'revert' && draft.state.control.mode === 'reverted') spend(draft, due.trigger);
    done.push(act);
  }
  for (const ask of draft.state.asks) {
    const trigger = draft.plan.triggers.find((one) => one.name === ask.trigger);
    const act = trigger?.then[ask.response]?.act;
    if (
      ask.answer !== 'yes' ||
      ask.done === true ||
      !trigger ||
      act?.kind !== 'ask' ||
      !isKnown(draft, act.act)
    )
      continue;
    draft.update({ asks: draft.state.asks.map((one) => (one.id === ask.id ? { ...one, done: true } : one)) });
    performAnswered(draft, trigger, act.act);
  }
}

/** Whether all that an act needs to know is known: who is affected comes with the next look at the world. */
function isKnown(draft: Draft, act: Act): boolean {
  return draft.looked || act.kind !== 'revert' || act.what !== 'affected users';
}

interface DueResponse {
  readonly trigger: Trigger;
  readonly index: number;
  readonly at: Instant;
}

/** Responses that are not done yet, with the time at which each is due. */
export function openResponses(plan: RolloutPlan, state: RolloutState): readonly DueResponse[] {
  return plan.triggers.flatMap((trigger) => {
    const current = state.triggers[trigger.name];
    const { firedAt } = current ?? {};
    // A trigger that has reverted still owes the rest of its responses.
    if (!current || current.phase === 'quiet' || firedAt === undefined) return [];
    return trigger.then.flatMap((response, index) =>
      current.done.includes(index) ? [] : [{ trigger, index, at: firedAt + response.afterMs }],
    );
  });
}

function dueResponses(draft: Draft): readonly DueResponse[] {
  const rank = ({ trigger, index }: DueResponse): number => {
    const response = trigger.then[index];
    return response ? rankOf(response.act) : Infinity;
  };
  return openResponses(draft.plan, draft.state)
    .filter(
      (one) => one.at <= draft.now && isKnown(draft, one.trigger.then[one.index]?.act ?? { kind: 'pause' }),
    )
    .sort((a, b) => rank(a) - rank(b) || a.at - b.at);
}

export function triggerState(state: RolloutState, name: string): TriggerState {
  return state.triggers[name] ?? QUIET;
}

function setTrigger(
  draft: Draft,
  name: string,
  change: { readonly [K in keyof TriggerState]?: TriggerState[K] | undefined },
): void {
  const merged = { ...triggerState(draft.state, name), ...change };
  const kept = Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined),
  ) as unknown as TriggerState;
  draft.update({ triggers: { ...draft.state.triggers, [name]: kept } });
}
