import { visible } from './text/visible.js';
import { wrap } from './text/wrap.js';
import type { Toggle, TogglesView } from './toggles-view.js';

/** How the lines are set. */
export interface TogglesLayout {
  /** Columns of the comments. */
  readonly width: number;
  /** `export NAME=value`, for a shell that starts other programs. */
  readonly exported: boolean;
}

/** The toggles as lines that shells and readers of .env files take, with comments. */
export function togglesText(view: TogglesView, { width, exported }: TogglesLayout): string {
  const comment = (text: string): readonly string[] => wrap(`# ${visible(text)}`, width, '# ');
  const whom = view.unit === undefined ? 'what everybody gets' : `what ${view.unit} gets`;
  return [
    ...comment(`${view.rollout}, ${view.environment}, ${view.at.say}: ${whom}`),
    ...view.variables.flatMap((toggle) => [
      ...(view.unit === undefined && toggle.shared ? comment(sayShared(toggle)) : []),
      `${exported ? 'export ' : ''}${toggle.name}=${shellWord(toggle.value)}`,
    ]),
    '',
  ].join('\n');
}

function sayShared({ flag, reach }: Toggle): string {
  return `${flag} reaches ${reach}: a variable cannot say whom, so it says the old behaviour`;
}

/** A value as one word of a shell, which readers of .env files take for the same. */
function shellWord(value: string): string {
  return /^[\w.-]+$/u.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
