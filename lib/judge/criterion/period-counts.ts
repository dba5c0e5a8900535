import type { Reading } from '../reading.js';
import type { Tally } from './criterion-state.js';

/** What one cohort's reading of a period comes to. */
export type Counted =
  | { readonly kind: 'counts'; readonly tally: Tally }
  | { readonly kind: 'nothing' }
  /** Counts that cannot be. */
  | { readonly kind: 'refused'; readonly because: string };

const NONE: Counted = { kind: 'counts', tally: { counted: 0, samples: 0 } };

/** The counts of a share of samples; nonsense is refused with a reason, and never counted. */
export function countedIn(reading: Reading | undefined, counted: 'part' | 'rest'): Counted {
  if (!reading || reading.kind === 'missing') return { kind: 'nothing' };
  if (reading.kind === 'empty') return NONE;
  const { samples, value } = reading;
  const part = reading.part ?? value * samples;
  if (!Number.isFinite(samples) || !Number.isFinite(part) || samples < 0 || part < 0)
    return { kind: 'refused', because: `${say(part)} of ${say(samples)} is no count` };
  if (part > samples)
    return { kind: 'refused', because: `${say(part)} of ${say(samples)}: more were counted than there were` };
  return { kind: 'counts', tally: { counted: counted === 'part' ? part : samples - part, samples } };
}

function say(value: number): string {
  return String(Number(value.toPrecision(6)));
}
