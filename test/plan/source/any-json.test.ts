import fc from '../../fast-check.js';
import { parse } from 'yaml';
import { checkPlan } from '../../../lib/plan/checks/check-plan.js';
import { readPlan } from '../../../lib/plan/read-plan.js';
import type { Problem } from '../../../lib/plan/source/problem.js';
import { checkRollout } from '../../../lib/rollout/checks/check-rollout.js';
import { say } from '../reading.js';
import { EVERYTHING } from './everything.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

const PLAN = parse(EVERYTHING) as Json;
const PATHS = pathsOf(PLAN, []);

function pathsOf(value: Json, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner as Json, [...path, key]))];
}

/** The value with what stands at `path` changed; keys in their order. */
function changed(value: Json, path: Path, change: (inner: Json) => Json): Json {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return change(value);
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, index) =>
      String(index) === String(first) ? changed(item, rest, change) : item,
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === first ? changed(inner as Json, rest, change) : (inner as Json),
    ]),
  );
}

/** Words of the plan language in wrong places do more harm than noise. */
const word = fc.constantFrom(
  ...PATHS.flatMap((path) => path.filter((part) => typeof part === 'string')),
  ...'10% everyone nobody 1h 1..2 0 -1 1e9 week 0 Monday 24:00 errors < x constructor __proto__ toString'.split(
    ' ',
  ),
);
const wrong: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  word,
  fc.array(word, { maxLength: 3 }),
  fc.dictionary(word, word, { maxKeys: 3 }),
  fc.constantFrom<Json>(
    ...PATHS.slice(1).map((path) =>
      path.reduce<Json>((value, part) => (value as Record<string, Json>)[part] ?? null, PLAN),
    ),
  ),
);

/** Reads and checks without throwing; every problem must have a place in the text and words for people. */
function read(text: string): readonly Problem[] {
  const { plan, problems, locate } = readPlan('plan.yaml', text, () => undefined);
  const all = plan ? [...problems, ...[...checkPlan(plan), ...checkRollout(plan)].map(locate)] : problems;
  const lines = text.split('\n');
  for (const problem of all) {
    const line = lines[problem.line - 1];
    if (line === undefined || problem.column < 1 || problem.column > line.length + 1)
      throw new Error(`no such place: ${say(problem)}`);
    if (problem.found === '' || /\b(?:undefined|NaN|\[object)\b/u.test(say(problem)))
      throw new Error(`no words: ${say(problem)}`);
  }
  if (!plan && !problems.some(({ severity }) => severity === 'error'))
    throw new Error('no plan and no error');
  return all;
}

describe('a plan in which one thing is anything', () => {
  it('begins without a mistake', () => {
    expect(read(EVERYTHING)).toEqual([]);
    expect(read(JSON.stringify(PLAN, undefined, 2))).toEqual([]);
  });

  it('is read, or every problem has its place: a value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), wrong, (path, value) => {
        read(
          JSON.stringify(
            changed(PLAN, path, () => value),
            undefined,
            1,
          ),
        );
      }),
      { numRuns: 250 },
    );
  });

  it('is read, or every problem has its place: several values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...PATHS), wrong), { minLength: 2, maxLength: 6 }),
        (changes) => {
          const value = changes.reduce<Json>((plan, [path, inner]) => changed(plan, path, () => inner), PLAN);
          read(JSON.stringify(value, undefined, 1));
        },
      ),
      { numRuns: 120 },
    );
  });

  it('is read, or every problem has its place: a key', () => {
    const keys = fc.oneof(word, fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), keys, (path, key) => {
        const renamed = (value: Json): Json =>
          typeof value !== 'object' || value === null || Array.isArray(value)
            ? value
            : Object.fromEntries(
                Object.entries(value).map(([old, inner], index) => [index === 0 ? key : old, inner as Json]),
              );
        read(JSON.stringify(changed(PLAN, path, renamed), undefined, 1));
      }),
      { numRuns: 120 },
    );
  });

  it('is read, or every problem has its place: a piece of the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\t',
        '\n',
        ': ',
        '- ',
        '{',
        ']',
        '"',
        '#',
        '&a ',
        '*a',
        '|',
        '%',
        '@',
        '\r\n',
        '---\n',
        '? ',
        '<<: ',
      ),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.nat({ max: EVERYTHING.length }), fc.nat({ max: 6 }), piece, (at, length, inserted) => {
        read(EVERYTHING.slice(0, at) + inserted + EVERYTHING.slice(at + length));
      }),
      { numRuns: 150 },
    );
  });
});
