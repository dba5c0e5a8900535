import { readFileSync } from 'node:fs';
import { judgeClaim } from '../lib/judge/judge-claim.js';
import type { Reading } from '../lib/judge/reading.js';
import { readPlan } from '../lib/plan/read-plan.js';
import type { RolloutPlan } from '../lib/plan/rollout-plan.js';
import type { Finding } from '../lib/judge/finding.js';
import { findingsMatter } from '../lib/rollout/matters.js';
import { nextWakeup } from '../lib/rollout/next-wakeup.js';
import type { RolloutState } from '../lib/rollout/state.js';
import { transition } from '../lib/rollout/transition.js';
import { watchlist } from '../lib/rollout/watch.js';
import { Driver } from '../test/rollout/driver.js';

const MINUTE = 60_000;
const EIGHT_WEEKS = 8 * 7 * 1440;

/** What the core does with eight weeks of minutes between two steps, without promises and without a world. */
export function benchCore(): {
  readonly quietPerSecond: number;
  readonly judgedPerSecond: number;
  readonly transitions: number;
} {
  const plan = phoenix();
  const state = betweenTwoSteps(plan);
  return { ...quietMinutes(plan, state), judgedPerSecond: judgedMinutes(plan, state) };
}

function phoenix(): RolloutPlan {
  const { plan } = readPlan('phoenix.yaml', readFileSync('plans/phoenix.yaml', 'utf8'), (file) =>
    readFileSync(`plans/${file}`, 'utf8'),
  );
  if (!plan) throw new Error('plans/phoenix.yaml has mistakes');
  return plan;
}

/** A rollout whose internal users are exposed, and whose gate has no answer: only measurements can change it. */
function betweenTwoSteps(plan: RolloutPlan): RolloutState {
  const driver = new Driver(plan, {
    find: (key) => (key.startsWith('trigger:') ? undefined : { truth: 'unknown' }),
  });
  driver.runUntil(driver.now + 20 * 1440 * MINUTE);
  if (driver.state.history.length === 0) throw new Error('nobody is exposed after twenty days');
  return driver.state;
}

function calm(plan: RolloutPlan, state: RolloutState): Record<string, Finding> {
  const findings: Record<string, Finding> = {};
  for (const { key, claim } of watchlist(plan, state)) {
    findings[key] = { text: claim.text, truth: key.startsWith('trigger:') ? 'no' : 'unknown', why: 'bench' };
  }
  return findings;
}

/** Minutes in which nothing is new: the wakeup is compared with the clock, and transitions run only at wakeups. */
function quietMinutes(
  plan: RolloutPlan,
  begin: RolloutState,
): { readonly quietPerSecond: number; readonly transitions: number } {
  const findings = calm(plan, begin);
  const started = performance.now();
  let state = begin;
  let wakeup = nextWakeup(plan, state) ?? Infinity;
  let transitions = 0;
  for (let minute = 1; minute <= EIGHT_WEEKS; minute += 1) {
    const now = begin.at + minute * MINUTE;
    if (now < wakeup) continue;
    state = transition(plan, state, {
      kind: 'observed',
      id: `minute-${String(minute)}`,
      at: now,
      findings,
      lanes: [],
    }).state;
    wakeup = nextWakeup(plan, state) ?? Infinity;
    transitions += 1;
  }
  return { quietPerSecond: EIGHT_WEEKS / ((performance.now() - started) / 1000), transitions };
}

/** Minutes that feed the judge: every armed trigger is judged on new readings, and nothing follows from it. */
function judgedMinutes(plan: RolloutPlan, state: RolloutState): number {
  const items = watchlist(plan, state).filter((item) => item.key.startsWith('trigger:'));
  if (items.length === 0) throw new Error('no trigger is armed');
  const gate = calm(plan, state);
  const reading = (minute: number): Reading => ({
    kind: 'value',
    value: 0.0001 * (minute % 7),
    samples: 40,
    part: 0,
  });
  const started = performance.now();
  for (let minute = 1; minute <= EIGHT_WEEKS; minute += 1) {
    const findings: Record<string, Finding> = { ...gate };
    for (const { key, claim } of items) {
      const metric = plan.metrics[claim.metric];
      if (!metric) continue;
      const periods =
        claim.hold?.kind === 'periods' ? claim.hold.of : claim.hold ? claim.hold.ms / MINUTE : 1;
      const readings = Array.from({ length: periods }, (_, index) => reading(minute + index));
      findings[key] = judgeClaim(claim, metric, {
        kind: 'measured',
        subject: [{ readings }],
        control: [{ readings }],
      });
    }
    if (findingsMatter(plan, state, findings, state.at + minute * MINUTE))
      throw new Error('calm findings must not matter');
  }
  return EIGHT_WEEKS / ((performance.now() - started) / 1000);
}
