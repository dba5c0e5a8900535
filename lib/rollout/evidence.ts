import type { Effect } from './effect.js';
import type { RolloutEvent } from './event.js';
import type { GateView } from './gate.js';

/** Something that happened because of an event, in words that people and programs can read. */
export interface Happening {
  readonly kind: HappeningKind;
  readonly say: string;
  readonly phase?: string;
  readonly step?: string;
  /** The gate that was judged, with its criteria and what was measured. */
  readonly gate?: GateView;
  /** About how many units are exposed from here on. */
  readonly exposed?: number;
}

/** What can happen in a rollout. */
export type HappeningKind =
  | 'started'
  | 'revised'
  | 'phase'
  | 'step'
  | 'exposure'
  | 'held'
  | 'gate'
  | 'signed'
  | 'ticked'
  | 'decided'
  | 'asked'
  | 'answered'
  | 'reported'
  | 'refused'
  | 'notice'
  | 'digest'
  | 'survey'
  | 'task'
  | 'tell'
  | 'hook'
  | 'trigger'
  | 'blind'
  | 'incident'
  | 'pause'
  | 'resume'
  | 'promote'
  | 'retry'
  | 'freeze'
  | 'reduce'
  | 'serve'
  | 'disable'
  | 'revert'
  | 'rolled back'
  | 'brake'
  | 'published'
  | 'include'
  | 'kill'
  | 'foreign'
  | 'drill'
  | 'lifecycle'
  | 'point of no return'
  | 'deadline'
  | 'success'
  | 'completed'
  | 'closed';

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
