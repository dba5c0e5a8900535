import type { RevertScope } from '../plan/expressions/response.js';
import type { Verdict } from '../judge/finding.js';

/** Where a rollout is in its plan. */
export type Position =
  /** Waiting for the phase's time and its entry gate. */
  | { readonly stage: 'entry'; readonly phase: number }
  /** Waiting for the step's time, its notices, its gate and an open window. */
  | { readonly stage: 'waiting'; readonly phase: number; readonly step: number }
  /** The step's exposure is on its way through the rise lane. */
  | { readonly stage: 'rising'; readonly phase: number; readonly step: number }
  /** The step's tasks and hook are being done, its soak passes. */
  | { readonly stage: 'soaking'; readonly phase: number; readonly step: number }
  /** The step's gate is being judged. */
  | { readonly stage: 'judging'; readonly phase: number; readonly step: number }
  /** The phase's gate is being judged. */
  | { readonly stage: 'leaving'; readonly phase: number };

/** The finite part of a rollout's state. */
export type Control =
  | { readonly mode: 'running'; readonly position: Position; readonly attempt: number }
  /** Users were put back; only a person's `retry` goes on, as a new attempt. */
  | {
      readonly mode: 'reverted';
      readonly what: RevertScope | 'kill';
      readonly position: Position;
      readonly attempt: number;
    }
  /** All phases are done; the triggers are still armed. */
  | { readonly mode: 'completed'; readonly attempt: number }
  | { readonly mode: 'closed'; readonly attempt: number };

/**
 * All that the automaton may know of the world: measurements and time, reduced to a finite alphabet. What does not
 * apply at a position is simply not looked at.
 */
export interface Symbols {
  /** The time of the phase or step has come. */
  readonly due: boolean;
  /** Something forbids exposure to rise now; before a point of no return, to pass it. */
  readonly held: boolean;
  /** The step changes exposure. */
  readonly exposes: boolean;
  /** The step's required notices have been out for their lead time. */
  readonly noticed: boolean;
  readonly gate: Verdict;
  /** What the rise lane of the environment does with the step's version. */
  readonly rise: 'settled' | 'moving' | 'failed' | 'unknown';
  /** Tasks ticked, hook answered. */
  readonly worked: boolean;
  /** The soak, or the phase's least length and watch, has passed. */
  readonly soaked: boolean;
  /** The armed time after the last phase is over. */
  readonly disarmed: boolean;
  readonly otherwise: 'hold' | 'revert step' | 'revert phase' | 'again next week';
}

/** One move of the automaton. */
export type Move =
  | { readonly kind: 'enter phase' }
  | { readonly kind: 'start step' }
  | { readonly kind: 'step reached' }
  | { readonly kind: 'rise failed' }
  | { readonly kind: 'judge step' }
  | { readonly kind: 'pass step' }
  | { readonly kind: 'leave phase' }
  | { readonly kind: 'no-go'; readonly then: 'revert step' | 'revert phase' | 'again next week' }
  | { readonly kind: 'close' };

/**
 * The control automaton: which move the symbols allow, if any. Total, finite and without time, so that every state it
 * can reach can be explored.
 */
export function decide(control: Control, symbols: Symbols): Move | undefined {
  switch (control.mode) {
    case 'reverted':
    case 'closed':
      return undefined;
    case 'completed':
      return symbols.disarmed ? { kind: 'close' } : undefined;
    case 'running':
      return decideRunning(control.position, symbols);
  }
}

function decideRunning(position: Position, symbols: Symbols): Move | undefined {
  switch (position.stage) {
    case 'entry':
      if (!symbols.due || symbols.held) return undefined;
      return gateMove(symbols, { kind: 'enter phase' });
    case 'waiting':
      if (!symbols.due || !symbols.noticed) return undefined;
      if (symbols.exposes && symbols.held) return undefined;
      return gateMove(symbols, { kind: 'start step' });
    case 'rising':
      switch (symbols.rise) {
        case 'settled':
          return { kind: 'step reached' };
        case 'failed':
          return { kind: 'rise failed' };
        case 'moving':
        case 'unknown':
          return undefined;
      }
      return undefined;
    case 'soaking':
      return symbols.soaked && symbols.worked ? { kind: 'judge step' } : undefined;
    case 'judging':
      return gateMove(symbols, { kind: 'pass step' });
    case 'leaving':
      return symbols.soaked && symbols.worked ? gateMove(symbols, { kind: 'leave phase' }) : undefined;
  }
}

function gateMove(symbols: Symbols, go: Move): Move | undefined {
  switch (symbols.gate) {
    case 'go':
      return go;
    case 'no-go':
      return symbols.otherwise === 'hold' ? undefined : { kind: 'no-go', then: symbols.otherwise };
    case 'inconclusive':
    case 'error':
      return undefined;
  }
}
