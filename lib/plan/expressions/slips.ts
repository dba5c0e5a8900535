import { nearest } from '../source/nearest.js';

/** A slip of the pen that many people make, recognised at the place where an expression could not be read on. */
interface Slip {
  /** Matched against the text from the place on. */
  readonly ahead: RegExp;
  /** Matched against the text before the place. */
  readonly behind?: RegExp;
  readonly advice: string;
}

const SLIPS: readonly Slip[] = [
  {
    ahead: /^$/u,
    behind: /\bin (?:segment )?[\w-]+$/u,
    advice: 'in a list a comma begins the next item: write a condition for each',
  },
  { ahead: /^(?:=>|≥|>\s+=)/u, advice: 'write `>=`' },
  { ahead: /^(?:=<|≤|<\s+=)/u, advice: 'write `<=`' },
  { ahead: /^>/u, behind: /=\s*$/u, advice: 'write `>=`' },
  { ahead: /^</u, behind: /=\s*$/u, advice: 'write `<=`' },
  { ahead: /^=/u, behind: /(?:=|!)\s*$/u, advice: 'write a single `=`' },
  { ahead: /^=/u, behind: /[<>]\s+$/u, advice: 'write `<=` and `>=` without a blank' },
  {
    ahead: /^(?:!=|<>)|^>/u,
    behind: /^$|[^=]\s*$/u,
    advice: 'there is no "not equal": say `not (...)`, or a range',
  },
  { ahead: /^&/u, advice: 'write `and`' },
  { ahead: /^\|/u, advice: 'write `or`' },
  { ahead: /^%/u, behind: /\d\s+$/u, advice: 'write the `%` right behind the number' },
  { ahead: /^,\d/u, behind: /\d$/u, advice: 'write decimals with a point: `0.5%`' },
  { ahead: /^,/u, advice: 'join conditions with `and`, values with `|`' },
  { ahead: /^[–—−]/u, advice: 'write a plain `-`' },
  { ahead: /^['"`‘’“”]/u, advice: 'no quotes are needed inside an expression' },
  {
    ahead: /^\d+(?:\.\d+)?\s+(?:ms|s|sec|m|min|h|hour|d|day|w|week|month|year)s?\b/iu,
    advice: 'write the unit right behind the number: `3d`, `15m`; months as days: `30d`',
  },
  {
    ahead: /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*-[A-Z]/u,
    advice: 'write two dots between weekdays: `Monday..Thursday`',
  },
  { ahead: /^\d:\d\d/u, advice: 'write the hour with two digits: `02:00`' },
  {
    ahead: /^\d{1,2}[.:]?\d{0,2}\s*(?:am|pm)\b/iu,
    advice: 'write the time of day from 00:00 to 24:00: `14:00`',
  },
  { ahead: /^[\u00A0\u2007\u202F]/u, advice: 'this blank is a non-breaking space: type an ordinary one' },
  { ahead: /^\p{C}/u, advice: 'delete this character: it cannot be seen' },
];

/** What to do about a known slip at `offset`, or the allowed word that was probably meant. */
export function adviceForSlip(text: string, offset: number, expected: readonly string[]): string | undefined {
  const ahead = text.slice(offset, offset + 40);
  const behind = text.slice(Math.max(0, offset - 40), offset);
  const slip = SLIPS.find(
    (candidate) => candidate.ahead.test(ahead) && (candidate.behind?.test(behind) ?? true),
  );
  if (slip) return slip.advice;
  const word = /^[A-Za-z][\w-]*/u.exec(ahead)?.[0];
  if (word === undefined) return undefined;
  const words = expected.flatMap((label) => /^`([A-Za-z][A-Za-z -]*)`$/u.exec(label)?.[1] ?? []);
  const abbreviated =
    word.length >= 3
      ? words.find((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()))
      : undefined;
  // Among words as short as `or` and `for` everything is near.
  const comparable = words.filter((candidate) => word.length > 3 || candidate.length === word.length);
  const meant = abbreviated ?? nearest(word, comparable);
  return meant === undefined ? undefined : `did you mean \`${meant}\`?`;
}
