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
  return sha256(JSON.stringify(state));
}
