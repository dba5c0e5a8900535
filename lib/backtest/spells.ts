import type { Truth } from '../judge/finding.js';
import { momentOf, type Moment } from '../report/moment.js';

/** A time through which the answer was the same. */
export interface Spell {
  readonly from: Moment;
  /** Absent when it lasted to the end of the data. */
  readonly until?: Moment;
  readonly minutes: number;
  /** What was found when it began. */
  readonly why: string;
}

/** Answers in the order of time, put together while they stay the same. */
export class Spells {
  readonly #done: (Spell & { readonly truth: Truth })[] = [];
  #present: { readonly truth: Truth; readonly at: number; readonly why: string } | undefined;

  constructor(private readonly zone: string) {}

  take(truth: Truth, at: number, why: () => string): void {
    if (this.#present?.truth === truth) return;
    this.#close(at);
    // Only what decides something is told.
    this.#present = { truth, at, why: truth === 'yes' || truth === 'no' ? why() : '' };
  }

  ended(at: number): readonly (Spell & { readonly truth: Truth })[] {
    const open = this.#present;
    if (!open) return this.#done;
    return [...this.#done, { ...this.#spell(open, at), truth: open.truth }];
  }

  #close(at: number): void {
    const open = this.#present;
    if (open)
      this.#done.push({ ...this.#spell(open, at), until: momentOf(at, this.zone), truth: open.truth });
  }

  #spell({ at, why }: { readonly at: number; readonly why: string }, until: number): Spell {
    return { from: momentOf(at, this.zone), minutes: Math.round((until - at) / 60_000), why };
  }
}
