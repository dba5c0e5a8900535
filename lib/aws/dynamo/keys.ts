import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Instant } from '../../runtime/ports.js';

/** One item of the table, as the low-level client has it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The key of one item: partition key `pk`, sort key `sk`. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const LATEST = Date.parse('9999-12-31T23:59:59.999Z');
const REVISION_DIGITS = 12;

/** A key as the client wants it. */
export function keyItem({ pk, sk }: Key): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** A sort key that sorts as the numbers do: 0 to 999,999,999,999. */
export function numberKey(value: number): string {
  return String(value).padStart(REVISION_DIGITS, '0');
}

/**
 * A sort key that sorts as the times do, to the millisecond, and that people can read.
 * @throws RangeError for anything but a time from 1970 to 9999
 */
export function timeKey(at: Instant): string {
  if (!(at >= 0 && at <= LATEST))
    throw new RangeError(`${String(at)} is no time that can be stored: from 1970 to 9999, in milliseconds`);
  return new Date(at).toISOString();
}

/**
 * The sort keys `<time>#…` whose time lies in [from, to): both ends for a BETWEEN. A key of exactly `to` has a longer
 * text than the end, and is outside. Nothing when the stretch is empty, which BETWEEN refuses.
 */
export function timeRange(
  from: Instant,
  to: Instant,
): { readonly from: string; readonly to: string } | undefined {
  const within = (at: number) => Math.min(LATEST, Math.max(0, at));
  return from < to
    ? { from: timeKey(within(Math.ceil(from))), to: timeKey(within(Math.ceil(to))) }
    : undefined;
}
