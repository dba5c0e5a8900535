import type { Gate } from '../plan/rollout-plan.js';
import type { Move } from '../rollout/control.js';

/** What happens when all goes well. */
export const USUAL: ReadonlySet<Move['kind']> = new Set([
  'enter phase',
  'start step',
  'step reached',
  'judge step',
  'pass step',
  'leave phase',
]);

/** What makes the automaton move, as far as what then happens does not say it. */
export function sayMove(move: Move, place: string, gate: Gate | undefined): string {
  switch (move.kind) {
    case 'enter phase':
    case 'start step':
    case 'leave phase':
      return gate ? `gate ${gate.id} says go` : '';
    case 'pass step':
      return gate ? `gate ${gate.id} says go` : `step ${place} is passed`;
    case 'judge step':
      return `the soak and the work of step ${place} are done`;
    case 'no-go':
      return `gate ${gate?.id ?? ''} says no-go`;
    case 'step reached':
    case 'rise failed':
    case 'close':
      return '';
  }
}

/** One line of a story: why it happens, and what then happens. */
export function sayTaken(label: string, told: readonly string[]): string {
  const happened = told.join('; ');
  if (label === '') return happened === '' ? 'time passes' : happened;
  if (label.endsWith(', ')) return `${label}${happened}`;
  return happened === '' ? label : `${label}: ${happened}`;
}
