import type { Instant } from '../../runtime/ports.js';

/** A moment of a rollout that is only known once the rollout gets there. */
export type Moment =
  | { readonly kind: 'rollout'; readonly afterMs: number }
  | {
      readonly kind: 'phase';
      readonly phase: number;
      readonly since: 'entry' | 'first rise';
      readonly afterMs: number;
    };

/** Learns from the engine when phases begin, and so when what a scenario says relative to them happens. */
export class Moments {
  readonly #known = new Map<string, Instant>();
  readonly #waiting = new Map<string, ((at: Instant) => void)[]>();

  constructor(readonly start: Instant) {}

  /** The phase (its index in the plan) was entered. Only the first time counts: a fault does not come again with a retry. */
  entered(phase: number, at: Instant): void {
    this.#learn(keyOf(phase, 'entry'), at);
  }

  /** Exposure rose in the phase. Only the first time counts. */
  rose(phase: number, at: Instant): void {
    this.#learn(keyOf(phase, 'first rise'), at);
  }

  /** When the moment is, as far as that is known. */
  find(moment: Moment): Instant | undefined {
    const since = moment.kind === 'rollout' ? this.start : this.#known.get(keyOf(moment.phase, moment.since));
    return since === undefined ? undefined : since + moment.afterMs;
  }

  /** Calls `then` with the time of the moment, at once or when it becomes known. */
  whenKnown(moment: Moment, then: (at: Instant) => void): void {
    const at = this.find(moment);
    if (at !== undefined) {
      then(at);
    } else if (moment.kind === 'phase') {
      const key = keyOf(moment.phase, moment.since);
      this.#waiting.set(key, [
        ...(this.#waiting.get(key) ?? []),
        (since) => {
          then(since + moment.afterMs);
        },
      ]);
    }
  }

  #learn(key: string, at: Instant): void {
    if (this.#known.has(key)) return;
    this.#known.set(key, at);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const then of waiting) then(at);
  }
}

function keyOf(phase: number, since: 'entry' | 'first rise'): string {
  return `${String(phase)} ${since}`;
}
