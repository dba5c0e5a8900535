import type { Reading } from '../../judge/reading.js';
import { binomialQuantile } from '../random/quantiles.js';
import { uniformAt, type Stream } from '../random/stream.js';

/** What is counted of control in one part of the audience, and which share of that part comes next. */
export interface NextPart {
  readonly stream: Stream;
  /** Counts of control in ticks [from, to): those above a limit, where there is one. */
  readonly read: (from: number, to: number, above: number | undefined) => Reading;
  /** The share of control's units that comes next, at a tick: 0..1. */
  readonly shareAt: (tick: number) => number;
}

/**
 * Those of control whom the next step exposes. Each of control's samples is one of theirs with the chance that their share
 * gives it, and the good ones apart from the bad, so that what is theirs is never more than what is control's.
 */
export class NextCohort {
  /** @param independent whether chance plays a part at all; otherwise everything is just as much as is expected */
  constructor(
    private readonly parts: readonly NextPart[],
    private readonly independent: boolean,
  ) {}

  /** What was measured of them in ticks [from, to), all of which have the same exposure. */
  read(from: number, to: number, above?: number): Reading {
    let samples = 0;
    let part = 0;
    let isPublished = false;
    for (const one of this.parts) {
      const share = one.shareAt(from);
      if (share === 0) continue;
      const reading = one.read(from, to, above);
      if (reading.kind === 'missing') continue;
      isPublished = true;
      if (reading.kind === 'empty') continue;
      const counted = Math.round(reading.part ?? reading.value * reading.samples);
      const bad = this.#drawn(counted, share, one.stream, from, 0);
      const good = this.#drawn(reading.samples - counted, share, one.stream, from, 1);
      samples += bad + good;
      part += bad;
    }
    if (!isPublished) return { kind: 'missing' };
    return samples === 0 ? { kind: 'empty' } : { kind: 'value', value: part / samples, samples, part };
  }

  #drawn(count: number, share: number, stream: Stream, place: number, index: number): number {
    if (!this.independent) return Math.round(count * share);
    return binomialQuantile(count, share, uniformAt(stream, place, index));
  }
}
