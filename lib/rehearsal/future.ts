import type { AppConfigSwitches } from '../local/appconfig/switches.js';

/** When a fault comes: with the first rise of its phase, some time after it, or growing from then on. */
export const ONSETS = ['at once', 'late', 'growing'] as const;
export type Onset = (typeof ONSETS)[number];

/** How many times as bad as its baseline a fault makes a metric; where the baseline is 0, as what the plan allows. */
export const STRENGTHS = [1.2, 1.5, 2, 3, 5, 10] as const;

/** What becomes worse: one metric of the plan that a trigger or a gate asks for, or all of them. */
export interface FaultKind {
  readonly name: string;
  readonly metrics: readonly string[];
}

/** The name of the fault in which everything becomes worse. */
export const EVERYTHING = 'everything';

/** What happens to a rollout beside the plan. */
export type Course =
  /** The new version is as good as the old one. */
  | { readonly kind: 'healthy' }
  /** The new version is worse, from a moment of a phase on, for whoever has it. */
  | {
      readonly kind: 'fault';
      readonly fault: FaultKind;
      /** The phase's index in the plan. */
      readonly phase: number;
      readonly onset: Onset;
      /** From the first rise of the phase to the onset; milliseconds. */
      readonly afterMs: number;
      readonly strength: number;
    }
  /** Something else breaks, for both cohorts alike. */
  | {
      readonly kind: 'incident';
      readonly phase: number;
      readonly afterMs: number;
      readonly lastsMs: number;
      readonly strength: number;
    }
  /** Measurements do not arrive, or measuring fails. */
  | {
      readonly kind: 'gap';
      readonly metrics: readonly string[];
      readonly how: 'silence' | 'failure';
      readonly phase: number;
      readonly afterMs: number;
      readonly lastsMs: number;
    }
  /** People take days, or those of one role never come. */
  | { readonly kind: 'people'; readonly how: 'slow' }
  | { readonly kind: 'people'; readonly how: 'absent'; readonly role: string }
  /** AppConfig refuses requests, and behaves in one of the ways that AWS leaves open. */
  | {
      readonly kind: 'cloud';
      /** Shares of the requests, 0..1. */
      readonly conflicts: number;
      readonly throttling: number;
      readonly switches: AppConfigSwitches;
    };

/** One future of a rollout: a course of the world, people's pace, and the seed of everything else. */
export interface Future {
  /** Counted from 0. */
  readonly run: number;
  readonly seed: number;
  readonly course: Course;
  /** How long each role takes for whatever is asked of it; milliseconds; absent: it never comes. */
  readonly pace: Readonly<Record<string, number>>;
}
