import { readDuration, readPercent } from './amounts.js';
import type { Reader } from './reader.js';

/** AppConfig's staged deployment of one version: `30m linear 20%`, `20m exponential 10%`. */
export interface Spread {
  readonly overMs: number;
  readonly growth: 'linear' | 'exponential';
  /** Fraction of the clients: the increment (linear) or the first share (exponential). */
  readonly factor: number;
  readonly text: string;
}

export function readSpread(reader: Reader): Spread {
  const overMs = reader.must(readDuration(reader));
  const growth = reader.must(reader.oneOf(['linear', 'exponential'] as const));
  const factor = reader.must(readPercent(reader));
  return { overMs, growth, factor, text: reader.said() };
}
