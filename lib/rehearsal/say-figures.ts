import type { Proportion } from './proportion.js';
import type { Quantiles } from './quantiles.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** About how long: `7min`, `4.5h`, `12d`. */
export function sayAbout(ms: number): string {
  if (ms < 99.5 * MINUTE) return `${String(Math.round(ms / MINUTE))}min`;
  if (ms < 2 * DAY) return `${short(ms / HOUR)}h`;
  return `${short(ms / DAY)}d`;
}

function short(value: number): string {
  return value >= 9.95 ? String(Math.round(value)) : String(Number(value.toFixed(1)));
}

/** A share in percent, without pretending to know more than it does. */
export function sayShare(share: number): string {
  const percent = share * 100;
  const digits = percent === 0 || percent >= 9.95 ? 0 : percent >= 0.995 ? 1 : 2;
  // Nearly everything is not everything, and next to nothing is not nothing.
  if (percent > 0 && percent < 0.01) return '<0.01%';
  const text =
    percent < 100 && percent.toFixed(digits) === '100' ? '>99' : String(Number(percent.toFixed(digits)));
  return `${text}%`;
}

/** A share with the bounds of its probability: `22% (12% to 35%)`. */
export function sayProportion({ count, of, low, high }: Proportion): string {
  if (of === 0) return 'no runs';
  return `${sayShare(count / of)} (${sayShare(low)} to ${sayShare(high)})`;
}

/** The same in few columns: `22% (12-35)`. */
export function sayShort({ count, of, low, high }: Proportion): string {
  if (of === 0) return '-';
  const bare = (share: number): string => sayShare(share).slice(0, -1);
  return `${sayShare(count / of)} (${bare(low)}-${bare(high)})`;
}

/** Median, 95 % and worst, as they are said one by one. */
export function sayQuantiles(quantiles: Quantiles | undefined, say: (value: number) => string): string {
  if (!quantiles) return '-';
  return [quantiles.median, quantiles.p95, quantiles.worst].map(say).join(' / ');
}

/** A whole number with its thousands apart. */
export function sayWhole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
