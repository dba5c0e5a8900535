import { createHash } from 'node:crypto';
import type { RolloutState } from '../rollout/state.js';

/** SHA-256 of a text, in hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * Digest of a state. Two states that the same events have led to are built in the same order and have the same text,
 * and so the same digest; stores keep states as that text.
 */
export function stateDigest(state: RolloutState): string {
  return sha256(textOf(state));
}

/** Texts of parts of states. A state shares most of its parts with the state before it. */
const texts = new WeakMap<object, string>();

/** `JSON.stringify(state)`, put together from the texts of its parts. */
function textOf(state: RolloutState): string {
  const parts: string[] = [];
  for (const [key, part] of Object.entries(state) as [string, unknown][])
    if (part !== undefined) parts.push(`${JSON.stringify(key)}:${partText(part)}`);
  return `{${parts.join(',')}}`;
}

function partText(part: unknown): string {
  if (typeof part !== 'object' || part === null) return JSON.stringify(part);
  let text = texts.get(part);
  if (text === undefined) {
    text = JSON.stringify(part);
    texts.set(part, text);
  }
  return text;
}
