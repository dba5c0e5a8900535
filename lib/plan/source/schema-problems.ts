import type { z } from 'zod';
import type { ExpressionIssueParams } from '../schema/expression.js';
import { nearest } from './nearest.js';
import type { Path, PlacedProblem } from './problem.js';

type Issue = z.core.$ZodIssue;

/** Says the issues of a schema in words that help: what was found, what is allowed, what to do. */
export function schemaProblems(error: z.ZodError, source: unknown): readonly PlacedProblem[] {
  return error.issues.flatMap((issue) => sayIssue(issue, [], source));
}

function sayIssue(issue: Issue, prefix: Path, source: unknown): readonly PlacedProblem[] {
  const path: Path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const found = valueAt(source, path);
  const base = { severity: 'error' as const, path };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ ...base, path: [...path, key], atKey: true, code: 'unknown-key', ...sayUnknownKey(key, issue) }));
    case 'invalid_union':
      return sayUnion(issue, path, source);
    case 'custom':
      return [{ ...base, ...sayCustom(issue) }];
    case 'invalid_type':
      if (found === undefined) {
        const key = String(path.at(-1) ?? 'the file');
        return [{ ...base, code: 'missing-key', found: path.length === 0 ? 'an empty file' : `no \`${key}\``, allowed: sayExpected(issue.expected), advice: `add \`${key}:\`` }];
      }
      return [{ ...base, code: 'wrong-type', found: sayValue(found), allowed: sayExpected(issue.expected) }];
    case 'invalid_value':
      return [{ ...base, code: 'unknown-value', found: sayValue(found), ...sayValues(found, issue.values.map(String)) }];
    case 'invalid_key':
      return [{ ...base, code: 'bad-name', atKey: true, found: `the name \`${String(path.at(-1))}\``, allowed: issue.issues.map(messageOf).join('; ') }];
    case 'too_big':
      return [{ ...base, code: 'too-big', found: sayValue(found), allowed: `at most ${String(issue.maximum)}` }];
    case 'too_small':
      return [{ ...base, code: 'too-small', found: sayValue(found), allowed: `at least ${String(issue.minimum)}` }];
    default:
      return [{ ...base, code: 'bad-value', found: sayValue(found), allowed: messageOf(issue) }];
  }
}

function messageOf(issue: { readonly message: string }): string {
  return issue.message;
}

function sayUnknownKey(key: string, issue: Issue & { readonly inst?: unknown }): Pick<PlacedProblem, 'found' | 'allowed' | 'advice'> {
  const known = knownKeys(issue.inst);
  const near = nearest(key, known);
  return {
    found: `the unknown key \`${key}\``,
    ...(known.length === 0 ? {} : { allowed: known.map((name) => `\`${name}\``).join(', ') }),
    advice: near === undefined ? 'remove it, or look it up in docs/plan-language.md' : `did you mean \`${near}\`?`,
  };
}

function knownKeys(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null || !('shape' in schema)) return [];
  return typeof schema.shape === 'object' && schema.shape !== null ? Object.keys(schema.shape) : [];
}

/** The branch that was meant is the one whose outer form fits; its mistakes are the ones to tell. */
function sayUnion(issue: Issue & { readonly code: 'invalid_union' }, path: Path, source: unknown): readonly PlacedProblem[] {
  const meant = issue.errors.filter((branch) => branch.every((inner) => !isOuterMismatch(inner)));
  const candidates = meant.length > 0 ? meant : [];
  const best = [...candidates].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
  if (best) return best.flatMap((inner) => sayIssue(inner, path, source));
  const forms = [...new Set(issue.errors.flatMap((branch) => branch.map(sayOuterForm)))];
  const found = valueAt(source, path);
  return [
    {
      severity: 'error',
      path,
      code: found === undefined ? 'missing-key' : 'wrong-type',
      found: found === undefined ? `no \`${String(path.at(-1))}\`` : sayValue(found),
      allowed: forms.join(', or '),
    },
  ];
}

function isOuterMismatch(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || (issue.code === 'invalid_union' && issue.errors.every((branch) => branch.some(isOuterMismatch)));
}

function sayOuterForm(issue: Issue): string {
  if (issue.code === 'invalid_type') return sayExpected(issue.expected);
  if (issue.code === 'invalid_value') return issue.values.map((value) => `\`${String(value)}\``).join(', ');
  if (issue.code === 'invalid_union') return [...new Set(issue.errors.flatMap((branch) => branch.map(sayOuterForm)))].join(', or ');
  return issue.message;
}

function depth(branch: readonly Issue[]): number {
  return Math.max(...branch.map((issue) => issue.path.length + (issue.code === 'custom' ? 0.5 : 0)));
}

function sayCustom(issue: Issue & { readonly code: 'custom' }): Pick<PlacedProblem, 'code' | 'found' | 'allowed' | 'advice' | 'offset'> {
  const params = issue.params as ExpressionIssueParams | undefined;
  if (params?.expression !== true) {
    return { code: 'bad-value', found: sayValue(issue.input), allowed: issue.message };
  }
  return {
    code: 'expression',
    offset: params.offset,
    found: params.found,
    ...(params.expected.length === 0 ? {} : { allowed: params.expected.join(', ') }),
    ...(params.hint === undefined ? {} : { advice: params.hint }),
  };
}

function sayValues(found: unknown, known: readonly string[]): { readonly allowed: string; readonly advice?: string } {
  const near = typeof found === 'string' ? nearest(found, known) : undefined;
  return { allowed: known.map((value) => `\`${value}\``).join(', '), ...(near === undefined ? {} : { advice: `did you mean \`${near}\`?` }) };
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function sayExpected(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

/** A value as people would name it, shortened. */
export function sayValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (an empty value)';
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value === 'object') return 'a mapping';
  const shown = String(value);
  const short = shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
  return typeof value === 'string' ? `\`${short}\`` : `the ${typeof value} ${short}`;
}

function valueAt(source: unknown, path: Path): unknown {
  let value = source;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}
