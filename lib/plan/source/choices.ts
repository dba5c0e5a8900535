import { nearest } from './nearest.js';

/** Names in backticks; of many only the first. */
export function listOf(names: readonly string[], atMost = 40): string {
  const shown = names.slice(0, atMost).map((name) => `\`${name}\``);
  return names.length > atMost
    ? `${shown.join(', ')} and ${String(names.length - atMost)} more`
    : shown.join(', ');
}

/** The allowed words, and the one that was probably meant. */
export function sayChoices(
  found: unknown,
  known: readonly string[],
  atMost?: number,
): { readonly allowed: string; readonly advice?: string } {
  const near = typeof found === 'string' ? nearest(found, known) : undefined;
  const allowed = known.length === 0 ? 'none is defined' : listOf(known, atMost);
  return { allowed, ...(near === undefined ? {} : { advice: `did you mean \`${near}\`?` }) };
}
