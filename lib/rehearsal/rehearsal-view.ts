import type { Course } from './future.js';
import type { Proportion } from './proportion.js';
import type { Quantiles } from './quantiles.js';
import type { Cause } from './waiting.js';

/** Faults of one kind, in all phases or in one. */
export interface FaultView {
  readonly fault: string;
  /** Where it came; absent for all phases together. */
  readonly phase?: string;
  /** A trigger fired, or a gate said no-go. */
  readonly caught: Proportion;
  /** Exposure was taken back. */
  readonly reverted: Proportion;
  /** Who caught it, the most frequent first. */
  readonly by: readonly { readonly who: string; readonly runs: number }[];
  /** From the onset until it was caught; milliseconds. */
  readonly afterMs?: Quantiles;
  /** Units that had it before they were put back, of the runs that were reverted. */
  readonly reached?: Quantiles;
  /** From the decision until the last of them was back; milliseconds. */
  readonly backMs?: Quantiles;
  /** Runs in which some of them stayed where they were: only a part was put back. */
  readonly stayed: number;
}

/** A course that is no fault of the new version. */
export interface OtherView {
  readonly course: Course['kind'];
  readonly completed: Proportion;
  readonly reverted: Proportion;
  readonly stopped: Proportion;
}

/** What goes wrong in a course, for people. */
export const COURSES: Readonly<Record<OtherView['course'], string>> = {
  healthy: 'nothing',
  fault: 'the new version',
  incident: 'something else breaks',
  gap: 'telemetry stops',
  people: 'people are slow or away',
  cloud: 'AppConfig refuses',
};

/** What a rehearsal has shown. The same for the same plan, seed and number of runs, whoever has made them. */
export interface RehearsalView {
  readonly rollout: string;
  readonly summary?: string;
  readonly timezone: string;
  readonly units: string;
  readonly size: number;
  /** Phases in which faults came, in the order of the plan. */
  readonly phases: readonly string[];
  readonly seed: number;
  readonly runs: number;
  readonly healthy?: {
    readonly completed: Proportion;
    readonly reverted: Proportion;
    /** What reverted them, the most frequent first. */
    readonly by: readonly { readonly who: string; readonly runs: number }[];
    /** A trigger fired, whatever it did then. */
    readonly alarmed: Proportion;
    readonly alarmedBy: readonly { readonly who: string; readonly runs: number }[];
    /** Healthy runs that it takes to show a false revert to be as rare as the plan wants; absent where there are enough. */
    readonly needed?: { readonly risk: number; readonly runs: number };
  };
  readonly faults: readonly FaultView[];
  /** Of each kind in each phase. */
  readonly cells: readonly FaultView[];
  /** Of all faults, by strength. */
  readonly strengths: readonly { readonly strength: number; readonly caught: Proportion }[];
  readonly others: readonly OtherView[];
  readonly calendar?: {
    /** When all phases were done, in runs without a fault; milliseconds since the epoch. */
    readonly finished: Quantiles;
    /** So many such runs there were; those that never were done are not among the dates. */
    readonly of: number;
    readonly startedAt: number;
    /** By cause: how long they waited for it. */
    readonly waited: readonly { readonly cause: Cause; readonly ms: Quantiles }[];
    /** All finish times, for a chart. */
    readonly finishes: readonly number[];
  };
  /** Gates that said go at once in every run in which they were asked. */
  readonly idleGates: readonly string[];
  /** Gates that no run has come to. */
  readonly unaskedGates: readonly string[];
  readonly idleTriggers: readonly string[];
  /** Runs by which one can look closer: the worst of each kind. */
  readonly worst: readonly { readonly fault: string; readonly run: number; readonly reached: number }[];
}
