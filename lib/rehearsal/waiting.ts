import { exposes, gateAt, phaseAt, stepAt } from '../rollout/place.js';
import { judgeGate, type GateView } from '../rollout/gate.js';
import { holds, type Hold } from '../rollout/holds.js';
import { noticedFrom } from '../rollout/notice-times.js';
import type { Instant, RolloutState } from '../rollout/state.js';
import { isTicked } from '../rollout/ticks.js';
import { waitsForTime } from '../rollout/waits-for-time.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';

/** What a rollout can wait for. */
export const CAUSES = [
  'dates',
  'soaks',
  'windows',
  'freezes',
  'notices',
  'people',
  'gates',
  'triggers',
  'hooks',
  'AppConfig',
  'a retry',
] as const;
export type Cause = (typeof CAUSES)[number];

/** What the rollout waits for now, the first thing in the order in which it is asked; nothing once all phases are done. */
export function waitingFor(plan: RolloutPlan, state: RolloutState, now: Instant): Cause | undefined {
  const { control } = state;
  if (control.mode === 'reverted') return 'a retry';
  if (control.mode !== 'running') return undefined;
  const { stage } = control.position;
  const isTimely = !waitsForTime(plan, state, now);
  switch (stage) {
    case 'entry':
      return isTimely ? gateCause(plan, state, now) : 'dates';
    case 'waiting': {
      if (!isTimely) return 'dates';
      const step = stepAt(plan, control);
      if (!step) return 'dates';
      if ((noticedFrom(state, step) ?? Infinity) > now) return 'notices';
      const hold = exposes(step) ? holds(plan, state, now)[0] : undefined;
      return hold ? HOLDS[hold.kind] : gateCause(plan, state, now);
    }
    case 'rising':
      return 'AppConfig';
    case 'soaking':
      return isTimely ? workCause(plan, state) : 'soaks';
    case 'judging':
      return gateCause(plan, state, now);
    case 'leaving':
      if (!isTimely) return phaseAt(plan, control).watchMs > 0 ? 'soaks' : 'dates';
      return gateCause(plan, state, now);
  }
}

const HOLDS: Readonly<Record<Hold['kind'], Cause>> = {
  paused: 'people',
  trigger: 'triggers',
  blind: 'triggers',
  frozen: 'freezes',
  window: 'windows',
  lane: 'AppConfig',
  brake: 'AppConfig',
  disabled: 'triggers',
};

function workCause(plan: RolloutPlan, state: RolloutState): Cause {
  const step = stepAt(plan, state.control);
  return step?.tasks.every((task) => isTicked(state, task)) === false ? 'people' : 'hooks';
}

function gateCause(plan: RolloutPlan, state: RolloutState, now: Instant): Cause {
  const gate = gateAt(plan, state.control);
  return gate && isOfPeople(judgeGate(plan, state, gate, now)) ? 'people' : 'gates';
}

function isOfPeople({ unsigned, unticked, undecided }: GateView): boolean {
  return unsigned.length > 0 || unticked.length > 0 || undecided !== undefined;
}
