import { sha256 } from './state-digest.js';

/** The hash that a rollout is pinned to: of the plan's text and of the list files that it names. */
export function planHash(text: string, lists: Readonly<Record<string, string>>): string {
  return sha256(JSON.stringify([text, Object.entries(lists).sort(([a], [b]) => (a < b ? -1 : 1))]));
}
