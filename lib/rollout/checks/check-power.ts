import { chanceToStop } from '../../judge/threshold-power.js';
import { sayDuration, sayLength, sayMeasured } from '../../plan/expressions/amounts.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import type { AskedClaim } from './claims-of-gates.js';
import type { CourseRule } from './course.js';
import { gatePower, isBlindToTwice, timesToSeeTwice } from './gate-power.js';
import { gateTestOf } from './gate-test-of.js';
import type { GateTest } from './gate-test.js';
import { sayTimes, sayWhatIsLeast } from './say-power.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A gate that stops more healthy rollouts than that is worth a word. */
const OFTEN = 0.1;

type Threshold = GateTest & { readonly kind: 'threshold' };
interface Tested {
  readonly asked: AskedClaim;
  readonly test: Threshold;
}

/**
 * Thresholds of gates that too little stands behind: those that let twice what they allow pass, and those that chance
 * alone fails. (What is judged by evidence passes nothing that it has not seen: `checkEvidence` says when that is late.)
 */
export const checkPower: CourseRule = ({ plan, asked }) => {
  const tested = asked.flatMap((one): readonly Tested[] => {
    const test = one.point.before ? undefined : gateTestOf(plan, one);
    return test?.kind === 'threshold' ? [{ asked: one, test }] : [];
  });
  const blind = tested.filter(({ test }) => isBlindToTwice(test));
  const chancy = tested.filter(({ test }) => healthyStopped(test) > OFTEN);
  return [
    ...worstOfEach(blind, ({ test }) => -chanceToStop(test.test, 2 * test.allowed)).map((one) =>
      reportBlind(plan, one),
    ),
    ...worstOfEach(chancy, ({ test }) => healthyStopped(test)).map((one) => reportChance(plan, one)),
  ];
};

/** Nothing for a gate that wants more than what is usual: what it waits for has not happened yet. */
function healthyStopped({ base, allowed, test }: Threshold): number {
  return base === undefined || base >= allowed ? 0 : chanceToStop(test, base);
}

/** Each claim once, at the point where it is worst. */
function worstOfEach(all: readonly Tested[], badness: (one: Tested) => number): readonly Tested[] {
  const worst = new Map<string, Tested>();
  for (const one of all) {
    const key = `${one.asked.path.join(' ')} ${String(one.asked.claim.offset)} ${one.asked.claim.metric}`;
    const known = worst.get(key);
    if (!known || badness(one) > badness(known)) worst.set(key, one);
  }
  return [...worst.values()];
}

function reportBlind(plan: RolloutPlan, { asked, test }: Tested): PlacedProblem {
  const { claim, path, point } = asked;
  const least = sayWhatIsLeast(test, gatePower(test, asked));
  return {
    severity: 'warning',
    code: 'gate-blind',
    path,
    offset: claim.offset,
    found: `\`${claim.text}\` ${point.say}: with ${sayExpected(plan, asked, test)} this gate cannot see 2x what it allows; ${least ?? 'it sees nothing'}`,
    allowed: 'a gate that stops twice what it allows with a probability of 80%',
    advice: whatWouldDo(plan, asked, test),
  };
}

function reportChance(plan: RolloutPlan, { asked, test }: Tested): PlacedProblem {
  const { claim, path, point } = asked;
  const percent = sayMeasured({ value: Number(healthyStopped(test).toPrecision(2)), unit: 'fraction' });
  return {
    severity: 'warning',
    code: 'gate-by-chance',
    path,
    offset: claim.offset,
    found: `\`${claim.text}\` ${point.say}: with ${sayExpected(plan, asked, test)} chance alone stops a healthy rollout with a probability of ${percent}`,
    allowed: 'at most 10%',
    advice: 'leave more room, ask of more, or look over a longer time',
  };
}

/** `about 50 users in 3d`, `about 60 users and 8,294 requests in 3d`. */
function sayExpected(plan: RolloutPlan, { units, overMs }: AskedClaim, test: Threshold): string {
  const who = `about ${count(test.areUnits ? test.samples : (units?.exposed ?? 0))} ${plan.audience.units}`;
  if (test.areUnits) return who;
  const what = `about ${count(test.samples)} ${test.noun}`;
  const time = overMs < MINUTE ? 'no time' : `its ${sayLength(Math.round(overMs / MINUTE) * MINUTE)}`;
  return `${who} exposed and ${what} in ${time}`;
}

function whatWouldDo(plan: RolloutPlan, asked: AskedClaim, test: Threshold): string {
  const drop = 'or drop it here';
  if (test.areUnits) {
    const { units } = asked;
    const risen = Math.max(1, units?.risen ?? 1);
    const times = timesToSeeTwice((more) =>
      gateTestOf(plan, { ...asked, units: { exposed: risen * more, risen: risen * more } }),
    );
    const enough = times === undefined ? undefined : Math.ceil(times * risen);
    return enough === undefined || enough > plan.audience.size
      ? `ask of more ${plan.audience.units} at once, allow none, ${drop}`
      : `ask of at least ${count(enough)} ${plan.audience.units}, ${drop}`;
  }
  const from = Math.max(MINUTE, asked.overMs);
  const times = timesToSeeTwice((more) => gateTestOf(plan, { ...asked, overMs: from * more }));
  if (times === undefined) return `look over a longer time, expose more, ${drop}`;
  const longer = times * from;
  const unit = longer < 2 * HOUR ? MINUTE : longer < 48 * HOUR ? HOUR : 24 * HOUR;
  const time = sayDuration(Math.ceil(longer / unit) * unit);
  return `look over at least ${time}, expose ${sayTimes(times)} as many, ${drop}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
