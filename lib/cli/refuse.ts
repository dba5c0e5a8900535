import { wrap } from '../report/text/wrap.js';
import { visible } from '../report/text/visible.js';
import type { ExitName } from './exit-codes.js';
import { paint } from './paint.js';
import type { Terminal } from './terminal.js';

/** Why a command does nothing: what was found, what is allowed, what to do. */
export interface Refusal {
  readonly found: string;
  readonly allowed?: string;
  readonly advice: string;
}

/** Says everything that is wrong at once, and ends the command. */
export function refuse(io: Terminal, end: ExitName, refusals: readonly Refusal[]): void {
  for (const { found, allowed, advice } of refusals) {
    const lines = [
      `${paint(io).red('error')}: ${visible(found)}`,
      ...(allowed === undefined ? [] : wrap(`  allowed: ${allowed}`, io.width, ' '.repeat(11))),
      ...wrap(`  do: ${visible(advice)}`, io.width, '      '),
    ];
    io.err(`${lines.join('\n')}\n`);
  }
  io.end(end);
}

/** Says what was ignored, beside the result and not in it. */
export function note(io: Terminal, notes: readonly string[]): void {
  for (const text of notes) io.err(`${wrap(`note: ${visible(text)}`, io.width, '      ').join('\n')}\n`);
}
