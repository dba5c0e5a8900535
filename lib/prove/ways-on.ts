/** Which states of an exploration have a way to a goal: looked for backwards, from the goals. */
export class WaysOn {
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #goals: number[] = [];
  readonly #ends = new Set<number>();

  edge(from: number, to: number): void {
    if (from === to) return;
    this.#from.push(from);
    this.#to.push(to);
  }

  goal(state: number): void {
    this.#goals.push(state);
  }

  /** A state that is meant to lead nowhere. */
  end(state: number): void {
    this.#ends.add(state);
  }

  /** How many of so many states have no way to a goal. */
  without(states: number): number {
    const first = new Int32Array(states).fill(-1);
    const next = new Int32Array(this.#to.length).fill(-1);
    this.#to.forEach((to, edge) => {
      next[edge] = first[to] ?? -1;
      first[to] = edge;
    });
    const seen = new Uint8Array(states);
    const waiting = [...this.#goals];
    for (const state of waiting) seen[state] = 1;
    let found = waiting.length;
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop())
      for (let edge = first[state] ?? -1; edge >= 0; edge = next[edge] ?? -1) {
        const before = this.#from[edge] ?? 0;
        if (seen[before] === 1) continue;
        seen[before] = 1;
        found += 1;
        waiting.push(before);
      }
    for (const end of this.#ends) if (seen[end] !== 1) found += 1;
    return states - found;
  }
}
