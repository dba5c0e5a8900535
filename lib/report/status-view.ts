import { sayInstant } from '../plan/calendar.js';
import { sayElapsed } from '../plan/expressions/amounts.js';
import { termsOf } from '../plan/expressions/condition.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import { isDrilling } from '../rollout/drill/broken-off.js';
import { exposedUnits } from '../rollout/exposed-units.js';
import { holds, noReturnHolds } from '../rollout/holds.js';
import { nextWakeup } from '../rollout/next-wakeup.js';
import { gateAt, phaseAt, stepAt } from '../rollout/place.js';
import type { Instant, RolloutState } from '../rollout/state.js';
import { armedTriggers, findTerm, ownerOfTrigger } from '../rollout/watch.js';
import { gateStatus, sayFinding, type GateStatus } from './gate-status.js';
import { sayNumber, sayUnits } from './sentences/amounts.js';

/** How a rollout stands: all that a person asks first. */
export interface StatusView {
  readonly rollout: string;
  readonly at: Instant;
  /** Where it is, in a sentence. */
  readonly say: string;
  readonly mode: RolloutState['control']['mode'];
  readonly attempt: number;
  readonly phase: string;
  readonly step?: string;
  /** Of the lanes' desired slots: what commands that raise exposure are bound to. */
  readonly generation: number;
  readonly exposed: { readonly units: number; readonly of: number; readonly say: string };
  /** The same per environment and flag, about; without those that reach nobody. */
  readonly exposures: readonly {
    readonly environment: string;
    readonly flag: string;
    readonly units: number;
  }[];
  /** The gate that comes next. */
  readonly gate?: GateStatus;
  /** Why exposure may not rise now; empty when it may. */
  readonly held: readonly string[];
  /** Armed triggers, whether their condition holds, and what was found about it. */
  readonly triggers: readonly {
    readonly name: string;
    readonly say: 'quiet' | 'blind' | 'holds' | 'fired';
    readonly found: readonly string[];
  }[];
  readonly lanes: readonly {
    readonly environment: string;
    readonly lane: 'rise' | 'brake';
    readonly step: string;
    readonly say: string;
  }[];
  /** The drill that is under way, and what the last one has found; empty before the first. */
  readonly drills: readonly string[];
  /** When time alone may change something next. */
  readonly next?: Instant;
  /** Messages and hooks that have failed too often and wait for people. */
  readonly parked: number;
  readonly timezone: string;
}

/**
 * The status of a rollout as data; text, HTML and JSON are made of it.
 * @param parked how many effects wait for people
 */
export function statusView(plan: RolloutPlan, state: RolloutState, now: Instant, parked = 0): StatusView {
  const { control } = state;
  const gate = gateAt(plan, control);
  const step = stepAt(plan, control);
  const units = Math.round(exposedUnits(plan, state));
  const next = nextWakeup(plan, state);
  return {
    rollout: plan.rollout,
    at: now,
    say: sayPlace(plan, state),
    mode: control.mode,
    attempt: control.attempt,
    phase: phaseAt(plan, control).name,
    ...(step ? { step: step.id } : {}),
    generation: state.generation,
    exposed: {
      units,
      of: plan.audience.size,
      say: `about ${sayUnits(units, plan.audience)} of ${sayNumber(plan.audience.size)}`,
    },
    exposures: exposuresOf(plan, state),
    ...(gate ? { gate: gateStatus(plan, state, gate, now) } : {}),
    held: control.mode === 'closed' ? [] : heldBy(plan, state, now),
    triggers: armedTriggers(plan, state).map((trigger) => ({
      name: trigger.name,
      say: sayTrigger(state, trigger.name),
      found: foundBy(plan, state, trigger, now),
    })),
    lanes: Object.entries(state.environments).flatMap(([environment, one]) =>
      (['rise', 'brake'] as const).map((lane) => ({
        environment,
        lane,
        step: one[lane].step,
        say: sayLane(one[lane].generation, one.seen[lane]),
      })),
    ),
    drills: drillsOf(plan, state, now),
    ...(next === undefined ? {} : { next }),
    parked,
    timezone: plan.timezone,
  };
}

function drillsOf(plan: RolloutPlan, state: RolloutState, now: Instant): readonly string[] {
  const { running, last } = state.drill ?? {};
  const { lastDrillAt } = state.times;
  const when = (at: Instant): string => `${sayInstant(at, plan.timezone)}, ${sayElapsed(now - at)} ago`;
  const said: string[] = [];
  if (running)
    said.push(
      isDrilling(state, now)
        ? `that of ${running.by} is under way since ${sayInstant(running.at, plan.timezone)}`
        : `that of ${running.by}, begun ${when(running.at)}, was broken off: it counts as failed`,
    );
  if (last) said.push(`that of ${last.by}, ${when(last.endedAt)}, ${last.say}`);
  if (lastDrillAt !== undefined && lastDrillAt !== last?.endedAt)
    said.push(
      last && last.endedAt > lastDrillAt
        ? `the last that passed: ${when(lastDrillAt)}; it counts no more`
        : `somebody's word, without a proof: ${when(lastDrillAt)}`,
    );
  return said;
}

/** About how many units each flag reaches in each environment. */
function exposuresOf(plan: RolloutPlan, state: RolloutState): StatusView['exposures'] {
  return plan.environments.flatMap((environment) => {
    const present = state.environments[environment];
    if (!present) return [];
    return Object.entries(present.exposures).flatMap(([flag, exposure]) => {
      const alone = {
        ...state,
        environments: { [environment]: { ...present, exposures: { [flag]: exposure } } },
      };
      const units = Math.round(exposedUnits(plan, alone));
      return units === 0 ? [] : [{ environment, flag, units }];
    });
  });
}

function foundBy(plan: RolloutPlan, state: RolloutState, trigger: Trigger, now: Instant): readonly string[] {
  return termsOf(trigger.when).map((term) =>
    sayFinding(findTerm(plan, state, ownerOfTrigger(trigger), term, now)),
  );
}

function sayPlace(plan: RolloutPlan, { control, requested }: RolloutState): string {
  const phase = phaseAt(plan, control);
  const step = stepAt(plan, control);
  // A step without a name is called by its number.
  const named = step && !step.id.endsWith(`.${step.name}`) ? ` (${step.name})` : '';
  const at = step ? `step ${step.id}${named}` : `phase ${phase.name}`;
  switch (control.mode) {
    case 'closed':
      return 'closed';
    case 'completed':
      return 'completed: everybody has it, and the triggers still watch';
    case 'reverted':
      return `users were put back (${control.what}); it goes on at ${phase.name} as attempt ${String(control.attempt + 1)}`;
    case 'running':
      switch (control.position.stage) {
        case 'entry':
          return requested !== undefined && requested < phase.index
            ? `waits for somebody to ask for phase ${phase.name}`
            : `waits to enter phase ${phase.name}`;
        case 'waiting':
          return `waits to start ${at}`;
        case 'rising':
          return `${at} is on its way to its users`;
        case 'soaking':
          return `${at} is being lived with`;
        case 'judging':
          return `${at} is being judged`;
        case 'leaving':
          return `waits to leave phase ${phase.name}`;
      }
  }
}

function sayTrigger(state: RolloutState, name: string): StatusView['triggers'][number]['say'] {
  const one = state.triggers[name];
  if (!one) return 'quiet';
  if (one.phase !== 'quiet') return 'fired';
  return one.holds ? 'holds' : one.blind ? 'blind' : 'quiet';
}

function sayLane(wanted: number, seen: RolloutState['environments'][string]['seen']['rise']): string {
  switch (seen.kind) {
    case 'settled':
      return seen.generation === wanted ? 'served' : 'about to be published';
    case 'moving':
      return 'on its way';
    case 'failed':
      return 'rolled back by AppConfig';
    case 'foreign':
      return 'somebody else has deployed: nothing rises until it is adopted or reverted';
    case 'unknown':
      return 'cannot be read: nothing rises';
  }
}

/** When something may change next, for people. */
export function sayNext({ next, timezone }: StatusView): string {
  return next === undefined ? 'when measurements, people or deployments do' : sayInstant(next, timezone);
}

function heldBy(plan: RolloutPlan, state: RolloutState, now: Instant): readonly string[] {
  return [...new Set([...holds(plan, state, now), ...noReturnHolds(plan, state)].map(({ say }) => say))];
}
