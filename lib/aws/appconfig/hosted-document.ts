import type { FlagDocument } from '../../flags/document.js';

/** What AppConfig writes into a flag document when it stores it: not part of what was published. */
const STAMPS: readonly string[] = ['_createdAt', '_updatedAt'];

/**
 * Reads the content of a hosted version, without the time stamps that AppConfig adds to every flag and value (seen in
 * hashicorp/terraform-provider-aws#44847): a document of ours reads as we wrote it.
 * @returns nothing when it is no flag document of version "1": somebody put something else there
 */
export function readHosted(content: Uint8Array): FlagDocument | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(content));
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || parsed['version'] !== '1') return undefined;
  const { flags, values } = parsed;
  if (!isObject(flags) || !isObject(values)) return undefined;
  return { ...parsed, flags: unstamped(flags), values: unstamped(values) } as unknown as FlagDocument;
}

function unstamped(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(entries).map(([key, entry]) => [
      key,
      isObject(entry)
        ? Object.fromEntries(Object.entries(entry).filter(([name]) => !STAMPS.includes(name)))
        : entry,
    ]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
