import type { Command } from 'commander';
import { backtestCommand } from './backtest.js';
import { checkCommand } from './check.js';
import { diffCommand } from './diff.js';
import { envCommand } from './env.js';
import { flagsCommand } from './flags.js';
import { initCommand } from './init.js';
import { drillCommand } from './operate/drill-command.js';
import {
  disableCommand,
  killCommand,
  pauseCommand,
  promoteCommand,
  resumeCommand,
  retryCommand,
  revertCommand,
  statusCommand,
} from './operate/operate-commands.js';
import { rehearseCommand } from './rehearse.js';
import { proveCommand } from './prove.js';
import { replayCommand } from './replay.js';
import { runCommand } from './run.js';
import { showCommand } from './show.js';
import type { Terminal } from './terminal.js';

/** The commands, in the order of the help. */
export const COMMANDS: readonly ((io: Terminal) => Command)[] = [
  initCommand,
  checkCommand,
  showCommand,
  proveCommand,
  diffCommand,
  rehearseCommand,
  runCommand,
  backtestCommand,
  replayCommand,
  flagsCommand,
  envCommand,
  statusCommand,
  pauseCommand,
  resumeCommand,
  promoteCommand,
  retryCommand,
  revertCommand,
  disableCommand,
  killCommand,
  drillCommand,
];
