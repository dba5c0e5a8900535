import { sha256 } from '../../runtime/state-digest.js';

/** What an identity is bound to: it is good for this command, of this rollout, as it stands now, and for nothing else. */
export interface BoundCommand {
  readonly rollout: string;
  /** Of the state that the person has seen. */
  readonly generation: number;
  /** Of the command: the same id is the same command. */
  readonly id: string;
  readonly word: { readonly kind: string };
}

/** SHA-256 of a command, in hexadecimal digits; the order of its keys does not matter. */
export function commandHash({ rollout, generation, id, word }: BoundCommand): string {
  return sha256(JSON.stringify(sorted({ rollout, generation, id, word })));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
