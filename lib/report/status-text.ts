import { sayInstant } from '../plan/calendar.js';
import { sayNext, type StatusView } from './status-view.js';
import { wrap } from './text/wrap.js';

const LABEL = 10;

/** The status in plain text, at most `width` columns. */
export function statusText(view: StatusView, width = 80): string {
  const { gate } = view;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['', [`${view.rollout} at ${sayInstant(view.at, view.timezone)}, attempt ${String(view.attempt)}`]],
    ['is', [view.say]],
    ['exposed', [view.exposed.say]],
    ['gate', gate ? [`${gate.id}: ${gate.verdict}`, ...gate.missing.map((item) => `- ${item}`)] : []],
    ['held', view.held.map((hold) => `- ${hold}`)],
    ['triggers', view.triggers.map(({ name, say }) => `${name}: ${say}`)],
    [
      'lanes',
      view.lanes.map(({ environment, lane, step, say }) => `${environment} ${lane}: ${step}, ${say}`),
    ],
    ['parked', view.parked === 0 ? [] : [`${String(view.parked)} messages or hooks wait for people`]],
    ['next', view.mode === 'closed' ? [] : [sayNext(view)]],
  ];
  return rows
    .flatMap(([label, items]) => items.map((item, index) => [index === 0 ? label : '', item] as const))
    .flatMap(([label, item]) =>
      wrap(item, width - LABEL).map((line, index) =>
        `${(index === 0 ? label : '').padEnd(LABEL)}${line}`.trimEnd(),
      ),
    )
    .join('\n');
}
