import type { AskedClaim } from '../rollout/checks/claims-of-gates.js';
import type { Course } from '../rollout/checks/course.js';
import { gatePower, seesTwiceTheUsual, type KnownTest } from '../rollout/checks/gate-power.js';
import { gateTestOf } from '../rollout/checks/gate-test-of.js';
import { sayTimes } from '../rollout/checks/say-power.js';

/** So many of the faintest are looked at exactly. */
const EXAMINED = 5;

interface Measured {
  readonly asked: AskedClaim;
  readonly test: KnownTest;
  readonly sees: boolean;
}

/**
 * One sentence about the criteria of gates that let twice what is usual pass, with the one that lets most pass; nothing
 * when none does. It is no mistake: how much worse is still good is the plan's to say.
 */
export function sayFaintGates({ plan, asked }: Pick<Course, 'plan' | 'asked'>): string | undefined {
  const faintest = new Map<string, Measured>();
  for (const one of asked) {
    const test = gateTestOf(plan, one);
    const sees = test.kind === 'unsaid' ? undefined : seesTwiceTheUsual(test);
    if (test.kind === 'unsaid' || sees === undefined) continue;
    const key = `${one.point.gate.id} ${one.claim.text}`;
    const known = faintest.get(key);
    if (!known || faintness(test) > faintness(known.test)) faintest.set(key, { asked: one, test, sees });
  }
  const faint = [...faintest.values()].filter(({ sees }) => !sees);
  const [first] = [...faint]
    .sort((a, b) => faintness(b.test) - faintness(a.test))
    .slice(0, EXAMINED)
    .map((one) => ({ ...one, timesBase: gatePower(one.test, one.asked).timesBase }))
    .sort((a, b) => (b.timesBase ?? Infinity) - (a.timesBase ?? Infinity));
  if (!first) return undefined;
  const byLevel = faint.filter(({ test }) => isByLevel(test)).length;
  const { timesBase } = first;
  const { claim, point, units } = first.asked;
  const who = units === undefined ? '' : ` (${Math.round(units.exposed).toLocaleString('en-US')} exposed)`;
  return (
    `${String(faint.length)} of ${String(faintest.size)} measured criteria let 2x what is usual pass: ` +
    `${String(byLevel)} by their level, ${String(faint.length - byLevel)} for want of samples; ` +
    `\`${claim.text}\` ${point.say}${who} sees ${timesBase === undefined ? 'nothing' : `${sayTimes(timesBase)} at least`}`
  );
}

function isByLevel({ allowed, base = 0 }: KnownTest): boolean {
  return allowed >= 2 * base;
}

/** About how many times what is usual is seen: tells at no cost which criteria are worth a look. */
function faintness({ allowed, base = 1, samples }: KnownTest): number {
  const room = samples <= 0 ? 1 : Math.sqrt(allowed / samples) + 1.6 / samples;
  return (allowed + room) / base;
}
