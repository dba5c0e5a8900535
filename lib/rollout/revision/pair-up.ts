/** Two lists with what belongs together. */
export interface Pairs<T> {
  readonly both: readonly (readonly [before: T, after: T])[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** Pairs the members of two lists that have the same key, in their order. */
export function pairUp<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): Pairs<T> {
  const open = new Map<string, number[]>();
  for (const [index, one] of after.entries()) {
    const key = keyOf(one);
    const indices = open.get(key);
    if (indices) indices.push(index);
    else open.set(key, [index]);
  }
  const taken = new Set<number>();
  const both: (readonly [T, T])[] = [];
  const removed: T[] = [];
  for (const one of before) {
    const index = open.get(keyOf(one))?.shift();
    const partner = index === undefined ? undefined : after[index];
    if (index === undefined || partner === undefined) removed.push(one);
    else {
      taken.add(index);
      both.push([one, partner]);
    }
  }
  return { both, removed, added: after.filter((_, index) => !taken.has(index)) };
}
