import type { Instant } from '../../runtime/ports.js';
import type { Gap } from '../scenario/bound-scenario.js';
import type { Moments } from '../scenario/moments.js';
import type { Cohort } from './climate.js';

/** When a metric's measurements of one cohort do not arrive. */
export class Silence {
  readonly #gaps: readonly Gap[];

  constructor(
    gaps: readonly Gap[],
    cohort: Cohort,
    private readonly moments: Moments,
  ) {
    this.#gaps = gaps.filter(
      (gap) => gap.how === 'silence' && (gap.cohort === 'both' || gap.cohort === cohort),
    );
  }

  /** Whether what happens at `instant` is not published. */
  covers(instant: Instant): boolean {
    return this.#gaps.length > 0 && this.#stretches().some(({ from, to }) => from <= instant && instant < to);
  }

  /** How many of the ticks [from, to) are published. A tick is silent when its beginning is. */
  published(from: number, to: number, tickMs: number): number {
    if (this.#gaps.length === 0) return to - from;
    let silent = 0;
    let counted = from;
    const stretches = [...this.#stretches()].sort((one, other) => one.from - other.from);
    for (const stretch of stretches) {
      const first = Math.max(counted, Math.ceil(stretch.from / tickMs));
      const end = Math.min(to, Math.ceil(stretch.to / tickMs));
      if (end <= first) continue;
      silent += end - first;
      counted = end;
    }
    return to - from - silent;
  }

  #stretches(): readonly { readonly from: Instant; readonly to: Instant }[] {
    return this.#gaps.flatMap((gap) => {
      const from = this.moments.find(gap.from);
      return from === undefined ? [] : [{ from, to: from + (gap.lastsMs ?? Number.POSITIVE_INFINITY) }];
    });
  }
}

/** Whether measuring itself fails at `now`. */
export function measuringFails(gaps: readonly Gap[], moments: Moments, now: Instant): boolean {
  return gaps.some((gap) => {
    if (gap.how !== 'failure') return false;
    const from = moments.find(gap.from);
    return from !== undefined && from <= now && now < from + (gap.lastsMs ?? Number.POSITIVE_INFINITY);
  });
}
