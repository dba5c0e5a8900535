import { sayDuration } from '../plan/expressions/amounts.js';
import { lowers } from '../plan/expressions/lowers.js';
import { termsOf } from '../plan/expressions/condition.js';
import { AT_ONCE } from '../contract/deployment-strategy.js';
import { alarmWindows } from '../contract/alarm-windows.js';
import type { Promised, RolloutPlan } from '../plan/rollout-plan.js';

const MINUTE = 60_000;

/** What a fall takes that no plan says; milliseconds. */
export interface FallTiming {
  /** From StartDeployment until a version without spread and bake is complete. */
  readonly startMs: number;
  /** How often a client asks. */
  readonly clientPollMs: number;
}

/** One promise and the times that it can be kept in, measured from the decision to the published version; milliseconds. */
export interface PromisedTime {
  readonly promise: string;
  readonly withinMs: number;
  /** Nothing else is under way. */
  readonly leastMs: number;
  /** Another fall is under way in the same lane, and AppConfig refuses nothing. */
  readonly mostMs: number;
  /** Until the last client has asked, from the published version on. */
  readonly clientsMs: number;
  /** Why it cannot be kept at all. */
  readonly broken?: string;
  /** The sum, in words. */
  readonly sum: string;
}

/** Whether the plan's promises can be kept at all: arithmetic, no search. */
export function promisedTimes(plan: RolloutPlan, timing: FallTiming): readonly PromisedTime[] {
  return Object.entries(plan.promises).map(([promise, promised]) => timeOf(plan, promise, promised, timing));
}

function timeOf(
  plan: RolloutPlan,
  promise: string,
  { withinMs, legs }: Promised,
  { startMs, clientPollMs }: FallTiming,
): PromisedTime {
  // How every fall is published, whatever the step was spread over.
  const leastMs = startMs + (AT_ONCE.spreadMinutes + AT_ONCE.bakeMinutes) * MINUTE;
  // What is in flight is let through; the next run of the controller starts ours.
  const runMs = Math.min(MINUTE, plan.judge.periodMs);
  const mostMs = runMs + leastMs;
  const legsMs = Object.values(legs).reduce((sum, ms) => sum + ms, 0);
  const broken =
    leastMs > withinMs
      ? `${sayDuration(leastMs)} at least, and ${sayDuration(withinMs)} is promised`
      : legsMs > withinMs
        ? `its legs add up to ${sayDuration(legsMs)} (${Object.entries(legs)
            .map(([name, ms]) => `${name} ${sayDuration(ms)}`)
            .join(' + ')}), and ${sayDuration(withinMs)} is promised`
        : undefined;
  const sum = `${sayDuration(leastMs)} from the decision to the published version at least, ${sayDuration(mostMs)} when another fall is under way (a run of the controller, ${sayDuration(runMs)}, more); then ${sayDuration(clientPollMs)} at most until every client has asked`;
  return {
    promise,
    withinMs,
    leastMs,
    mostMs,
    clientsMs: clientPollMs,
    sum,
    ...(broken === undefined ? {} : { broken }),
  };
}

/** How much data an alarm has to see before a trigger that lowers exposure decides. */
export interface AlarmTime {
  readonly trigger: string;
  /** Milliseconds: all data points that an alarm looks at. */
  readonly dataMs: number;
}

/** By trigger, where it can be an alarm: what no promise covers, because it lies before the decision. */
export function alarmTimes(plan: RolloutPlan): readonly AlarmTime[] {
  return plan.triggers.flatMap(({ name, when, then }): readonly AlarmTime[] => {
    if (!then.some(({ act }) => lowers(act) && act.kind !== 'ask')) return [];
    const spans = termsOf(when).flatMap((term) => {
      const metric = term.kind === 'claim' ? plan.metrics[term.metric] : undefined;
      if (term.kind !== 'claim' || !metric) return [];
      const windows = alarmWindows(term, metric, plan);
      return 'reason' in windows ? [] : [windows.period * windows.datapointsToAlarm * 1000];
    });
    return spans.length === 0 ? [] : [{ trigger: name, dataMs: Math.max(...spans) }];
  });
}
