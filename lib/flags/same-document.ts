import type { FlagDocument } from './document.js';

/** Whether two documents say the same; the order of keys is AppConfig's to change. */
export function sameDocument(one: FlagDocument, other: FlagDocument): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
