/** A finite machine whose states can be told apart by a key. */
export interface Machine<S> {
  readonly start: S;
  /** Equal for states that the machine does not tell apart. */
  key(state: S): string;
  /** Everything that may happen next, always in the same order for states of one key. */
  moves(state: S): readonly Taken<S>[];
  /** What is wrong in a state by itself. */
  faults(state: S): readonly Fault[];
}

/** One thing that happens. */
export interface Taken<S> {
  readonly next: S;
  /** In words, for a story; asked for only when there is one to tell. */
  readonly say: () => string;
  /** It belongs to what happens when all goes well: a story may leave it out. */
  readonly usual?: true;
  /** What is wrong with its happening. */
  readonly faults: readonly Fault[];
}

/** Something that must not be. */
export interface Fault {
  /** The property that it refutes. */
  readonly property: string;
  /** The same fault has the same words. */
  readonly say: string;
}

/** A fault and the shortest way there. */
export interface Violation extends Fault {
  /** What happens, in order. */
  readonly story: readonly StoryLine[];
}

/** One thing that happens in a story. */
export interface StoryLine {
  readonly say: string;
  /** It is what happens when all goes well. */
  readonly usual: boolean;
}

/** What an exploration has seen. */
export interface Exploration {
  readonly states: number;
  readonly moves: number;
  /** Whether every reachable state was visited; otherwise the limit was reached. */
  readonly complete: boolean;
  /** Each fault once, those with the shortest stories first. */
  readonly violations: readonly Violation[];
}

export interface ExploreOptions<S> {
  /** States that are visited at most. */
  readonly limit: number;
  /** Called for every state, in the order in which they are found. */
  readonly visit?: (state: S, id: number) => void;
  /** Called for every move, with the numbers of both states. */
  readonly edge?: (from: number, to: number) => void;
  /** Called now and then. */
  readonly progress?: (states: number) => void;
}

/** States between two calls of `progress`. */
const PROGRESS = 5_000;

/**
 * Visits every reachable state of a machine, the nearest first, so that the first way to a fault is a shortest one. Only
 * the states that wait to be looked at are kept whole; of the others there is the key, and by which move they were found.
 */
export function explore<S>(machine: Machine<S>, options: ExploreOptions<S>): Exploration {
  const ids = new Map<string, number>();
  const parents: number[] = [];
  const via: number[] = [];
  const found = new Map<string, { readonly fault: Fault; readonly at: number; readonly move: number }>();
  let moves = 0;
  let complete = true;
  let waiting: S[] = [];
  const meet = (state: S, parent: number, move: number): number => {
    const key = machine.key(state);
    const known = ids.get(key);
    if (known !== undefined) return known;
    if (ids.size >= options.limit) {
      complete = false;
      return -1;
    }
    const id = ids.size;
    ids.set(key, id);
    parents.push(parent);
    via.push(move);
    waiting.push(state);
    options.visit?.(state, id);
    return id;
  };
  const note = (fault: Fault, at: number, move: number): void => {
    const key = `${fault.property}\n${fault.say}`;
    if (!found.has(key)) found.set(key, { fault, at, move });
  };
  meet(machine.start, -1, -1);
  let from = 0;
  while (waiting.length > 0) {
    const level = waiting;
    waiting = [];
    for (const state of level) {
      for (const fault of machine.faults(state)) note(fault, from, -1);
      machine.moves(state).forEach((taken, index) => {
        moves += 1;
        for (const fault of taken.faults) note(fault, from, index);
        const to = meet(taken.next, from, index);
        if (to >= 0) options.edge?.(from, to);
      });
      from += 1;
      if (from % PROGRESS === 0) options.progress?.(ids.size);
    }
  }
  const violations = [...found.values()].map(({ fault, at, move }): Violation => ({
    ...fault,
    story: tell(machine, pathTo(parents, via, at, move)),
  }));
  return {
    states: ids.size,
    moves,
    complete,
    violations: violations.sort((one, other) => one.story.length - other.story.length),
  };
}

/** The numbers of the moves that lead to a state, and one move more. */
function pathTo(
  parents: readonly number[],
  via: readonly number[],
  at: number,
  move: number,
): readonly number[] {
  const path = move >= 0 ? [move] : [];
  for (let state = at; state > 0; state = parents[state] ?? 0) path.push(via[state] ?? 0);
  return path.reverse();
}

/** Makes the moves of a path once more, and says what happens. */
function tell<S>(machine: Machine<S>, path: readonly number[]): readonly StoryLine[] {
  let state = machine.start;
  return path.map((move) => {
    const taken = machine.moves(state)[move];
    if (!taken) throw new Error('a story that was found cannot be told again');
    state = taken.next;
    return { say: taken.say(), usual: taken.usual === true };
  });
}
