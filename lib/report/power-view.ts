import type { Course } from '../rollout/checks/course.js';
import { gatePower, seesTwiceTheUsual } from '../rollout/checks/gate-power.js';
import { gateTestOf } from '../rollout/checks/gate-test-of.js';
import { sayWhatIsSeen } from '../rollout/checks/say-power.js';
import type { AskedClaim } from '../rollout/checks/claims-of-gates.js';
import { sayDuration, sayLength, sayMeasured } from '../plan/expressions/amounts.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';

const MINUTE = 60_000;

/** What one criterion of one gate can see where it is asked. Rates are those of bad outcomes: 0..1. */
export interface PowerView {
  /** `pilot.leave`, `beta.2.go`. */
  readonly gate: string;
  /** `at the end of pilot`. */
  readonly asked: string;
  readonly criterion: string;
  /** How it decides; `unsaid`: the plan does not say enough to tell what it sees. */
  readonly kind: 'threshold' | 'evidence' | 'unsaid';
  /** Units that are exposed then; absent where that cannot be told. */
  readonly exposed?: number;
  /** How long it looks back; milliseconds. */
  readonly overMs: number;
  readonly samples?: number;
  /** What is counted; of events the rates are numbers of them in the time. */
  readonly noun?: string;
  readonly allowed?: number;
  readonly usual?: number;
  /** The smallest bad rate that is stopped with a probability of 80 %, or on average by evidence. */
  readonly sees?: number;
  readonly timesAllowed?: number;
  readonly timesUsual?: number;
  /** Whether twice what is usual is seen; absent where what is usual is nothing, or not known. */
  readonly seesTwiceTheUsual?: boolean;
  /** The probability that a healthy rollout is stopped. */
  readonly healthyStopped?: number;
  /** Of evidence: milliseconds until twice what is allowed is seen, on average, at best. */
  readonly twiceSeenAfterMs?: number;
  readonly say: string;
}

/** What every gate of a plan can see, at every moment when it is asked. */
export function powerView({ plan, asked }: Pick<Course, 'plan' | 'asked'>): readonly PowerView[] {
  return asked.map((one) => viewOf(plan, one));
}

function viewOf(plan: RolloutPlan, asked: AskedClaim): PowerView {
  const { claim, point, units, overMs } = asked;
  const test = gateTestOf(plan, asked);
  const common = {
    gate: point.gate.id,
    asked: point.say,
    criterion: claim.text,
    kind: test.kind,
    ...(units ? { exposed: Math.round(units.exposed) } : {}),
    overMs,
  };
  if (test.kind === 'unsaid') {
    const add = test.add === undefined ? '' : `; add ${test.add}`;
    return { ...common, say: `cannot be said: ${test.why}${add}` };
  }
  const power = gatePower(test, asked);
  const twice = seesTwiceTheUsual(test);
  const samples = Number(test.samples.toPrecision(6));
  const time = overMs < MINUTE ? 'no time' : sayLength(Math.round(overMs / MINUTE) * MINUTE);
  const isEvents = test.kind === 'threshold' && test.test.kind === 'events';
  const many = isEvents
    ? `usually ${sayMeasured({ value: samples, unit: 'number' })} ${test.noun} in ${time}`
    : `${Math.round(samples).toLocaleString('en-US')} ${test.noun}${test.areUnits ? '' : ` in ${time}`}`;
  const { healthyStopped, delayMs } = power;
  const often =
    healthyStopped === undefined || healthyStopped < 0.0005
      ? ''
      : `; chance stops a healthy rollout with ${sayMeasured({ value: Number(healthyStopped.toPrecision(2)), unit: 'fraction' })}`;
  const delay = delayMs === undefined ? '' : `; twice what it allows takes ${sayRoughly(delayMs)} to see`;
  return {
    ...common,
    samples,
    noun: test.noun,
    allowed: test.allowed,
    ...(test.base === undefined ? {} : { usual: test.base }),
    ...(power.least === undefined ? {} : { sees: power.least }),
    ...(power.timesAllowed === undefined ? {} : { timesAllowed: power.timesAllowed }),
    ...(power.timesBase === undefined ? {} : { timesUsual: power.timesBase }),
    ...(twice === undefined ? {} : { seesTwiceTheUsual: twice }),
    ...(healthyStopped === undefined ? {} : { healthyStopped }),
    ...(delayMs === undefined ? {} : { twiceSeenAfterMs: Math.round(delayMs) }),
    say: `${test.kind === 'evidence' ? 'by evidence, ' : ''}${many}: ${sayWhatIsSeen(test, power)}${often}${delay}`,
  };
}

function sayRoughly(ms: number): string {
  const unit = ms < 120 * MINUTE ? MINUTE : ms < 48 * 60 * MINUTE ? 60 * MINUTE : 1440 * MINUTE;
  return sayDuration(Math.max(1, Math.ceil(ms / unit)) * unit);
}
