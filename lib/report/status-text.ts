import { sayInstant } from '../plan/calendar.js';
import { statusRows } from './status-rows.js';
import type { StatusView } from './status-view.js';
import { wrap } from './text/wrap.js';

const LABEL = 10;

/** The status in plain text, at most `width` columns. */
export function statusText(view: StatusView, width = 80): string {
  const title = `${view.rollout} at ${sayInstant(view.at, view.timezone)}, attempt ${String(view.attempt)}`;
  return [{ label: '', items: [title] }, ...statusRows(view)]
    .flatMap(({ label, items }) => items.map((item, index) => [index === 0 ? label : '', item] as const))
    .flatMap(([label, item]) =>
      wrap(item, width - LABEL).map((line, index) =>
        `${(index === 0 ? label : '').padEnd(LABEL)}${line}`.trimEnd(),
      ),
    )
    .join('\n');
}
