import type { Command } from 'commander';
import { checkCommand } from './check.js';
import type { Terminal } from './terminal.js';

/** The commands, in the order of the help. */
export const COMMANDS: readonly ((io: Terminal) => Command)[] = [checkCommand];
