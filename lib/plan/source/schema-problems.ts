import type { z } from 'zod';
import type { ExpressionIssueParams } from '../schema/expression.js';
import { listOf, sayChoices } from './choices.js';
import { nearest } from './nearest.js';
import type { Path, PlacedProblem } from './problem.js';
import { keysIn, sayValue } from './schema-words.js';
import { chooseBranch, formsOf, literalsOf } from './union-branches.js';

type Issue = z.core.$ZodIssue;
type Words = Omit<PlacedProblem, 'path' | 'severity'>;

/** So many mistakes get a proposal; beyond that nobody reads them, and looking for them takes time. */
const MOST_PROPOSALS = 200;

/**
 * Says the issues of a schema in words that help: what was found, what is allowed, what to do.
 * @param error of a parse whose messages came from `sayExpectation`
 * @param source what was parsed
 */
export function schemaProblems(error: z.ZodError, source: unknown): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  for (const issue of error.issues) {
    problems.push(...sayIssue(issue, [], source, problems.length < MOST_PROPOSALS));
  }
  return withoutEchoes(problems);
}

/** A misspelt key is missing under its right name as well: one mistake, told once. */
function withoutEchoes(problems: readonly PlacedProblem[]): readonly PlacedProblem[] {
  const meant = new Set(
    problems.flatMap(({ code, path, advice }) => {
      const key = code === 'unknown-key' ? /^did you mean `(.+)`/u.exec(advice ?? '')?.[1] : undefined;
      return key === undefined ? [] : [JSON.stringify([...path.slice(0, -1), key])];
    }),
  );
  return problems.filter(({ code, path }) => code !== 'missing-key' || !meant.has(JSON.stringify(path)));
}

function sayIssue(issue: Issue, prefix: Path, source: unknown, propose: boolean): readonly PlacedProblem[] {
  const path: Path = [
    ...prefix,
    ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
  ];
  const found = valueAt(source, path);
  const one = (words: Words): readonly PlacedProblem[] => [{ severity: 'error', path, ...words }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        severity: 'error',
        path: [...path, key],
        ...sayUnknownKey(key, keysIn(issue.message), valueAt(source, [...path, key]), propose),
      }));
    case 'invalid_union': {
      const branch = chooseBranch(issue.errors, found);
      if (branch) return withoutEchoes(branch.flatMap((inner) => sayIssue(inner, path, source, propose)));
      return one(sayNoBranch(issue.errors, found, path));
    }
    case 'custom':
      return one(sayCustom(issue, found));
    case 'invalid_type':
      return one(sayType(issue, found, path));
    case 'invalid_value':
      if (found === undefined) return one(sayMissing(path, listOf(issue.values.map(String))));
      return one({
        code: 'unknown-value',
        found: sayValue(found),
        ...sayChoices(found, issue.values.map(String)),
      });
    case 'invalid_key':
      return one({
        code: 'bad-name',
        atKey: true,
        found: `the name \`${String(path.at(-1))}\``,
        allowed: issue.issues.map(({ message }) => message).join('; '),
      });
    case 'too_big':
      return one({
        code: 'too-big',
        found: saySize(found),
        allowed: `at most ${countOf(issue.maximum, found)}`,
      });
    case 'too_small':
      return one({
        code: 'too-small',
        found: saySize(found),
        allowed: `at least ${countOf(issue.minimum, found)}`,
      });
    default:
      return one({
        code: 'bad-value',
        found: sayValue(found),
        allowed: issue.message,
        ...adviceForName(found, issue.message),
      });
  }
}

/** The nearest name that is allowed. */
function adviceForName(found: unknown, allowed: string): Pick<Words, 'advice'> {
  if (typeof found !== 'string' || !/^a (?:name|flag key)\b/u.test(allowed)) return {};
  const joined = found
    .trim()
    .replace(/[^\w-]+/gu, '-')
    .replace(/^[^A-Za-z]+|[-_]+$/gu, '')
    .slice(0, 40);
  const name = /small letters/u.test(allowed)
    ? joined.toLowerCase()
    : allowed.startsWith('a flag key')
      ? joined.charAt(0).toLowerCase() + joined.slice(1)
      : joined;
  return name === '' || name === found ? {} : { advice: `for example \`${name}\`` };
}

function sayMissing(path: Path, allowed: string): Words {
  const key = path.at(-1);
  if (key === undefined) return { code: 'missing-key', found: 'an empty file', allowed };
  return { code: 'missing-key', found: `no \`${String(key)}\``, allowed, advice: `add \`${String(key)}:\`` };
}

function sayType(issue: Issue & { readonly code: 'invalid_type' }, found: unknown, path: Path): Words {
  if (found === undefined || (found === null && path.length === 0)) return sayMissing(path, issue.message);
  const advice = adviceForType(issue.expected, found, issue.message);
  return {
    code: 'wrong-type',
    found: sayValue(found),
    allowed: issue.message,
    ...(advice === undefined ? {} : { advice }),
  };
}

function adviceForType(expected: string, found: unknown, allowed: string): string | undefined {
  if (found === null) return 'write a value behind the colon, or remove the key';
  if (expected === 'array' && typeof found === 'string')
    return `put it in brackets: [${found.length > 40 ? '...' : found}]`;
  if (
    expected === 'string' &&
    allowed === 'text' &&
    (typeof found === 'number' || typeof found === 'boolean')
  ) {
    return `put it in quotes: "${String(found)}"`;
  }
  if (expected === 'string' && typeof found === 'number' && allowed.startsWith('a duration'))
    return `add the unit: \`${String(found)}d\`, \`${String(found)}h\``;
  if (expected === 'string' && typeof found === 'number' && allowed.startsWith('a percentage'))
    return `add the \`%\`: \`${String(found)}%\``;
  return undefined;
}

function sayUnknownKey(key: string, known: readonly string[], value: unknown, propose: boolean): Words {
  const near = propose ? nearest(key, known) : undefined;
  const advice =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : value === null
        ? 'a comma begins a new key here: write several values as `a|b`, and put a text with a comma in quotes'
        : 'remove it, or look it up in docs/plan-language.md';
  return {
    code: 'unknown-key',
    atKey: true,
    found: `the unknown key \`${key}\``,
    ...(known.length === 0 ? {} : { allowed: listOf(known) }),
    advice,
  };
}

function sayNoBranch(errors: readonly (readonly Issue[])[], found: unknown, path: Path): Words {
  const forms = [...new Set(errors.flatMap((branch) => branch.map(formsOf)))].join(', or ');
  if (found === undefined) return sayMissing(path, forms);
  const near = typeof found === 'string' ? nearest(found, literalsOf(errors)) : undefined;
  const wantsList = typeof found === 'string' && literalsOf(errors).length === 0 && /\ba list\b/u.test(forms);
  const advice =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : wantsList
        ? adviceForType('array', found, forms)
        : adviceForType('string', found, forms);
  return {
    code: 'wrong-type',
    found: sayValue(found),
    allowed: forms,
    ...(advice === undefined ? {} : { advice }),
  };
}

function sayCustom(issue: Issue & { readonly code: 'custom' }, found: unknown): Words {
  const params = issue.params as ExpressionIssueParams | undefined;
  if (params?.expression !== true)
    return { code: 'bad-value', found: sayValue(found), allowed: issue.message };
  return {
    code: 'expression',
    offset: params.offset,
    found: params.found,
    ...(params.expected.length === 0 ? {} : { allowed: params.expected.join(', ') }),
    ...(params.hint === undefined ? {} : { advice: params.hint }),
  };
}

function saySize(found: unknown): string {
  if (typeof found === 'string' && found.length > 60) return `a text of ${String(found.length)} characters`;
  return sayValue(found);
}

function countOf(limit: number | bigint, found: unknown): string {
  if (Array.isArray(found)) return limit === 1 ? '1 item' : `${String(limit)} items`;
  return typeof found === 'string' ? `${String(limit)} characters` : String(limit);
}

/** What stands at `path` of a plain value. */
export function valueAt(source: unknown, path: Path): unknown {
  let value = source;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}
