import type { Problem } from '../plan/source/problem.js';
import { problemCount, problemText } from '../report/problem-text.js';
import type { LoadedPlan, PlanFailure } from '../files/load-plan.js';
import { paint } from './paint.js';
import type { Terminal } from './terminal.js';

/** Prints problems with their lines, then how many there are. Nothing is printed when there are none. */
export function printProblems(
  io: Terminal,
  problems: readonly Problem[],
  text: string,
  write: (text: string) => void = io.err,
): void {
  if (problems.length === 0) return;
  const { red, yellow } = paint(io);
  for (const problem of problems) {
    write(
      `${problemText(problem, text, {
        width: io.width,
        mark: (word, severity) => (severity === 'error' ? red(word) : yellow(word)),
      })}\n\n`,
    );
  }
  write(`${problemCount(problems)}\n`);
}

/** Prints why a plan could not be loaded, and ends the command accordingly. */
export function printFailure(io: Terminal, failure: PlanFailure): void {
  if (failure.kind === 'wrong') {
    printProblems(io, failure.problems, failure.text);
    io.end('wrong');
    return;
  }
  io.err(`${paint(io).red('error')}: ${failure.file}: ${failure.why}\n  do: ${failure.advice}\n`);
  io.end('file');
}

/** Says in one line that a plan has warnings; `check` tells them. */
export function printWarnings(io: Terminal, { file, problems }: LoadedPlan): void {
  if (problems.length > 0)
    io.err(`${paint(io).yellow(problemCount(problems))}: \`phasegate check ${file}\`\n`);
}
