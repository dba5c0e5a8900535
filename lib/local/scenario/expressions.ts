import { readDuration, readPercent, readQuantity, type Quantity } from '../../plan/expressions/amounts.js';
import type { Reader } from '../../plan/expressions/reader.js';
import { expression } from '../../plan/schema/expression.js';
import type { Word } from '../../rollout/event.js';

/** How strongly a fault worsens a metric. */
export type Strength =
  /** `5x`: so many times as bad. */
  | { readonly kind: 'factor'; readonly factor: number }
  /** `to 8%`: as bad as this value. */
  | { readonly kind: 'value'; readonly quantity: Quantity }
  /** `150% of cap`: relative to the threshold that the plan itself sets, the first or the last that is crossed. */
  | { readonly kind: 'cap'; readonly factor: number; readonly which: 'lowest' | 'highest' };

export const strength = expression(
  (reader): Strength => {
    const factor = reader.match(/(\d+(?:\.\d+)?)x/u, 'a factor such as `5x`');
    if (factor) return { kind: 'factor', factor: Number(factor[1]) };
    if (reader.words('to')) return { kind: 'value', quantity: reader.must(readQuantity(reader)) };
    const percent = reader.must(readPercent(reader));
    reader.must(reader.words('of') || undefined);
    const which = reader.words('highest') ? 'highest' : 'lowest';
    reader.must(reader.words('cap') || undefined);
    return { kind: 'cap', factor: percent, which };
  },
  "How bad it gets: a factor, a value, or a share of the plan's own thresholds. `cap` is the first threshold of the metric's triggers (of its gates where no trigger watches it), `highest cap` the last.",
  ['5x', 'to 8%', '150% of cap', '80% of cap', '200% of highest cap'],
);

/** A time, or `never`. */
export const delay = expression(readDelay, 'After how long, or never.', ['30m', 'never']);

function readDelay(reader: Reader): number | 'never' {
  return reader.words('never') ? 'never' : reader.must(readDuration(reader));
}

/** Reads `no-go after 2h`, `go`, `2h` or `never`; a word alone is said at once. */
function verdictAfter<V extends string>(
  verdicts: readonly [V, ...V[]],
  description: string,
  examples: readonly string[],
) {
  return expression(
    (reader) => {
      const verdict = reader.oneOf(verdicts);
      if (verdict === undefined) return { verdict: verdicts[0], after: readDelay(reader) };
      return { verdict, after: reader.words('after') ? reader.must(readDuration(reader)) : 0 };
    },
    description,
    examples,
  );
}

export const decideHabit = verdictAfter(
  ['go', 'no-go'],
  'What is decided, after how long; `go` when nothing is said.',
  ['1h', 'no-go after 2h', 'never'],
);

export const answerHabit = verdictAfter(
  ['yes', 'no'],
  'What is answered, after how long; `yes` when nothing is said.',
  ['30m', 'no after 1h', 'never'],
);

/** A word that somebody says unasked. `freeze for 2d` gets its end when it is said. */
export type SpokenWord =
  | Exclude<Word, { readonly kind: 'freeze' | 'sign' | 'tick' | 'decide' | 'answer' | 'report' }>
  | { readonly kind: 'freeze'; readonly forMs: number };

export const spokenWord = expression(readSpokenWord, 'A word said unasked.', [
  'pause',
  'resume',
  'retry',
  'revert step',
  'revert all',
  'disable checkout|search',
  'kill',
  'freeze for 2d',
  'drilled',
  'close',
]);

const PLAIN = ['pause', 'resume', 'retry', 'kill', 'drilled'] as const;

function readSpokenWord(reader: Reader): SpokenWord {
  const plain = reader.oneOf(PLAIN);
  if (plain !== undefined) return { kind: plain };
  if (reader.words('close', 'incident'))
    return { kind: 'close incident', incident: reader.must(reader.name('an incident')) };
  if (reader.words('close')) return { kind: 'close' };
  if (reader.words('disable')) return { kind: 'disable', flags: readList(reader, 'a flag') };
  if (reader.words('revert', 'units')) return { kind: 'revert units', units: readList(reader, 'a unit') };
  if (reader.words('include', 'units')) return { kind: 'include units', units: readList(reader, 'a unit') };
  if (reader.words('revert'))
    return { kind: 'revert', what: reader.must(reader.oneOf(['step', 'phase', 'all'] as const)) };
  if (reader.words('adopt')) {
    const lane = reader.must(reader.oneOf(['rise', 'brake'] as const));
    reader.must(reader.words('lane', 'of') || undefined);
    return { kind: 'adopt', lane, environment: reader.must(reader.name('an environment')) };
  }
  reader.must(reader.words('freeze', 'for') || undefined);
  return { kind: 'freeze', forMs: reader.must(readDuration(reader)) };
}

function readList(reader: Reader, what: string): readonly string[] {
  const word = () => reader.must(reader.match(/[\p{L}\p{N}_][\p{L}\p{N}_.@-]*/u, what))[0];
  const list = [word()];
  while (reader.symbol('|')) list.push(word());
  return list;
}

/** A phase of the plan: its name, or which of those that expose somebody it is, counted from 1. */
export type PhaseReference = string | number;

/** The rise that a freeze is laid over. */
export const frozenStep = expression(
  (reader): { readonly phase?: PhaseReference } => {
    reader.must(reader.words('next', 'step') || undefined);
    if (!reader.words('in', 'phase')) return {};
    const number = reader.match(/\d+/u, 'a number');
    return { phase: number ? Number(number[0]) : reader.must(reader.name('a phase')) };
  },
  'The next rise that the plan has planned, in any phase or in one.',
  ['next step', 'next step in phase 2'],
);

/** Events a minute. */
export const eventRate = expression(
  (reader) => {
    const count = Number(reader.must(reader.match(/\d+(?:\.\d+)?/u, 'a number'))[0]);
    reader.name('what is counted');
    reader.must(reader.symbol('/') || undefined);
    return (
      count / { min: 1, hour: 60, day: 1440 }[reader.must(reader.oneOf(['min', 'hour', 'day'] as const))]
    );
  },
  'How many, of the whole audience.',
  ['40 requests/min', '500/hour'],
);

/** How often a drill is done. */
export const everySoOften = expression(
  (reader) => {
    reader.must(reader.words('every') || undefined);
    return { everyMs: reader.must(readDuration(reader)) };
  },
  'Again and again, the first time after one such time.',
  ['every 7d'],
);
