import { localDate } from '../plan/calendar.js';
import { escapeHtml } from '../report/status-html.js';
import { barChart, risingChart, spanChart } from './charts.js';
import type { Proportion } from './proportion.js';
import { COURSES, type FaultView, type RehearsalView } from './rehearsal-view.js';
import { sayAbout, sayProportion, sayQuantiles, sayShare, sayWhole } from './say-figures.js';

/** The report of a rehearsal as one file that needs nothing else: charts, and every figure of them in a table. */
export function rehearsalHtml(view: RehearsalView): string {
  const title = `Rehearsal of ${view.rollout}`;
  const parts = [
    `<h1>${escapeHtml(title)}</h1>`,
    ...(view.summary === undefined ? [] : [`<p>${escapeHtml(view.summary)}</p>`]),
    `<p>${sayWhole(view.runs)} rollouts of the whole plan in virtual time, seed ${String(view.seed)}. In brackets what the probability may be, at a confidence of 95%.</p>`,
    healthy(view),
    faults(view),
    others(view),
    calendar(view),
    idle(view),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${parts.join('\n')}</main></body></html>\n`;
}

function healthy({ healthy: known }: RehearsalView): string {
  if (!known) return '';
  const { completed, reverted, alarmed, needed, by } = known;
  const warning = needed
    ? `<p class="beware">So few healthy runs cannot show that a false revert is rarer than ${sayShare(needed.risk)}: ${sayWhole(needed.runs)} without one would.</p>`
    : '';
  return section(
    'When the new version is as good as the old one',
    barChart('How it ends', [
      bar('reaches its end', completed),
      bar('false revert', reverted),
      bar('false alarm', alarmed),
    ]) +
      (by.length > 0 ? `<p>Reverted by ${escapeHtml(sayWho(by))}.</p>` : '') +
      warning,
  );
}

function faults(view: RehearsalView): string {
  if (view.faults.length === 0) return '';
  const { units } = view;
  const reached = view.faults.flatMap(({ fault, reached: spread }) =>
    spread ? [{ ...spread, label: fault, say: sayQuantiles(spread, sayWhole) }] : [],
  );
  const rows = (faultViews: readonly FaultView[]): string =>
    table(
      [
        'fault',
        'phase',
        'caught',
        'by',
        'after: median / 95% / worst',
        'reverted',
        `${units} reached`,
        'all back',
        'some stayed',
      ],
      faultViews.map((one) => [
        one.fault,
        one.phase ?? 'any',
        sayProportion(one.caught),
        sayWho(one.by),
        sayQuantiles(one.afterMs, sayAbout),
        sayProportion(one.reverted),
        sayQuantiles(one.reached, sayWhole),
        sayQuantiles(one.backMs, sayAbout),
        String(one.stayed),
      ]),
    );
  return section(
    'When it is worse',
    barChart(
      'Caught by a trigger or a gate',
      view.faults.map(({ fault, caught }) => bar(fault, caught)),
    ) +
      barChart(
        'Caught, by how many times as bad it became',
        view.strengths.map(({ strength, caught }) => bar(`${String(strength)}x`, caught)),
      ) +
      (reached.length > 0
        ? spanChart(
            `${units} reached before a revert, of ${sayWhole(view.size)}: the dot is the median, the block 95%, the line reaches to the worst`,
            reached,
            view.size,
          )
        : '') +
      rows(view.faults) +
      `<details><summary>By phase</summary>${rows(view.cells)}</details>`,
  );
}

function others(view: RehearsalView): string {
  if (view.others.length === 0) return '';
  return section(
    'When something else goes wrong',
    table(
      ['what', 'reaches its end', 'stops', 'users put back'],
      view.others.map(({ course, completed, stopped, reverted }) => [
        COURSES[course],
        sayProportion(completed),
        sayProportion(stopped),
        sayProportion(reverted),
      ]),
    ),
  );
}

function calendar({ calendar: known, timezone }: RehearsalView): string {
  if (!known) return '';
  const { finished, of, finishes, startedAt, waited } = known;
  const date = (at: number): string => localDate(at, timezone);
  return section(
    'The calendar',
    `<p>It begins on ${date(startedAt)}. All phases are done on ${date(finished.median)} in the median, on ${date(finished.p95)} in 95%, and on ${date(finished.worst)} at worst${finished.of < of ? `, of the ${sayWhole(finished.of)} of ${sayWhole(of)} runs that get there` : ''}.</p>` +
      risingChart('Runs that were done by then', finishes, {
        from: startedAt,
        first: date(startedAt),
        last: date(finished.worst),
      }) +
      spanChart(
        'What it waited for: the dot is the median, the block 95%, the line reaches to the worst',
        waited.map(({ cause, ms }) => ({ ...ms, label: cause, say: sayQuantiles(ms, sayAbout) })),
        Math.max(...waited.map(({ ms }) => ms.worst), 1),
      ),
  );
}

function idle({ idleGates, unaskedGates, idleTriggers }: RehearsalView): string {
  const items = [
    ...idleGates.map((gate) => `gate ${gate} always said go`),
    ...unaskedGates.map((gate) => `no run came to gate ${gate}`),
    ...idleTriggers.map((trigger) => `trigger ${trigger} never fired`),
  ];
  if (items.length === 0) return '';
  return section(
    'What never decided anything',
    `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`,
  );
}

function bar(label: string, known: Proportion) {
  const { count, of, low, high } = known;
  return { label, value: of === 0 ? 0 : count / of, low, high, say: sayProportion(known) };
}

function sayWho(by: readonly { readonly who: string; readonly runs: number }[]): string {
  return by.map(({ who, runs }) => `${who} (${String(runs)})`).join(', ');
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>${content}</section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    row
      .map((cell, index) =>
        tag === 'td' && index === 0
          ? `<th scope="row">${escapeHtml(cell)}</th>`
          : `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escapeHtml(cell)}</${tag}>`,
      )
      .join('');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(head.join(', '))}"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table></div>`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --page: #ffffff; --soft: #e6e9ee; --bar: #3567b5; --edge: #1b1f24; --warn: #8a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --page: #15181c; --soft: #333941; --bar: #7aa7ec; --edge: #f2f4f7; --warn: #ffb454; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; }
figure { margin: 1.2rem 0; } figcaption { font-weight: 600; margin-bottom: .3rem; }
svg { width: 100%; max-width: 52rem; height: auto; font-size: 12px; } svg text { fill: var(--ink); }
.track { fill: var(--soft); } .bar { fill: var(--bar); } .range { stroke: var(--edge); stroke-width: 1.5; }
.median { fill: var(--bar); } .p95 { fill: var(--edge); } .grid { stroke: var(--soft); } .line { fill: none; stroke: var(--bar); stroke-width: 2; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .86rem; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--soft); } thead th { white-space: nowrap; }
.beware { color: var(--warn); font-weight: 600; } details { margin: .6rem 0; } summary { cursor: pointer; font-weight: 600; }
@media print { body { background: #fff; color: #000; } }`;
