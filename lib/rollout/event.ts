import type { CriterionState } from '../judge/criterion/criterion-state.js';
import type { Finding } from '../judge/finding.js';
import type { DrillProof } from './drill/drill-proof.js';
import type { CarryOver } from './revision/carry-over.js';

/** What the controller sees of one lane, reduced to what matters to the rollout. */
export interface LaneSight {
  readonly environment: string;
  readonly lane: 'rise' | 'brake';
  /**
   * `settled`: what is served is `generation`; `moving`: a deployment of `generation` is in flight; `failed`: the
   * newest deployment, of `generation`, was rolled back; `foreign`: somebody else deployed; `unknown`: it could not
   * be seen.
   */
  readonly kind: 'settled' | 'moving' | 'failed' | 'foreign' | 'unknown';
  /** The generation of our slot that the newest deployment carries; 0 when nothing was ever deployed. */
  readonly generation: number;
  /** Since when it is so. */
  readonly since: number;
  readonly reason?: string;
}

/** What a person says. */
export type Word =
  | { readonly kind: 'sign'; readonly role: string }
  | { readonly kind: 'tick'; readonly task: string; readonly value?: number }
  | {
      readonly kind: 'decide';
      readonly role: string;
      readonly decision: 'go' | 'no-go';
      readonly because?: string;
    }
  | { readonly kind: 'answer'; readonly ask: string; readonly yes: boolean }
  | { readonly kind: 'report'; readonly metric: string; readonly value: number; readonly whole?: number }
  | { readonly kind: 'pause'; readonly because?: string }
  | { readonly kind: 'resume' }
  /** Does not wait for a time any longer: skips a soak or a date, never a gate. */
  | { readonly kind: 'promote' }
  | { readonly kind: 'retry' }
  /** Enters a phase, where phases are entered on request; as a new attempt after a revert. */
  | { readonly kind: 'enter'; readonly phase: string; readonly attempt?: number }
  | { readonly kind: 'revert'; readonly what: 'step' | 'phase' | 'all'; readonly because?: string }
  | { readonly kind: 'revert units'; readonly units: readonly string[] }
  | { readonly kind: 'include units'; readonly units: readonly string[] }
  | { readonly kind: 'disable'; readonly flags: readonly string[] }
  | { readonly kind: 'kill' }
  | { readonly kind: 'freeze'; readonly until: number; readonly because: string }
  /** Begins a drill: the revert path is exercised for real, on a flag and lanes of its own. */
  | { readonly kind: 'drill' }
  /** How a drill went; without a proof it is somebody's word alone. */
  | { readonly kind: 'drilled'; readonly proof?: DrillProof }
  | { readonly kind: 'adopt'; readonly environment: string; readonly lane: 'rise' | 'brake' }
  | { readonly kind: 'close incident'; readonly incident: string }
  | { readonly kind: 'close' };

/** Everything that a rollout can learn; `at` is milliseconds since the epoch. */
export type RolloutEvent =
  | {
      readonly kind: 'started';
      readonly id: string;
      readonly at: number;
      readonly planHash: string;
      readonly startsAt: number;
      /** Phases are entered when somebody asks for them, not as soon as their gates say go. */
      readonly onRequest?: true;
    }
  /** A look at the world: what is true of the watched conditions, and what the lanes serve. */
  | {
      readonly kind: 'observed';
      readonly id: string;
      readonly at: number;
      readonly findings: Readonly<Record<string, Finding>>;
      /** What the evidence of the watched criteria has come to. */
      readonly criteria?: Readonly<Record<string, CriterionState>>;
      readonly lanes: readonly LaneSight[];
      /** The units that a firing trigger's bad samples belong to, where the source can tell. */
      readonly affected?: Readonly<Record<string, readonly string[]>>;
    }
  | {
      readonly kind: 'said';
      readonly id: string;
      readonly at: number;
      readonly who: string;
      readonly word: Word;
    }
  | {
      readonly kind: 'hook';
      readonly id: string;
      readonly at: number;
      /** The id of the effect that started it. */
      readonly run: string;
      readonly ok: boolean;
      readonly figures?: Readonly<Record<string, number>>;
      readonly reason?: string;
    }
  /** Another plan takes over, after its difference was shown and accepted. It comes with the new plan. */
  | {
      readonly kind: 'revised';
      readonly id: string;
      readonly at: number;
      /** The hash of the plan that takes over. */
      readonly planHash: string;
      /** The hash of the plan whose place it takes: of the one that the changes were shown against. */
      readonly from: string;
      readonly by: string;
      /** What is different, in sentences. */
      readonly changes: readonly string[];
      /** The code with which a person accepted what takes consent. */
      readonly consent?: string;
      readonly carried: CarryOver;
    }
  /** An alarm outside of the controller's own look: a trigger fires now, whatever the next look says. */
  | { readonly kind: 'alarm'; readonly id: string; readonly at: number; readonly trigger: string };

/** What a person said, and who. */
export type Said = RolloutEvent & { readonly kind: 'said' };
