import * as z from 'zod';
import { listOf } from './choices.js';

type RawIssue = z.core.$ZodRawIssue;

/** Separates the keys in what {@link sayExpectation} says about an unknown one. */
const BETWEEN_KEYS = '\n';

/**
 * The message of an issue, said while its schema is still known: for an unknown key the keys that exist, for a value
 * of the wrong type what the schema describes.
 */
export function sayExpectation(issue: RawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return keysOf(issue.inst).join(BETWEEN_KEYS);
  if (issue.code !== 'invalid_type') return undefined;
  const schema = issue.inst;
  const keys = keysOf(schema);
  if (keys.length > 0) return `a mapping with ${listOf(keys, 6)}`;
  const meta = schema instanceof z.ZodType ? z.globalRegistry.get(schema) : undefined;
  if (meta?.description === undefined) return TYPE_WORDS[issue.expected] ?? issue.expected;
  const described = lowerFirst(meta.description.split(/\.(?:\s|$)/u, 1)[0] ?? '');
  const examples = Array.isArray(meta.examples)
    ? meta.examples.map((example) => `\`${String(example)}\``)
    : [];
  return examples.length === 0 ? described : `${described}, such as ${examples.join(', ')}`;
}

/** The keys that {@link sayExpectation} said. */
export function keysIn(message: string): readonly string[] {
  return message === '' ? [] : message.split(BETWEEN_KEYS);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return schema.keyType.options.map(String);
  return [];
}

/** A value as people would name it, shortened. */
export function sayValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value))
    return value.length === 1 ? 'a list of 1 item' : `a list of ${String(value.length)} items`;
  if (typeof value === 'object') return 'a mapping';
  const shown = String(value).replace(/\s+/gu, ' ');
  const short = shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `\`${short}\``;
  return `the ${typeof value === 'boolean' ? 'word' : 'number'} \`${short}\``;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
