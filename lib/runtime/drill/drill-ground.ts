import type { DrillProof } from '../../rollout/drill/drill-proof.js';
import type { RolloutEvent } from '../../rollout/event.js';
import type { RolloutState } from '../../rollout/state.js';
import type { Controller } from '../controller.js';
import type { Clock, FlagLane, Lane } from '../ports.js';

/** What a client that asks now is served, and the variants that its two lanes gave it. */
export interface ClientSight {
  readonly cohort: 'canary' | 'control';
  readonly rise: string | undefined;
  readonly brake: string | undefined;
}

/** What a drill is carried out on: its own rollout, a client of its lanes, and what sets its trigger off. */
export interface DrillGround {
  readonly kind: DrillProof['ground'];
  readonly clock: Clock;
  /** Of the drill's own rollout. While the revert is under way it is left to those whose work that is. */
  readonly controller: Pick<Controller, 'run'>;
  /** The state of the drill's own rollout; nothing before its first drill. */
  load(): Promise<RolloutState | undefined>;
  /** Says something to the drill's own rollout. */
  post(event: RolloutEvent): Promise<void>;
  readonly lanes: Readonly<Record<Lane, FlagLane>>;
  /** Asks both lanes as an application does. @throws when they cannot be read: then nobody knows */
  client(): Promise<ClientSight>;
  /** Lets the condition of the drill's trigger hold, or not. @returns what was done */
  breach(holds: boolean): Promise<string>;
  /** Lets time pass. */
  wait(ms: number): Promise<void>;
  /** Why the drill has to stop: the rollout itself needs its way back. Asked at every look. */
  hindrance(): Promise<string | undefined>;
  /** Is told after every leg. */
  tell(proof: DrillProof): Promise<void>;
}
