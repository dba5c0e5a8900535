import type { CriterionState, Recent, Tally } from './criterion-state.js';
import { countedIn, type Counted } from './period-counts.js';
import { comparedFor } from './sample-shares.js';
import type { StepZero } from './step-zero.js';
import { samplesBehind, signIn, type Sign } from './period-signs.js';
import type { Criterion, Period } from './take-periods.js';

/** Until then applications may hold what was served before, and samples of then arrive. */
const SETTLING_MS = 5 * 60_000;

export const NOBODY: Recent = { canary: 0, control: 0 };
export const NO_SAMPLES: Tally = { counted: 0, samples: 0 };

/** What one period says, and whether exposure rose in it. */
interface Counts {
  readonly x1: number;
  readonly n1: number;
  readonly x0: number;
  readonly n0: number;
  readonly rose: boolean;
}

/** The counts of the periods, as they are taken in. */
export class Gathering {
  #heard: number;
  #silent: number;
  #canary: Tally;
  #control: Tally;
  #unheard: number;
  #recent: Recent;
  #rise: number;
  #until: number;
  #refused: string | undefined;

  constructor(
    known: CriterionState | undefined,
    private readonly criterion: Criterion,
    private readonly stepZero: StepZero,
  ) {
    this.#heard = known?.heard ?? 0;
    this.#silent = known?.silent ?? 0;
    this.#canary = known?.canary ?? NO_SAMPLES;
    this.#control = known?.control ?? NO_SAMPLES;
    this.#unheard = known?.unheard ?? 0;
    this.#recent = known?.recent ?? NOBODY;
    this.#rise = known?.rise ?? 0;
    this.#until = known?.until ?? 0;
  }

  /** @returns the counts that are evidence, or nothing when there are none */
  take({ from, to, canary, control }: Period): Counts | undefined {
    const { procedure, lastRise } = this.criterion;
    this.#until = to;
    this.#refused = undefined;
    const rose = lastRise > this.#rise && lastRise < to;
    if (rose) this.#rise = lastRise;
    const counted = procedure.kind === 'one arm' ? procedure.counted : 'part';
    const read = (reading: Period['canary']): Counted =>
      procedure.kind === 'signs' ? samplesBehind(reading) : countedIn(reading, counted);
    const ours = read(canary);
    const others = read(control);
    const refused = ours.kind === 'refused' ? ours : others.kind === 'refused' ? others : undefined;
    if (refused) {
      this.#refused = refused.because;
      this.#silent += 1;
      return undefined;
    }
    const one = ours.kind === 'counts' ? ours.tally : NO_SAMPLES;
    const other = others.kind === 'counts' ? others.tally : NO_SAMPLES;
    if (ours.kind === 'counts') this.#heard += 1;
    else this.#silent += 1;
    this.#listen(one, other, from);
    if (procedure.kind === 'signs') return this.#takeSign(signIn(canary, control, procedure), rose);
    this.#canary = sum(this.#canary, one);
    this.#control = sum(this.#control, other);
    return { x1: one.counted, n1: one.samples, x0: other.counted, n0: other.samples, rose };
  }

  /** Of percentiles the outcomes are counted: how many periods were compared, and how many spoke for the claim. */
  #takeSign(sign: Sign | undefined, rose: boolean): Counts {
    const [won, lost, compared] = [
      Number(sign === 'for'),
      Number(sign === 'against'),
      Number(sign !== undefined),
    ];
    this.#canary = sum(this.#canary, { counted: won, samples: compared });
    return { x1: won, n1: compared, x0: lost, n0: 0, rose };
  }

  /**
   * Control goes on while the canary says nothing: what it should have said meanwhile is counted by its share. While nobody
   * knows what the lanes serve, nothing is counted, and nothing is forgotten: only others who are exposed make it anew.
   */
  #listen(one: Tally, other: Tally, from: number): void {
    const { steadySince } = this.criterion;
    if (steadySince === undefined) return;
    if (this.#recent.since !== undefined && this.#recent.since < steadySince) {
      this.#recent = NOBODY;
      this.#unheard = 0;
    }
    if (from < steadySince + SETTLING_MS) return;
    const { since = from, canary, control, compared } = this.#recent;
    const unheard = this.#unheard + other.samples;
    if (one.samples === 0) {
      this.#recent = { ...this.#recent, since };
      this.#unheard = unheard;
      return;
    }
    const both = { canary: canary + one.samples, control: control + unheard };
    const isCompared = from - since < comparedFor(this.stepZero.marks);
    this.#recent = { since, ...both, ...(isCompared ? { compared: both } : compared ? { compared } : {}) };
    this.#unheard = 0;
  }

  state(): Omit<CriterionState, 'proof' | 'disproof'> {
    return {
      attempt: this.criterion.attempt,
      until: this.#until,
      rise: this.#rise,
      heard: this.#heard,
      silent: this.#silent,
      canary: this.#canary,
      control: this.#control,
      choice: this.stepZero.choice,
      ...(this.stepZero.marks ? { marks: this.stepZero.marks } : {}),
      recent: this.#recent,
      unheard: this.#unheard,
      ...(this.#refused === undefined ? {} : { refused: this.#refused }),
    };
  }
}

function sum(a: Tally, b: Tally): Tally {
  return { counted: a.counted + b.counted, samples: a.samples + b.samples };
}
