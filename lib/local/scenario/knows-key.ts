import type { Reports } from '../../plan/compile/reports.js';
import { sayChoices } from '../../plan/source/choices.js';
import type { Path } from '../../plan/source/problem.js';

/** Reports a key of a mapping, the last part of `path`, that names nothing in the plan. */
export function knowsKey(reports: Reports, path: Path, what: string, known: readonly string[]): void {
  const name = String(path.at(-1));
  if (known.includes(name)) return;
  reports.error(path, {
    code: `unknown-${what}`,
    atKey: true,
    found: `the ${what} \`${name}\``,
    ...sayChoices(name, known),
  });
}
