import type { Outcome } from '../local/embedded-engine.js';
import type { Future } from './future.js';
import type { Cause } from './waiting.js';

/** Who noticed a fault, and what that does to exposure by itself. */
export interface Catch {
  readonly by: string;
  readonly does: 'reverts' | 'holds' | 'tells';
  readonly at: number;
}

/** What is kept of one rehearsed run. Times are milliseconds. */
export interface RunRecord {
  readonly future: Future;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly endedAt: number;
  /** When all phases were done. */
  readonly completedAt?: number;
  /** When the course first changed something; absent where it never did. */
  readonly onsetAt?: number;
  /** The first trigger that fired, or gate that said no-go, since the onset (or at all). */
  readonly caught?: Catch;
  /** The first time that the system took exposure back by itself. */
  readonly reverted?: {
    readonly by: string;
    readonly decidedAt: number;
    /** When the last of those who were reached was back; absent where some stayed. */
    readonly backAt?: number;
  };
  /** Units that were exposed to the fault before the revert, or ever. */
  readonly reached: number;
  /** By phase: how long it lasted from its first rise; those that were left. */
  readonly phases: Readonly<Record<string, number>>;
  readonly waited: Partial<Readonly<Record<Cause, number>>>;
  /** Gates that were judged, and those of them that did not say go at once. */
  readonly asked: readonly string[];
  readonly refused: readonly string[];
  readonly fired: readonly string[];
}
