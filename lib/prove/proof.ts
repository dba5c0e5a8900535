import type { StoryLine } from './explore.js';

/** How far a property of a plan is known to hold. */
export type ProofVerdict =
  /** In every state that the plan can reach. */
  | 'proven'
  /** There is a story that breaks it. */
  | 'refuted'
  /** Nothing was found where it was looked for; that is no proof. */
  | 'searched'
  /** There were more states than were looked at. */
  | 'unknown';

/** One property of a plan, and what became of it. */
export interface Proof {
  readonly property: string;
  readonly say: string;
  readonly verdict: ProofVerdict;
  /** What it was looked for in. */
  readonly over: string;
  /** Worth knowing, though nothing is broken. */
  readonly notes: readonly string[];
  /** What breaks it, the shortest stories first. */
  readonly stories: readonly Counterexample[];
}

/** What is wrong, and how it comes to it. */
export interface Counterexample {
  readonly wrong: string;
  readonly story: readonly StoryLine[];
}
