import type { TwoArmChoice } from '../sequential/choose-process.js';
import type { CriterionState, Tally } from './criterion-state.js';
import { countedIn } from './period-counts.js';
import type { Criterion, Period } from './take-periods.js';

export const NOBODY: CriterionState['recent'] = { canary: 0, control: 0 };
export const NO_SAMPLES: Tally = { counted: 0, samples: 0 };

/** The counts of the periods, as they are taken in. */
export class Gathering {
  #heard: number;
  #silent: number;
  #canary: Tally;
  #control: Tally;
  #expected: number;
  #recent: CriterionState['recent'];
  #rise: number;
  #until: number;
  #refused: string | undefined;

  constructor(
    known: CriterionState | undefined,
    private readonly criterion: Criterion,
    private readonly choice: TwoArmChoice,
  ) {
    this.#heard = known?.heard ?? 0;
    this.#silent = known?.silent ?? 0;
    this.#canary = known?.canary ?? NO_SAMPLES;
    this.#control = known?.control ?? NO_SAMPLES;
    this.#expected = known?.expected ?? 0;
    this.#recent = known?.recent ?? NOBODY;
    this.#rise = known?.rise ?? 0;
    this.#until = known?.until ?? 0;
  }

  /** @returns the counts that are evidence, or nothing when there are none */
  take({ to, canary, control }: Period):
    | {
        readonly x1: number;
        readonly n1: number;
        readonly x0: number;
        readonly n0: number;
        readonly rose: boolean;
      }
    | undefined {
    const { procedure, lastRise, exposed } = this.criterion;
    this.#until = to;
    this.#refused = undefined;
    const rose = lastRise > this.#rise && lastRise < to;
    if (rose) {
      this.#rise = lastRise;
      this.#recent = NOBODY;
      this.#expected = 0;
    }
    const counted = procedure.kind === 'one arm' ? procedure.counted : 'part';
    const ours = countedIn(canary, counted);
    const others = countedIn(control, counted);
    const refused = ours.kind === 'refused' ? ours : others.kind === 'refused' ? others : undefined;
    if (refused) {
      this.#refused = refused.because;
      this.#silent += 1;
      return undefined;
    }
    const one = ours.kind === 'counts' ? ours.tally : NO_SAMPLES;
    const other = others.kind === 'counts' ? others.tally : NO_SAMPLES;
    this.#hear(one, other, { arrived: ours.kind === 'counts', isExposed: exposed && to > lastRise });
    this.#canary = sum(this.#canary, one);
    this.#control = sum(this.#control, other);
    return { x1: one.counted, n1: one.samples, x0: other.counted, n0: other.samples, rose };
  }

  /** A canary that control's traffic should have let us hear of, and that says nothing, is counted. */
  #hear(
    one: Tally,
    other: Tally,
    { arrived, isExposed }: { readonly arrived: boolean; readonly isExposed: boolean },
  ): void {
    if (arrived) this.#heard += 1;
    else this.#silent += 1;
    this.#recent = {
      canary: this.#recent.canary + one.samples,
      control: this.#recent.control + other.samples,
    };
    if (one.samples > 0 || !isExposed) {
      this.#expected = 0;
      return;
    }
    const { canary, control } = this.#recent;
    this.#expected += control === 0 ? 0 : (other.samples * canary) / control;
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
      choice: this.choice,
      recent: this.#recent,
      expected: this.#expected,
      ...(this.#refused === undefined ? {} : { refused: this.#refused }),
    };
  }
}

function sum(a: Tally, b: Tally): Tally {
  return { counted: a.counted + b.counted, samples: a.samples + b.samples };
}
