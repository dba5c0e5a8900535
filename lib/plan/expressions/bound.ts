import { readPercent, readNumber } from './amounts.js';
import type { Comparison } from './comparison.js';
import type { Reader } from './reader.js';

/** A bound on a reported figure: `>= 85%`, `< 5`. Percentages are kept as the figure people report: 85. */
export interface Bound {
  readonly comparison: Exclude<Comparison, '='>;
  readonly value: number;
  readonly text: string;
}

export function readNumberBound(reader: Reader): Bound {
  const comparison = reader.must((['<=', '>=', '<', '>'] as const).find((symbol) => reader.symbol(symbol)));
  const fraction = readPercent(reader);
  const value =
    fraction === undefined ? reader.must(readNumber(reader)) : Number((fraction * 100).toFixed(6));
  return { comparison, value, text: reader.said() };
}

/** Whether a reported figure keeps the bound. */
export function keepsBound(bound: Bound, figure: number): boolean {
  switch (bound.comparison) {
    case '<':
      return figure < bound.value;
    case '<=':
      return figure <= bound.value;
    case '>':
      return figure > bound.value;
    case '>=':
      return figure >= bound.value;
  }
}
