import { Command } from 'commander';
import { sayInstant } from '../plan/calendar.js';
import { replayEvidence } from '../runtime/replay.js';
import { sayCount } from '../plan/expressions/amounts.js';
import { paint } from './paint.js';
import { readText } from '../files/read-text.js';
import type { Terminal } from './terminal.js';

/** Evidence of the longest rollouts is far smaller. */
const LARGEST_EVIDENCE = 500_000_000;

/** `phasegate replay`: verifies an evidence file and reproduces the state that it ends with. */
export function replayCommand(io: Terminal): Command {
  return new Command('replay')
    .summary('verify an evidence file and reproduce its end')
    .description(
      'Verifies the chain of an evidence file, byte for byte, and carries out its events again: every state on the way must be the recorded one.',
    )
    .argument('<evidence>', 'evidence file')
    .option('--json', 'print the result, with the final state, as JSON')
    .addHelpText(
      'after',
      `
Exit code 0 when all is as it was recorded, 13 when the evidence is broken: then the line is named.

Example:
  phasegate replay evidence/phoenix-1.jsonl`,
    )
    .action((file: string, options: { readonly json?: boolean }) => {
      const source = readText(io, file, LARGEST_EVIDENCE);
      if (source.kind === 'unreadable') {
        io.err(
          `${paint(io).red('error')}: ${file}: ${source.why}\n  do: name an evidence file; \`phasegate run\` says where it wrote one\n`,
        );
        io.end('file');
        return;
      }
      const result =
        source.kind === 'text'
          ? replayEvidence(source.text)
          : { kind: 'broken' as const, broken: { line: source.problem.line, reason: source.problem.found } };
      if (result.kind === 'broken') {
        const { line, reason } = result.broken;
        if (options.json === true) io.out(`${JSON.stringify({ ok: false, line, reason })}\n`);
        else io.err(`${file}:${String(line)}: ${paint(io).red('broken')}: ${reason}\n`);
        io.end('evidence');
        return;
      }
      const { header, plan, state, transitions, complete, outcome } = result;
      if (options.json === true) {
        io.out(
          `${JSON.stringify({ ok: true, rollout: header.rollout, transitions, complete, outcome, state })}\n`,
        );
        return;
      }
      const end = complete ? `it ended ${outcome ?? ''}` : 'the run was interrupted: there is no end';
      io.out(`${file}: ${paint(io).green('ok')}\n`);
      io.out(
        `${header.rollout}: ${sayCount(transitions)} transitions until ${sayInstant(state.at, plan.timezone)}, each led to the recorded state; ${end}\n`,
      );
    });
}
