import type { LaneAnswer } from './lane-answer.js';

/** An answer, and when it was asked for: it cannot be younger. */
export interface Remembered {
  readonly answer: LaneAnswer;
  readonly askedAt: number;
}

/** The last answers, for as many questions as was asked for. */
export interface LaneMemory {
  readonly keep: (question: string, remembered: Remembered) => void;
  readonly forget: (question: string) => void;
  readonly last: (question: string) => Remembered | undefined;
}

/** @param most how many questions are remembered; the one that was answered longest ago goes first. 0: none */
export function laneMemory(most: number): LaneMemory {
  const answers = new Map<string, Remembered>();
  return {
    keep: (question, remembered) => {
      if (most === 0 || (answers.get(question)?.askedAt ?? -Infinity) > remembered.askedAt) return;
      answers.delete(question);
      answers.set(question, remembered);
      for (const oldest of answers.keys()) {
        if (answers.size <= most) break;
        answers.delete(oldest);
      }
    },
    forget: (question) => void answers.delete(question),
    last: (question) => answers.get(question),
  };
}
