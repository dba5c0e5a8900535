import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './keys.js';

const KB = 1024;
/** Longer texts are compressed: an item holds 400 KB with the names of its attributes. */
const LONGEST_PLAIN = 150 * KB;
const LONGEST_STORED = 398 * KB;

/**
 * A text as an attribute: as it is, so that it can be read in the console, or compressed when it is longer than 150 KB.
 * @param what named in the error
 * @throws when it is too long for an item even so. DynamoDB allows 400 KB:
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function packText(text: string, what: string): AttributeValue {
  const bytes = Buffer.byteLength(text);
  if (bytes <= LONGEST_PLAIN) return { S: text };
  const packed = gzipSync(text);
  if (packed.length > LONGEST_STORED)
    throw new Error(
      `${what} has ${kb(bytes)}, compressed ${kb(packed.length)}: an item of DynamoDB holds 400 KB. Long lists of units belong into the lists of the plan`,
    );
  return { B: packed };
}

/**
 * The text that `packText` has stored.
 * @throws when the item has none of that name
 */
export function unpackText(item: Item, name: string): string {
  const value = item[name];
  if (value?.S !== undefined) return value.S;
  if (value?.B !== undefined) return gunzipSync(value.B).toString('utf8');
  throw malformed(item, name);
}

/** @throws when the item has no text of that name */
export function textIn(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined) throw malformed(item, name);
  return text;
}

/** @throws when the item has no number of that name */
export function numberIn(item: Item, name: string): number {
  const value = optionalNumber(item, name);
  if (value === undefined) throw malformed(item, name);
  return value;
}

export function optionalNumber(item: Item, name: string): number | undefined {
  const text = item[name]?.N;
  return text === undefined ? undefined : Number(text);
}

/** @throws when the item has no bytes of that name */
export function bytesIn(item: Item, name: string): Uint8Array {
  const bytes = item[name]?.B;
  if (bytes === undefined) throw malformed(item, name);
  return bytes;
}

function malformed(item: Item, name: string): Error {
  const key = `${item['pk']?.S ?? '?'} / ${item['sk']?.S ?? '?'}`;
  return new Error(
    `the item ${key} has no readable attribute "${name}": it was changed by hand, or written by another version`,
  );
}

function kb(bytes: number): string {
  return `${String(Math.ceil(bytes / KB))} KB`;
}
