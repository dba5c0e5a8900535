import { wellFormed } from './well-formed.js';

/** One value of a context. AppConfig's agent gets all of them as text, from `Context: key=value` headers. */
export type ContextValue = string | number | boolean;

/** What a caller says about a unit when it asks for a flag. */
export interface FlagContext {
  readonly [key: string]: ContextValue | undefined;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const TIMESTAMP =
  /^(\d{4})(?:T|-(\d\d)(?:T|-(\d\d)(?:T(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d))?)?)?)?$/;

/** The value of a key; what an object inherits is no value. */
export function valueOf(context: FlagContext, key: string): ContextValue | undefined {
  const value: unknown = context[key];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

/** The value as text, as it would be sent in a header. */
export function asText(value: ContextValue): string {
  return typeof value === 'string' ? wellFormed(value) : String(value);
}

/** The value as a number, when it is a finite one or is written like one. */
export function asNumber(value: ContextValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : undefined;
}

/** The value as a boolean, when it is one or is written `true` or `false`. */
export function asBoolean(value: ContextValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/**
 * Milliseconds since the Unix epoch of a moment in the W3C note's format; a year, month or day is its first moment
 * in UTC. Ion's trailing `T` after a month is accepted.
 */
export function asInstant(value: ContextValue): number | undefined {
  const match = typeof value === 'string' ? TIMESTAMP.exec(value) : null;
  if (match === null) return undefined;
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '',
    zone = 'Z',
  ] = match;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  // Date.UTC carries 31 April over into May (and reads years below 100 as 19xx); writing it back shows that.
  if (!new Date(local).toISOString().startsWith(`${year}-${month}-${day}T${hour}:${minute}:${second}`))
    return undefined;
  const offset =
    zone === 'Z' ? 0 : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  return local + Number(`0.${fraction}0`) * 1000 - offset * 60_000;
}
