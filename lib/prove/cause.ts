import type { Act } from '../plan/expressions/response.js';
import type { Trigger } from '../plan/rollout-plan.js';
import type { Word } from '../rollout/event.js';
import type { FeasibleMove } from './feasible-moves.js';

/** What kind of thing happens: what is wrong with it depends on that. */
export type Cause =
  | ({ readonly kind: 'move' } & FeasibleMove)
  | { readonly kind: 'word'; readonly word: Word }
  /** The followed trigger fires, or responses of it are due, or what it asked was allowed. */
  | { readonly kind: 'trigger'; readonly trigger: Trigger; readonly done: readonly Act[] }
  | { readonly kind: 'other' };
