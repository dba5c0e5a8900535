import type { OperateAnswer, OperateWord } from '../../aws/operate/operate-request.js';
import type { DrillView } from '../../report/drill-view.js';

/** A rollout that commands are given to. */
export interface RolloutTarget {
  ask(): Promise<TargetAnswer>;
  /** @param generation of the state that the person has seen */
  say(word: OperateWord, generation: number): Promise<TargetAnswer>;
  /**
   * Exercises the revert path, and waits for its end.
   * @param watch is told when something has been seen
   * @param options.seed of a drill in virtual time
   */
  drill(watch: (view: DrillView) => void, options?: { readonly seed?: number }): Promise<DrillAnswer>;
}

/** How a drill has ended, or why there was none. */
export type DrillAnswer =
  | {
      readonly kind: 'over';
      readonly view: DrillView;
      /** Where the proof is kept, in a clause. */
      readonly kept: string;
    }
  | { readonly kind: 'refused'; readonly reason: string }
  | Unreachable;

export type TargetAnswer =
  | OperateAnswer
  /** There is nothing to speak to, or it does not answer. */
  | Unreachable;

export interface Unreachable {
  readonly kind: 'unreachable';
  readonly found: string;
  readonly advice: string;
}
