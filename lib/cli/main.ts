import { Command, CommanderError } from 'commander';
import { ENGINE_VERSION } from '../runtime/evidence-chain.js';
import { COMMANDS } from './commands.js';
import { paint } from './paint.js';
import type { Terminal } from './terminal.js';

const INTRODUCTION = `Carries a risky change to its users in phases, and takes it back by itself when it goes wrong.`;

const EXAMPLES = `
Examples:
  phasegate init                                  write a small plan to begin with
  phasegate check plans/phoenix.yaml              every mistake in a plan, at once
  phasegate show plans/phoenix.yaml               the plan as a person reads it
  phasegate run plans/phoenix.yaml                carry it out in virtual time
  phasegate rehearse plans/phoenix.yaml           carry it out a thousand times, in many futures
  phasegate flags plans/phoenix.yaml --at beta.2  what the application is told

\`phasegate help <command>\` says more. Exit codes: docs/exit-codes.md.`;

/**
 * Runs one command line. Never throws: how it ended is said to the terminal.
 * @param argv the arguments after the program's name
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<void> {
  const io: Terminal = { ...terminal, color: terminal.color && !argv.includes('--no-color') };
  try {
    await program(io).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what was wrong; asking for help or the version is no error.
      io.end(error.exitCode === 0 ? 'ok' : 'usage');
      return;
    }
    sayDefect(io, error);
  }
}

function program(io: Terminal): Command {
  const root = new Command('phasegate')
    .description(INTRODUCTION)
    .version(ENGINE_VERSION, '-V, --version', 'print the version')
    .option('--no-color', 'plain text (also: NO_COLOR=1)')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(`phasegate --help` lists the commands; `phasegate help <command>` explains one)')
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => Math.min(io.width, 100),
      getErrHelpWidth: () => Math.min(io.width, 100),
      getOutHasColors: () => io.color,
      getErrHasColors: () => io.color,
      outputError: (text, write) => {
        write(text.replace(/^error:/u, `${paint(io).red('error')}:`));
      },
    });
  for (const make of COMMANDS) {
    const command = make(io);
    command.copyInheritedSettings(root);
    root.addCommand(command);
  }
  return root;
}

/** What is thrown anyway is our own mistake, and said so. */
function sayDefect(io: Terminal, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  io.err(`${paint(io).red('error')}: this is a defect of phasegate, not of your files: ${message}\n`);
  if (io.debug && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  else io.err('  do: report it with the command line; PHASEGATE_DEBUG=1 shows where it happened\n');
  io.end('unexpected');
}
