import type { Instant } from '../state.js';

/** What a drill has to see, in this order: one revert from its beginning to its end, on a flag and lanes of its own. */
export const DRILL_LEGS = [
  'on published',
  'on seen',
  'alarm set',
  'decided',
  'brake published',
  'off seen',
  'cleaned up',
] as const;
export type DrillLeg = (typeof DRILL_LEGS)[number];

/** One leg that has happened. */
export interface SeenLeg {
  readonly leg: DrillLeg;
  readonly at: Instant;
  /** What was seen: the version and the number of its deployment, what a client was told, and the like. */
  readonly say: string;
}

/** What a drill has seen: what its verdict is made of, and kept with it as evidence. */
export interface DrillProof {
  /** The id of the word that began the drill. */
  readonly drill: string;
  readonly by: string;
  /** Where: the stack's own AppConfig and functions, or the timed model in virtual time. */
  readonly ground: 'aws' | 'model';
  readonly startedAt: Instant;
  /** The legs that were seen, without a gap, each not before the one before it. */
  readonly legs: readonly SeenLeg[];
  /** Why the leg after them was not seen, and how the drill was cleaned up then. */
  readonly broken?: string;
}

/** What each leg is, for people. */
export const LEG_WORDS: Readonly<Record<DrillLeg, string>> = {
  'on published': 'the flag of the drill is published on, in the rise lane',
  'on seen': 'a client is served the new variant',
  'alarm set': 'the condition of the trigger holds',
  decided: 'the trigger has fired: the revert is decided',
  'brake published': 'the brake is published',
  'off seen': 'a client is served the old variant',
  'cleaned up': 'the rise lane is tidy, the brake released, the alarm quiet',
};
