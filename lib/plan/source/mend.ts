import type { z } from 'zod';
import type { Path } from './problem.js';
import { schemaProblems, valueAt } from './schema-problems.js';
import { sayExpectation } from './schema-words.js';

/** What is left of a file when its mistakes are taken out, so that the rest of it can be checked as well. */
export interface Mended<T> {
  readonly value: T;
  /** The place in the file of a place in the value. */
  readonly toSource: (path: Path) => Path;
  /** Whether a place of the file, or what surrounds or fills it, is one of those that were taken out. */
  readonly concerns: (path: Path) => boolean;
  /** Names that the parts that were taken out may have defined. */
  readonly lost: ReadonlySet<string>;
}

const MOST_ROUNDS = 12;

/** What is put where something is missing that the schema expects to be of a type. */
const FILLINGS: Readonly<Partial<Record<string, () => unknown>>> = {
  number: () => 1,
  int: () => 1,
  object: () => ({}),
  record: () => ({}),
};
const TEXT = 'unnamed';

/**
 * Takes the parts at `wrong` out of `source`, and whatever cannot be without them, until the schema takes the rest.
 * A missing text, number or mapping is filled in. Gives up (`undefined`) where too little would be left.
 */
export function mend<S extends z.ZodType>(
  source: unknown,
  wrong: readonly Path[],
  schema: S,
): Mended<z.output<S>> | undefined {
  const draft = new Draft(source);
  draft.remove(wrong);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const parsed = schema.safeParse(draft.value, { error: sayExpectation });
    if (parsed.success) {
      return {
        value: parsed.data,
        toSource: (path) => draft.toSource(path),
        concerns: (path) => draft.removed.some((removed) => overlap(removed, path)),
        lost: draft.lost,
      };
    }
    const problems = schemaProblems(parsed.error, draft.value);
    const expected = expectedTypes(parsed.error);
    const fillable = problems.filter(
      ({ code, path }) => code === 'missing-key' && draft.fill(path, expected.get(JSON.stringify(path))),
    );
    const rest = problems.filter((problem) => !fillable.includes(problem)).map(({ path }) => path);
    if (rest.some((path) => path.length === 0)) return undefined;
    draft.remove(
      rest.map((path) => draft.toSource(valueAt(draft.value, path) === undefined ? path.slice(0, -1) : path)),
    );
    if (draft.removed.some((path) => path.length === 0)) return undefined;
  }
  return undefined;
}

/** The type that is expected at each place, where there is only one. */
function expectedTypes(error: z.ZodError): ReadonlyMap<string, string> {
  return new Map(
    error.issues.flatMap((issue) =>
      issue.code === 'invalid_type' ? [[JSON.stringify(issue.path), issue.expected] as const] : [],
    ),
  );
}

function overlap(a: Path, b: Path): boolean {
  const shared = Math.min(a.length, b.length);
  return a.slice(0, shared).every((part, index) => String(part) === String(b[index]));
}

/** A copy from which parts can be taken, and which knows where each list item came from. */
class Draft {
  readonly removed: Path[] = [];
  readonly lost = new Set<string>();
  readonly #origins = new WeakMap<object, number[]>();
  readonly #filled = new Set<string>();
  readonly value: unknown;

  constructor(source: unknown) {
    this.value = this.#copy(source);
  }

  #copy(value: unknown): unknown {
    if (Array.isArray(value)) {
      const list = value.map((item) => this.#copy(item));
      this.#origins.set(list, [...list.keys()]);
      return list;
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#copy(inner)]));
  }

  /** Takes out what stands at these places of the source. */
  remove(paths: readonly Path[]): void {
    for (const path of paths) this.#removeOne(path);
  }

  #removeOne(path: Path): void {
    const last = path.at(-1);
    this.removed.push(path);
    // `metrics.errors`, `audience.segments.pilot`: what is wrong inside of a definition may take its name away.
    for (const part of path.slice(1, 3)) if (typeof part === 'string') this.lost.add(part);
    if (last === undefined) return;
    const parent = this.#at(path.slice(0, -1));
    if (Array.isArray(parent)) {
      const origins = this.#origins.get(parent) ?? [];
      const index = origins.indexOf(Number(last));
      if (index < 0) return;
      this.#lose(parent[index]);
      parent.splice(index, 1);
      origins.splice(index, 1);
    } else if (typeof parent === 'object' && parent !== null && Object.hasOwn(parent, last)) {
      const record = parent as Record<string, unknown>;
      this.lost.add(String(last));
      this.#lose(record[last]);
      Reflect.deleteProperty(record, last);
    }
  }

  /** Puts something where something is missing; `false` when that has been tried or would be no use. */
  fill(path: Path, expected: string | undefined): boolean {
    const key = path.at(-1);
    const parent = valueAt(this.value, path.slice(0, -1));
    const id = JSON.stringify(path);
    if (typeof key !== 'string' || typeof parent !== 'object' || parent === null || this.#filled.has(id))
      return false;
    this.#filled.add(id);
    this.removed.push(this.toSource(path));
    (parent as Record<string, unknown>)[key] = FILLINGS[expected ?? '']?.() ?? TEXT;
    return true;
  }

  toSource(path: Path): Path {
    let value = this.value;
    return path.map((part) => {
      const origin =
        Array.isArray(value) && typeof part === 'number' ? this.#origins.get(value)?.[part] : undefined;
      value = valueAt(value, [part]);
      return origin ?? part;
    });
  }

  /** What is now at a place of the source. */
  #at(path: Path): unknown {
    let value = this.value;
    for (const part of path) {
      value = Array.isArray(value)
        ? (value[this.#origins.get(value)?.indexOf(Number(part)) ?? -1] as unknown)
        : valueAt(value, [part]);
    }
    return value;
  }

  #lose(value: unknown): void {
    if (typeof value === 'string') this.lost.add(value);
    if (Array.isArray(value)) value.forEach((item) => typeof item === 'string' && this.lost.add(item));
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      this.lost.add(key);
      if (key === 'name' && typeof inner === 'string') this.lost.add(inner);
    }
  }
}
