import { lowers } from '../plan/expressions/lowers.js';
import type { Act, RevertScope } from '../plan/expressions/response.js';

/**
 * The one order of responses, the strongest first: when several are due at once, they are done in this order, and a
 * weaker one that a stronger one contains is done with it.
 */
const STRONGEST_FIRST = [
  'revert all',
  'revert phase',
  'revert step',
  'revert affected users',
  'disable',
  'reduce',
  'serve',
  'pause',
  'run',
  'ask',
  'task',
  'tell',
] as const;
type ActRank = (typeof STRONGEST_FIRST)[number];

/** The act's name in the order of responses. */
function nameOf(act: Act): ActRank {
  switch (act.kind) {
    case 'revert':
      return `revert ${act.what}`;
    case 'disable':
    case 'reduce':
    case 'serve':
    case 'pause':
    case 'run':
    case 'ask':
    case 'task':
    case 'tell':
      return act.kind;
  }
}

/** Position in the order of responses: 0 is the strongest. */
export function rankOf(act: Act): number {
  return STRONGEST_FIRST.indexOf(nameOf(act));
}

const REVERTS = ['step', 'phase', 'all'] as const satisfies readonly RevertScope[];

/** Whether `act` is done with `done`: two triggers that fire together take one step back, not two. */
export function covers(done: Act, act: Act): boolean {
  const reach = (one: Act): number =>
    one.kind === 'revert' ? REVERTS.findIndex((scope) => scope === one.what) : -1;
  if (act.kind === 'revert') return reach(act) >= 0 && reach(done) >= reach(act);
  if (act.kind !== 'reduce') return false;
  if (act.to === 'previous step')
    return reach(done) >= 0 || (done.kind === 'reduce' && done.to === 'previous step');
  return done.kind === 'reduce' && done.to !== 'previous step' && done.to.fraction <= act.to.fraction;
}

/** Whether the trigger keeps exposure from rising until it is resumed, and not only while its condition holds. */
export function keepsHeld(act: Act): boolean {
  return act.kind === 'pause' || (act.kind !== 'ask' && lowers(act));
}

/** An act as it is written in a plan. */
export function sayAct(act: Act): string {
  switch (act.kind) {
    case 'pause':
      return 'pause';
    case 'tell':
      return `tell ${act.role}`;
    case 'task':
      return `task ${act.task}`;
    case 'ask':
      return `ask ${act.role} to ${sayAct(act.act)}`;
    case 'run':
      return `run ${act.hook}`;
    case 'serve':
      return `serve ${act.flag} ${act.variant}`;
    case 'reduce':
      return act.to === 'previous step'
        ? 'reduce to previous step'
        : `reduce to ${String(act.to.fraction * 100)}%`;
    case 'disable':
      return act.what === 'flags of step' ? 'disable flags of step' : `disable ${act.what} ${act.name ?? ''}`;
    case 'revert':
      return `revert ${act.what}`;
  }
}
