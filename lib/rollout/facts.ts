import { sayElapsed } from '../plan/expressions/amounts.js';
import type { Claim, Fact } from '../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import type { Finding, Truth } from '../judge/finding.js';
import { judgeClaim } from '../judge/judge-claim.js';
import type { ClaimData, Reading } from '../judge/reading.js';
import { LONGEST_DRILL_MS, wasBrokenOff } from './drill/broken-off.js';
import { exposedUnits } from './exposed-units.js';
import type { Instant, RolloutState } from './state.js';

/** What the rollout itself knows about a fact of the plan language. */
export function findFact(state: RolloutState, fact: Fact, now: Instant): Finding {
  switch (fact.kind) {
    case 'elapsed':
      return passed(fact, elapsedSince(state, fact), fact.ms, now, fact.since);
    case 'quiet': {
      const openIncident =
        fact.without === 'incident' && state.incidents.some((incident) => incident.closedAt === undefined);
      if (openIncident) return { text: fact.text, truth: 'no', why: 'an incident is open' };
      return passed(fact, quietSince(state, fact), fact.ms, now, `the last ${fact.without}`);
    }
    case 'drill': {
      const { lastDrillAt } = state.times;
      const failed = wasBrokenOff(state, now) ? 'was broken off' : failedDrill(state);
      if (failed !== undefined) return { text: fact.text, truth: 'no', why: `the last drill ${failed}` };
      if (lastDrillAt === undefined) return { text: fact.text, truth: 'no', why: 'there was no drill' };
      return {
        text: fact.text,
        truth: now - lastDrillAt < fact.youngerThanMs ? 'yes' : 'no',
        why: `the last drill is ${sayElapsed(now - lastDrillAt)} old`,
      };
    }
    case 'hook': {
      const run = [...state.hooks].reverse().find((one) => one.hook === fact.hook);
      const truth: Truth = run?.outcome === 'ok' ? 'yes' : run?.outcome === 'failed' ? 'no' : 'unknown';
      return {
        text: fact.text,
        truth,
        why:
          run?.outcome === undefined
            ? 'no answer yet'
            : `it ${run.outcome === 'ok' ? 'succeeded' : 'failed'}`,
      };
    }
    case 'decision': {
      const decision = [...state.decisions]
        .reverse()
        .find((one) => one.role === fact.role && one.at >= (state.times.lastTriggerAt ?? 0));
      const truth: Truth = decision === undefined ? 'unknown' : decision.decision === 'go' ? 'yes' : 'no';
      return {
        text: fact.text,
        truth,
        why: decision ? `${decision.who} said ${decision.decision}` : 'nobody has decided yet',
      };
    }
    case 'task': {
      const tick = state.ticks[fact.task];
      return {
        text: fact.text,
        truth: tick ? 'yes' : 'no',
        why: tick ? `ticked by ${tick.who}` : 'not ticked yet',
      };
    }
  }
}

/** When time alone turns a fact over; `undefined` when it never does. */
export function turnsAt(state: RolloutState, fact: Fact): Instant | undefined {
  switch (fact.kind) {
    case 'elapsed': {
      const since = elapsedSince(state, fact);
      return since === undefined ? undefined : since + fact.ms;
    }
    case 'quiet':
      return quietSince(state, fact) + fact.ms;
    case 'drill':
      if (state.times.lastDrillAt === undefined || failedDrill(state) !== undefined) return undefined;
      return Math.min(
        state.times.lastDrillAt + fact.youngerThanMs,
        (state.drill?.running?.at ?? Infinity) + LONGEST_DRILL_MS,
      );
    case 'hook':
    case 'decision':
    case 'task':
      return undefined;
  }
}

/** What the last drill has failed at: an older one that has passed proves nothing any more. */
function failedDrill({ drill, times }: RolloutState): string | undefined {
  const last = drill?.last;
  return last?.verdict === 'failed' && last.endedAt >= (times.lastDrillAt ?? 0) ? last.say : undefined;
}

function elapsedSince(
  { times }: RolloutState,
  { since }: Fact & { readonly kind: 'elapsed' },
): Instant | undefined {
  return {
    entry: times.phaseEnteredAt,
    'first exposure': times.phaseFirstExposureAt,
    'last rise': times.lastRiseAt,
  }[since];
}

function quietSince(state: RolloutState, { without }: Fact & { readonly kind: 'quiet' }): Instant {
  const last = without === 'trigger' ? state.times.lastTriggerAt : lastIncidentAt(state);
  return Math.max(last ?? state.startedAt, state.times.phaseEnteredAt);
}

function passed(fact: Fact, since: Instant | undefined, ms: number, now: Instant, what: string): Finding {
  if (since === undefined) return { text: fact.text, truth: 'no', why: `there was no ${what} yet` };
  const elapsed = now - since;
  return {
    text: fact.text,
    truth: elapsed >= ms ? 'yes' : 'no',
    why: `${sayElapsed(elapsed)} since ${what}`,
  };
}

function lastIncidentAt(state: RolloutState): Instant | undefined {
  const times = state.incidents.map((incident) => incident.closedAt ?? incident.openedAt);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Whether a claim is about something that the rollout knows of itself, so that nothing needs to be measured. */
export function knowsItself(metric: Metric): boolean {
  return metric.source.kind === 'own' || metric.source.kind === 'figure';
}

/** Judges a claim about the rollout's own figures. */
export function findOwn(plan: RolloutPlan, state: RolloutState, claim: Claim, metric: Metric): Finding {
  const reading = ownReading(plan, state, metric);
  const data: ClaimData = { kind: 'measured', subject: [{ readings: [reading] }] };
  return judgeClaim(claim, metric, data);
}

function ownReading(plan: RolloutPlan, state: RolloutState, metric: Metric): Reading {
  const { source } = metric;
  if (source.kind === 'figure') {
    const value = state.figures[metric.name];
    return value === undefined ? { kind: 'missing' } : { kind: 'value', value, samples: 1 };
  }
  if (source.kind !== 'own') return { kind: 'missing' };
  switch (source.what) {
    case 'exposed units':
      return { kind: 'value', value: exposedUnits(plan, state), samples: 1 };
    case 'incidents':
      return { kind: 'value', value: state.incidents.length, samples: 1 };
    case 'time to resolve': {
      const closed = state.incidents.flatMap((incident) =>
        incident.closedAt === undefined ? [] : [incident.closedAt - incident.openedAt],
      );
      if (closed.length === 0) return { kind: 'empty' };
      return {
        kind: 'value',
        value: closed.reduce((sum, one) => sum + one, 0) / closed.length,
        samples: closed.length,
      };
    }
  }
}
