import type { OperateAnswer, OperateWord } from '../../aws/operate/operate-request.js';

/** A rollout that commands are given to. */
export interface RolloutTarget {
  ask(): Promise<TargetAnswer>;
  /** @param generation of the state that the person has seen */
  say(word: OperateWord, generation: number): Promise<TargetAnswer>;
}

export type TargetAnswer =
  | OperateAnswer
  /** There is nothing to speak to, or it does not answer. */
  | { readonly kind: 'unreachable'; readonly found: string; readonly advice: string };
