import type { Effect } from './effect.js';
import type { RolloutEvent } from './event.js';

/** Something that happened because of an event, in words that people and programs can read. */
export interface Happening {
  readonly kind: string;
  readonly say: string;
  readonly phase?: string;
  readonly step?: string;
}

/** What is kept of one transition: the event, what followed from it, and what was to be done. */
export interface EvidenceRecord {
  /** The revision of the state that the transition led to. */
  readonly revision: number;
  readonly at: number;
  readonly event: RolloutEvent;
  readonly happenings: readonly Happening[];
  readonly effects: readonly Effect[];
  /** Digest of the state that the transition led to. */
  readonly state: string;
}
