import { sayMeasured } from '../../plan/expressions/amounts.js';
import type { GatePower, KnownTest } from './gate-power.js';

/** `3.4x is the least (6.8%, 13x what is usual)`; nothing where nothing is seen. */
export function sayWhatIsLeast(
  test: KnownTest,
  { least, timesBase, timesAllowed }: GatePower,
): string | undefined {
  if (least === undefined) return undefined;
  const rate = sayRate(test, least);
  const usual = timesBase === undefined ? '' : `, ${sayTimes(timesBase)} what is usual`;
  return timesAllowed === undefined
    ? `${rate} is the least${usual}`
    : `${sayTimes(timesAllowed)} is the least (${rate}${usual})`;
}

/** `sees 6.8% bad, 3.4x what it allows, 13x what is usual`. */
export function sayWhatIsSeen(test: KnownTest, { least, timesBase, timesAllowed }: GatePower): string {
  if (least === undefined) return 'sees nothing';
  return [
    `sees ${sayRate(test, least)}`,
    ...(timesAllowed === undefined ? [] : [`${sayTimes(timesAllowed)} what it allows`]),
    ...(timesBase === undefined ? [] : [`${sayTimes(timesBase)} what is usual`]),
  ].join(', ');
}

/** A bad rate in the words of the metric. */
function sayRate({ noun, aboveLimit, ...test }: KnownTest, rate: number): string {
  if (test.kind === 'threshold' && test.test.kind === 'events')
    return `${sayMeasured({ value: rate, unit: 'number' })} events`;
  const share = sayMeasured({ value: rate, unit: 'fraction' });
  return aboveLimit ? `${share} of the ${noun} above its limit` : `${share} bad`;
}

/** `1.17x`, `3.4x`, `120x`: two digits that count, always enough. */
export function sayTimes(times: number): string {
  const digits = times < 2 ? 2 : times < 10 ? 1 : 0;
  const factor = 10 ** digits;
  return `${(Math.ceil(times * factor - 1e-9) / factor).toLocaleString('en-US')}x`;
}
