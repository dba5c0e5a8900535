import { murmur3 } from '../../flags/murmur3.js';

/** Eight hexadecimal digits that stand for a text: they guard against mistakes, not against forgery. */
export function fingerprint(text: string): string {
  return murmur3(text).toString(16).padStart(8, '0');
}

/** What stands behind the name of something new whose sentence does not say all of it. */
export function contentOf(part: object): string {
  return ` (fingerprint ${fingerprint(JSON.stringify(part))})`;
}

/** The longest value that is written out in a sentence. */
const LONGEST = 80;

/** A value of a plan for a sentence; of a long one the beginning, and a fingerprint of all of it. */
export function sayValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (fingerprint ${fingerprint(text)})`;
}
