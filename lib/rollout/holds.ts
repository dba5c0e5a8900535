import { localDate, nextOpening, sayInstant, windowOpen } from '../plan/calendar.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { phaseAt, stepAt } from './place.js';
import { keepsHeld, lowers } from './responses.js';
import type { Instant, RolloutState } from './state.js';
import { anyExposed } from './step-exposure.js';

/** Why exposure may not rise now. */
export interface Hold {
  readonly kind: 'paused' | 'trigger' | 'blind' | 'frozen' | 'window' | 'lane' | 'brake';
  readonly say: string;
  /** When it ends by itself, where that is known. */
  readonly until?: Instant;
}

/** Everything that keeps exposure from rising at `now`; an empty list means that it may. */
export function holds(plan: RolloutPlan, state: RolloutState, now: Instant): readonly Hold[] {
  return [
    ...peopleHolds(state, now),
    ...triggerHolds(plan, state),
    ...calendarHolds(plan, state, now),
    ...laneHolds(plan, state),
  ];
}

function peopleHolds(state: RolloutState, now: Instant): readonly Hold[] {
  const paused = state.paused
    ? [
        {
          kind: 'paused' as const,
          say: `paused by ${state.paused.by}${state.paused.because === undefined ? '' : `: ${state.paused.because}`}`,
        },
      ]
    : [];
  const frozen =
    state.frozen && now < state.frozen.until
      ? [{ kind: 'frozen' as const, say: `frozen: ${state.frozen.because}`, until: state.frozen.until }]
      : [];
  return [...paused, ...frozen];
}

function triggerHolds(plan: RolloutPlan, state: RolloutState): readonly Hold[] {
  const someone = Object.values(state.environments).some((environment) => anyExposed(environment.exposures));
  return plan.triggers.flatMap((trigger): readonly Hold[] => {
    const current = state.triggers[trigger.name];
    if (!current) return [];
    const lasting =
      current.phase !== 'quiet' &&
      trigger.then.some(
        (response, index) =>
          keepsHeld(response.act) && (current.done.includes(index) || response.afterMs > 0),
      );
    if (current.holds || lasting || current.phase === 'spent')
      return [
        {
          kind: 'trigger',
          say: `trigger ${trigger.name} ${current.holds ? 'holds' : 'has not been resumed'}`,
        },
      ];
    if (
      current.blind &&
      someone &&
      trigger.then.some((response) => lowers(response.act) || response.act.kind === 'pause')
    ) {
      return [{ kind: 'blind', say: `trigger ${trigger.name} has no data` }];
    }
    return [];
  });
}

function calendarHolds(plan: RolloutPlan, state: RolloutState, now: Instant): readonly Hold[] {
  const found: Hold[] = [];
  const today = localDate(now, plan.timezone);
  const freeze = plan.freezes.find((one) => one.from <= today && today <= one.until);
  if (freeze) found.push({ kind: 'frozen', say: `frozen until ${freeze.until}: ${freeze.because}` });
  const phase = phaseAt(plan, state.control);
  if (!windowOpen(phase.windows, plan.timezone, now)) {
    const opens = nextOpening(phase.windows, plan.timezone, now);
    found.push({ kind: 'window', say: `the window opens ${sayInstant(opens, plan.timezone)}`, until: opens });
  }
  return found;
}

function laneHolds(plan: RolloutPlan, state: RolloutState): readonly Hold[] {
  const environment = state.environments[phaseAt(plan, state.control).environment];
  if (!environment) return [{ kind: 'lane', say: 'the lanes have not been looked at' }];
  const found: Hold[] = [];
  for (const lane of ['rise', 'brake'] as const) {
    const seen = environment.seen[lane];
    if (seen.kind === 'foreign')
      found.push({ kind: 'lane', say: `somebody else deployed to the ${lane} lane: adopt or revert it` });
    else if (seen.kind !== 'settled' || seen.generation !== environment[lane].generation) {
      found.push({ kind: 'lane', say: `the ${lane} lane is not settled` });
    }
  }
  const flags = stepAt(plan, state.control)?.flags ?? [];
  const capped = flags.filter((flag) => {
    const limit = environment.caps[flag]?.limit ?? 'open';
    return limit !== 'open' && state.disabled[flag] === undefined;
  });
  if (capped.length > 0) found.push({ kind: 'brake', say: `the brake is on for ${capped.join(', ')}` });
  return found;
}
