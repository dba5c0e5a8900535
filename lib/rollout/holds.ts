import { localDate, nextOpening, resolveTime, sayInstant, windowOpen } from '../plan/calendar.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { phaseAt, stepAt } from './place.js';
import { lowers } from '../plan/expressions/lowers.js';
import { putsBack } from '../plan/expressions/puts-back.js';
import { keepsHeld } from './responses.js';
import type { Instant, RolloutState } from './state.js';
import { anyExposed } from './step-exposure.js';

/** Why exposure may not rise now. */
export interface Hold {
  readonly kind: 'paused' | 'trigger' | 'blind' | 'frozen' | 'window' | 'lane' | 'brake' | 'disabled';
  readonly say: string;
  /** When it ends by itself, where that is known. */
  readonly until?: Instant;
}

/** Everything that keeps exposure from rising at `now`; an empty list means that it may. */
export function holds(plan: RolloutPlan, state: RolloutState, now: Instant): readonly Hold[] {
  const { environment } = phaseAt(plan, state.control);
  return [
    ...standingHolds(plan, state, now),
    ...flagHolds(state, environment, stepAt(plan, state.control)?.flags ?? []),
  ];
}

/** As `holds`, for what changes every environment and flag at once. */
export function holdsAnywhere(plan: RolloutPlan, state: RolloutState, now: Instant): readonly Hold[] {
  return [
    ...standingHolds(plan, state, now),
    ...plan.environments.flatMap((environment) => flagHolds(state, environment, Object.keys(plan.flags))),
  ];
}

/** What people, triggers and the calendar say, whatever the lanes do. */
export function standingHolds(plan: RolloutPlan, state: RolloutState, now: Instant): readonly Hold[] {
  return [...peopleHolds(state, now), ...triggerHolds(plan, state), ...calendarHolds(plan, state, now)];
}

/**
 * What keeps the rollout from passing a point of no return: a pause, and whatever a trigger has begun. A response that puts
 * users back and comes later, or that somebody has yet to allow, must not come due when there is nothing to go back to.
 */
export function noReturnHolds(plan: RolloutPlan, state: RolloutState): readonly Hold[] {
  const { control } = state;
  if (control.mode !== 'running' || control.position.stage !== 'entry') return [];
  if (phaseAt(plan, control).irreversible === undefined) return [];
  const begun = plan.triggers.filter(
    ({ name, then }) =>
      (state.triggers[name]?.phase ?? 'quiet') !== 'quiet' && then.some(({ act }) => putsBack(act)),
  );
  return [
    ...pauseHolds(state),
    ...triggerHolds(plan, state),
    ...begun.map(({ name }) => ({
      kind: 'trigger' as const,
      say: `trigger ${name} may still put users back`,
    })),
  ];
}

/** Whether a hold also takes back what is on its way already; a window that closes lets it arrive. */
export function stopsRise(hold: Hold): boolean {
  return hold.kind === 'paused' || hold.kind === 'trigger' || hold.kind === 'frozen';
}

function pauseHolds({ paused }: RolloutState): readonly Hold[] {
  if (!paused) return [];
  const because = paused.because === undefined ? '' : `: ${paused.because}`;
  return [{ kind: 'paused', say: `paused by ${paused.by}${because}` }];
}

function peopleHolds(state: RolloutState, now: Instant): readonly Hold[] {
  const frozen =
    state.frozen && now < state.frozen.until
      ? [{ kind: 'frozen' as const, say: `frozen: ${state.frozen.because}`, until: state.frozen.until }]
      : [];
  return [...pauseHolds(state), ...frozen];
}

function triggerHolds(plan: RolloutPlan, state: RolloutState): readonly Hold[] {
  const someone = Object.values(state.environments).some((environment) => anyExposed(environment.exposures));
  return plan.triggers.flatMap((trigger): readonly Hold[] => {
    const current = state.triggers[trigger.name];
    if (!current) return [];
    const lasting = current.phase !== 'quiet' && trigger.then.some((response) => keepsHeld(response.act));
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
  if (freeze)
    found.push({
      kind: 'frozen',
      say: `frozen until ${freeze.until}: ${freeze.because}`,
      until: endOfDay(freeze.until, plan.timezone),
    });
  const phase = phaseAt(plan, state.control);
  if (!windowOpen(phase.windows, plan.timezone, now)) {
    const opens = nextOpening(phase.windows, plan.timezone, now);
    found.push({ kind: 'window', say: `the window opens ${sayInstant(opens, plan.timezone)}`, until: opens });
  }
  return found;
}

/** What the lanes of an environment and flags that are off say: a step that reaches nobody proves nothing. */
function flagHolds(state: RolloutState, name: string, flags: readonly string[]): readonly Hold[] {
  const environment = state.environments[name];
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
  const capped = flags.filter((flag) => (environment.caps[flag]?.limit ?? 'open') !== 'open');
  if (capped.length > 0) found.push({ kind: 'brake', say: `the brake is on for ${capped.join(', ')}` });
  const off = flags.filter((flag) => state.disabled[flag] && state.disabled[flag].over !== true);
  if (off.length > 0) found.push({ kind: 'disabled', say: `disabled: ${off.join(', ')}` });
  return found;
}

/** The moments at which a freeze of the plan begins or ends: it also stops a rise that is on its way. */
export function freezeTimes(plan: RolloutPlan): readonly Instant[] {
  return plan.freezes.flatMap(({ from, until }) => [
    startOfDay(from, plan.timezone),
    endOfDay(until, plan.timezone),
  ]);
}

const NO_CONTEXT = { startAt: 0, phaseEnteredAt: 0, notBefore: 0 };

function startOfDay(date: string, zone: string): Instant {
  return resolveTime({ kind: 'date', date }, { ...NO_CONTEXT, zone });
}

/** Local midnight at the end of a date: that of the second day of a phase that begins on it. */
function endOfDay(date: string, zone: string): Instant {
  const phaseEnteredAt = startOfDay(date, zone);
  return resolveTime({ kind: 'day', day: 2 }, { ...NO_CONTEXT, zone, phaseEnteredAt });
}
