import type { Command } from 'commander';
import { checkCommand } from './check.js';
import { showCommand } from './show.js';
import { replayCommand } from './replay.js';
import { runCommand } from './run.js';
import type { Terminal } from './terminal.js';

/** The commands, in the order of the help. */
export const COMMANDS: readonly ((io: Terminal) => Command)[] = [
  checkCommand,
  showCommand,
  runCommand,
  replayCommand,
];
