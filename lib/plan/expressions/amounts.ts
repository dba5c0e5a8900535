import type { Reader } from './reader.js';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type DurationUnit = keyof typeof UNIT_MS;

const DURATION_LABEL = 'a duration such as `15m`, `2h`, `3d`';

/** The longest duration that a plan can say: ten years. Nothing that is rolled out takes longer. */
const LONGEST_MS = 3650 * UNIT_MS.d;

/** Reads a duration; milliseconds. Months are refused: they have no fixed length. */
export function readDuration(reader: Reader): number | undefined {
  const start = reader.here();
  const found = reader.match(
    /(\d{1,15}(?:\.\d{1,9})?)(ms|s|sec|mo|months?|mon|min|m|hours?|h|days?|d|weeks?|w|years?|y)(?![\w%])/u,
    DURATION_LABEL,
  );
  if (!found) return undefined;
  const unit = found[2] ?? '';
  if (!(unit in UNIT_MS)) {
    reader.refuse(
      start,
      ['ms', 's', 'm', 'h', 'd', 'w'],
      unit.startsWith('mo') || unit.startsWith('y')
        ? 'months and years have no fixed length: say the days, for example `30d`'
        : `write the unit as one of ms, s, m, h, d, w`,
    );
  }
  // Rounded, so that `0.7s` is 700 ms and not 699.9999999999999.
  const ms = Number((Number(found[1]) * UNIT_MS[unit as DurationUnit]).toFixed(3));
  if (ms > LONGEST_MS) reader.refuse(start, ['at most `3650d`'], 'say a shorter time');
  return ms;
}

/** Reads `5%`; a fraction, 0.05. */
export function readPercent(reader: Reader): number | undefined {
  const found = reader.match(/(\d{1,15}(?:\.\d{1,9})?)%/u, 'a percentage such as `5%`');
  return found ? fractionOf(found[1] ?? '') : undefined;
}

/** The percent figure as a fraction, without the binary noise of a division: `0.1` -> 0.001 exactly as written. */
function fractionOf(percent: string): number {
  return Number(`${percent}e-2`);
}

/** Reads a whole number that is not a percentage, a duration or a decimal. */
export function readInteger(reader: Reader): number | undefined {
  const found = reader.match(/\d{1,15}(?![\w.%])/u, 'a whole number');
  return found ? Number(found[0]) : undefined;
}

/** Reads a plain number, with a sign and decimals where it has them. */
export function readNumber(reader: Reader): number | undefined {
  const found = reader.match(/-?\d{1,15}(?:\.\d{1,9})?(?![\w%])/u, 'a number');
  return found ? Number(found[0]) : undefined;
}

/** The unit in which a level or a measured value is counted. Percent values are fractions, times milliseconds. */
export type ValueUnit = 'fraction' | 'ms' | 'money' | 'number';

export interface Quantity {
  readonly value: number;
  readonly unit: ValueUnit;
}

/** Reads `5%`, `200ms`, `$0.05` or `4.5`. */
export function readQuantity(reader: Reader): Quantity | undefined {
  const money = reader.match(/[$€£](\d{1,15}(?:\.\d{1,9})?)/u, 'an amount of money such as `$0.05`');
  if (money) return { value: Number(money[1]), unit: 'money' };
  const percent = readPercent(reader);
  if (percent !== undefined) return { value: percent, unit: 'fraction' };
  const duration = readDuration(reader);
  if (duration !== undefined) return { value: duration, unit: 'ms' };
  const number = readNumber(reader);
  return number === undefined ? undefined : { value: number, unit: 'number' };
}

/** Writes milliseconds as people write them in a plan: the largest unit that is whole. */
export function sayDuration(ms: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's'] as const) {
    if (ms >= UNIT_MS[unit] && ms % UNIT_MS[unit] === 0 && !(unit === 'w' && ms / UNIT_MS.w < 2)) {
      return `${String(ms / UNIT_MS[unit])}${unit}`;
    }
  }
  return `${String(ms)}ms`;
}

/** Writes a time that has passed as people say it, in its two largest units: `3d 2h`, `47m`. */
export function sayElapsed(ms: number): string {
  const days = Math.floor(ms / UNIT_MS.d);
  const hours = Math.floor((ms % UNIT_MS.d) / UNIT_MS.h);
  const minutes = Math.floor((ms % UNIT_MS.h) / UNIT_MS.m);
  if (days > 0) return hours > 0 ? `${String(days)}d ${String(hours)}h` : `${String(days)}d`;
  if (hours > 0) return minutes > 0 ? `${String(hours)}h ${String(minutes)}m` : `${String(hours)}h`;
  return minutes > 0 ? `${String(minutes)}m` : `${String(Math.floor(ms / UNIT_MS.s))}s`;
}

/** Writes a length of time for people, in at most two units: `7d 1m`, `2w`. */
export function sayLength(ms: number): string {
  const units = ['d', 'h', 'm', 's'] as const;
  const first = units.find((unit) => ms >= UNIT_MS[unit]);
  if (first === undefined || ms % UNIT_MS[first] === 0) return sayDuration(ms);
  const whole = Math.floor(ms / UNIT_MS[first]);
  const rest = ms - whole * UNIT_MS[first];
  const second = units.find((unit) => rest >= UNIT_MS[unit]);
  const more = second === undefined ? '' : ` ${String(Math.floor(rest / UNIT_MS[second]))}${second}`;
  return `${String(whole)}${first}${more}`;
}

/** Writes a fraction as a percentage with at most four decimals. */
export function sayPercent(fraction: number): string {
  return `${String(Number((fraction * 100).toFixed(4)))}%`;
}

/** Writes a quantity in the unit it is counted in. */
export function sayQuantity({ value, unit }: Quantity): string {
  switch (unit) {
    case 'fraction':
      return sayPercent(value);
    case 'ms':
      return value >= 1000 && value % 1000 === 0
        ? sayDuration(value)
        : `${String(Number(value.toFixed(1)))}ms`;
    case 'money':
      return `$${String(Number(value.toFixed(4)))}`;
    case 'number':
      return String(Number(value.toFixed(4)));
  }
}

/**
 * Writes a measured value for people: three digits, or as many as it takes to tell it from the level it is compared
 * with.
 */
export function sayMeasured(measured: Quantity, level?: number): string {
  if (level === undefined || level === measured.value) return sayRounded(measured, 3);
  const limit = sayRounded({ ...measured, value: level }, 12);
  for (let digits = 3; digits < 12; digits += 1) {
    const text = sayRounded(measured, digits);
    if (text !== limit) return text;
  }
  return sayQuantity(measured);
}

function sayRounded({ value, unit }: Quantity, digits: number): string {
  if (unit === 'ms' && value >= UNIT_MS.m && digits === 3) return sayElapsed(value);
  const inSeconds = unit === 'ms' && Math.abs(value) >= UNIT_MS.s;
  const scaled = unit === 'fraction' ? value * 100 : inSeconds ? value / UNIT_MS.s : value;
  const rounded =
    Math.abs(scaled) >= 10 ** (digits - 1) ? sayCount(scaled) : String(Number(scaled.toPrecision(digits)));
  switch (unit) {
    case 'fraction':
      return `${rounded}%`;
    case 'ms':
      return inSeconds ? `${rounded}s` : `${rounded}ms`;
    case 'money':
      return `$${rounded}`;
    case 'number':
      return rounded;
  }
}

/** Writes a whole number with its thousands set apart: `1,250`. */
export function sayCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}
