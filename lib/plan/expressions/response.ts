import { readDuration, readPercent } from './amounts.js';
import type { Reader } from './reader.js';

/** Something that is done unasked when a trigger fires. */
export type Act =
  | { readonly kind: 'tell'; readonly role: string }
  | { readonly kind: 'task'; readonly task: string; readonly withinMs: number }
  | { readonly kind: 'ask'; readonly role: string; readonly act: Act }
  | { readonly kind: 'run'; readonly hook: string }
  | { readonly kind: 'pause' }
  | { readonly kind: 'serve'; readonly flag: string; readonly variant: string }
  | { readonly kind: 'reduce'; readonly to: 'previous step' | { readonly fraction: number } }
  | { readonly kind: 'disable'; readonly what: 'flag' | 'class' | 'flags of step'; readonly name?: string }
  | { readonly kind: 'revert'; readonly what: RevertScope };

/** How far a revert goes. */
export type RevertScope = 'affected users' | 'step' | 'phase' | 'all';

/** An act, at once or when the trigger has not been resumed `afterMs` after it fired. */
export interface Response {
  readonly act: Act;
  readonly afterMs: number;
  /** The response as it was written. */
  readonly text: string;
}

const REVERT_SCOPES = ['affected users', 'step', 'phase', 'all'] as const;

/** Reads a response such as `pause`, `revert step after 4h` or `ask release to revert affected users`. */
export function readResponse(reader: Reader): Response {
  const act = readAct(reader);
  const afterMs = reader.words('after') ? reader.must(readDuration(reader)) : 0;
  return { act, afterMs, text: reader.said() };
}

function readAct(reader: Reader): Act {
  if (reader.words('pause')) return { kind: 'pause' };
  if (reader.words('tell')) return { kind: 'tell', role: reader.must(reader.name('a role')) };
  if (reader.words('task')) {
    const task = reader.must(reader.name('a task'));
    reader.must(reader.words('within') || undefined);
    return { kind: 'task', task, withinMs: reader.must(readDuration(reader)) };
  }
  if (reader.words('ask')) {
    const role = reader.must(reader.name('a role'));
    reader.must(reader.words('to') || undefined);
    return { kind: 'ask', role, act: reader.nested(() => readAct(reader)) };
  }
  if (reader.words('run')) return { kind: 'run', hook: reader.must(reader.name('a hook')) };
  if (reader.words('serve')) {
    return {
      kind: 'serve',
      flag: reader.must(reader.name('a flag')),
      variant: reader.must(reader.name('a variant')),
    };
  }
  if (reader.words('reduce', 'to')) {
    if (reader.words('previous', 'step')) return { kind: 'reduce', to: 'previous step' };
    return { kind: 'reduce', to: { fraction: reader.must(readPercent(reader)) } };
  }
  if (reader.words('disable')) {
    if (reader.words('flags', 'of', 'step')) return { kind: 'disable', what: 'flags of step' };
    const what = reader.must(reader.oneOf(['flag', 'class'] as const));
    return { kind: 'disable', what, name: reader.must(reader.name(`a ${what}`)) };
  }
  reader.must(reader.words('revert') || undefined);
  return { kind: 'revert', what: reader.must(reader.oneOf(REVERT_SCOPES)) };
}
