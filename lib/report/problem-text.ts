import type { Problem } from '../plan/source/problem.js';
import { visible } from './text/visible.js';
import { wrap } from './text/wrap.js';

/** How a problem is set. */
export interface ProblemLayout {
  /** Columns. */
  readonly width: number;
  /** Marks the word `error` or `warning`; leaves it as it is when nothing is said. */
  readonly mark?: (text: string, severity: Problem['severity']) => string;
}

/**
 * A problem as people read it: where it is, the line it is in with a caret below it, what was found, what is allowed
 * and what to do.
 * @param source the file's text, when there is one to quote
 */
export function problemText(problem: Problem, source: string | undefined, layout: ProblemLayout): string {
  const mark = layout.mark ?? ((text) => text);
  const place = `${problem.file}:${String(problem.line)}:${String(problem.column)}`;
  const said = [
    ['found', problem.found],
    ['allowed', problem.allowed],
    ['do', problem.advice],
  ] as const;
  return [
    `${place}  ${mark(problem.severity, problem.severity)}  ${problem.code}`,
    ...excerpt(problem, source, layout.width),
    ...said.flatMap(([label, text]) =>
      text === undefined ? [] : wrap(`  ${label.padEnd(9)}${visible(text)}`, layout.width, ' '.repeat(11)),
    ),
  ].join('\n');
}

/** The line with a caret; of a long line, the part around the place. */
function excerpt(problem: Problem, source: string | undefined, width: number): readonly string[] {
  const line = source?.split('\n')[problem.line - 1];
  if (line === undefined || line.trim() === '') return [];
  const gutter = `  ${String(problem.line)} | `;
  const room = Math.max(20, width - gutter.length - 2);
  const from = problem.column - 1 < room - 10 ? 0 : problem.column - 1 - Math.floor(room / 2);
  const cut = line.slice(from, from + room).replace(/[\r\n]+$/u, '');
  const before = from > 0 ? '…' : '';
  const after = from + room < line.length ? '…' : '';
  const caret = ' '.repeat(before.length + problem.column - 1 - from);
  return [`${gutter}${before}${visible(cut)}${after}`, `${' '.repeat(gutter.length - 2)}| ${caret}^`];
}

/** `3 errors, 1 warning`. */
export function problemCount(problems: readonly Problem[]): string {
  const count = (severity: Problem['severity']): readonly string[] => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number === 0 ? [] : [`${String(number)} ${severity}${number === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(', ');
}
