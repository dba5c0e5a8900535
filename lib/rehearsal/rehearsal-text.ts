import { localDate } from '../plan/calendar.js';
import { Page, widest, type PageStyle } from '../report/text/page.js';
import { COURSES, type OtherView, type RehearsalView } from './rehearsal-view.js';
import { sayAbout, sayProportion, sayQuantiles, sayShare, sayShort, sayWhole } from './say-figures.js';

/** The page that a rehearsal prints. */
export function rehearsalText(view: RehearsalView, style: PageStyle, again: string): string {
  const page = new Page(style);
  page.title(`${view.rollout}${view.summary === undefined ? '' : `: ${view.summary}`}`);
  page.text(
    `${sayWhole(view.runs)} rollouts of the whole plan in virtual time, seed ${String(view.seed)}. In brackets what the probability may be, at a confidence of 95%.`,
  );
  healthy(page, view);
  faults(page, view);
  others(page, view.others);
  calendar(page, view);
  idle(page, view);
  if (view.worst.length > 0) {
    page.section('Look closer');
    page.text('Any run can be repeated with all its evidence. Those that reached most people:');
    for (const { fault, run, reached } of view.worst.toSorted((a, b) => b.reached - a.reached).slice(0, 3))
      page.row(`${fault}, ${sayWhole(reached)} ${view.units}`, `${again} --run ${String(run)}`, {
        indent: 4,
      });
  }
  return page.toString();
}

function healthy(page: Page, { healthy: known }: RehearsalView): void {
  if (!known) return;
  const { completed, reverted, by, alarmed, alarmedBy, needed } = known;
  page.section('When the new version is as good as the old one');
  const row = (label: string, text: string): void => {
    page.row(label, text, { labelWidth: 18 });
  };
  row('reaches its end', `${sayProportion(completed)}, ${counts(completed)}`);
  row(
    'false revert',
    `${sayProportion(reverted)}, ${counts(reverted)}${by.length > 0 ? `: ${sayWho(by)}` : ''}`,
  );
  row(
    'false alarm',
    `${sayProportion(alarmed)}, ${counts(alarmed)}${alarmedBy.length > 0 ? `: ${sayWho(alarmedBy)}` : ''}`,
  );
  if (needed)
    page.beware(
      `so few healthy runs cannot show that a false revert is rarer than ${sayShare(needed.risk)}: ${sayWhole(needed.runs)} without one would (--fault none --runs ${String(needed.runs)})`,
      2,
    );
}

function faults(page: Page, view: RehearsalView): void {
  if (view.faults.length === 0) return;
  page.section('When it is worse: from 1.2 to 10 times, at once, late, or growing, in any phase');
  page.text(
    'Shares with what they may be. Times and people: median / 95% / worst. Reached are those who had it before a revert.',
  );
  page.line();
  const rows = view.faults.map((fault) => [
    fault.fault,
    sayShort(fault.caught),
    sayQuantiles(fault.afterMs, sayAbout),
    sayShort(fault.reverted),
    sayQuantiles(fault.reached, sayWhole),
    sayQuantiles(fault.backMs, sayAbout),
  ]);
  const head = ['fault', 'caught', 'after', 'reverted', `${view.units} reached`, 'back'];
  table(page, head, rows, (index) => {
    const fault = view.faults[index];
    if (!fault || fault.by.length === 0) return undefined;
    const stayed = fault.stayed > 0 ? `; in ${String(fault.stayed)} runs only a part was put back` : '';
    return `by ${sayWho(fault.by.slice(0, 3))}${stayed}`;
  });
  page.line();
  page.text('Caught, by phase:');
  const { phases } = view;
  table(
    page,
    ['', ...phases],
    view.faults.map(({ fault }) => [
      fault,
      ...phases.map((phase) => {
        const cell = view.cells.find((one) => one.fault === fault && one.phase === phase);
        return cell && cell.caught.of > 0 ? `${String(cell.caught.count)} of ${String(cell.caught.of)}` : '-';
      }),
    ]),
  );
  page.line();
  page.text(
    `Caught, by strength: ${view.strengths.map(({ strength, caught }) => `${String(strength)}x ${sayShare(caught.count / caught.of)}`).join(', ')}.`,
  );
}

function others(page: Page, views: readonly OtherView[]): void {
  if (views.length === 0) return;
  page.section('When something else goes wrong');
  table(
    page,
    ['', 'reaches its end', 'stops', 'users put back'],
    views.map(({ course, completed, stopped, reverted }) => [
      COURSES[course],
      sayProportion(completed),
      sayProportion(stopped),
      sayProportion(reverted),
    ]),
  );
}

function calendar(page: Page, { calendar: known, timezone }: RehearsalView): void {
  if (!known) return;
  const { finished, of, startedAt, waited } = known;
  const date = (at: number): string => localDate(at, timezone);
  page.section('The calendar, when it is healthy and people take their time');
  const row = (label: string, text: string): void => {
    page.row(label, text, { labelWidth: 18 });
  };
  row('begins', date(startedAt));
  row(
    'all phases done',
    `${date(finished.median)} in the median, ${date(finished.p95)} in 95%, ${date(finished.worst)} at worst${finished.of < of ? `, of the ${sayWhole(finished.of)} of ${sayWhole(of)} runs that get there` : ''}`,
  );
  row(
    'it waited for',
    waited
      .filter(({ ms }) => ms.p95 >= 60_000)
      .map(({ cause, ms }) => `${cause} ${sayAbout(ms.median)} (95%: ${sayAbout(ms.p95)})`)
      .join(', '),
  );
}

function idle(page: Page, { idleGates, unaskedGates, idleTriggers }: RehearsalView): void {
  if (idleGates.length + unaskedGates.length + idleTriggers.length === 0) return;
  page.section('What never decided anything');
  if (idleGates.length > 0) page.row('gates', `always said go: ${idleGates.join(', ')}`);
  if (unaskedGates.length > 0) page.row('gates', `no run came to them: ${unaskedGates.join(', ')}`);
  if (idleTriggers.length > 0) page.row('triggers', `never fired: ${idleTriggers.join(', ')}`);
}

function counts({ count, of }: { readonly count: number; readonly of: number }): string {
  return `${sayWhole(count)} of ${sayWhole(of)}`;
}

function sayWho(by: readonly { readonly who: string; readonly runs: number }[]): string {
  return by.map(({ who, runs }) => `${who} (${String(runs)})`).join(', ');
}

/** Columns as wide as they have to be, or a line for each row where the page is too narrow; lines below say more. */
function table(
  page: Page,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  below: (row: number) => string | undefined = () => undefined,
): void {
  const widths = head.map((_, column) => widest([head, ...rows].map((row) => row[column] ?? '')));
  const { width } = page.style;
  if (widths.reduce((sum, one) => sum + one + 2, 0) > width) {
    for (const [index, [name = '', ...cells]] of rows.entries()) {
      page.row(name, cells.map((cell, column) => `${head[column + 1] ?? ''} ${cell}`).join(', '));
      const more = below(index);
      if (more !== undefined) page.text(more, 4);
    }
    return;
  }
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  page.line(line(head));
  rows.forEach((row, index) => {
    page.line(line(row));
    const more = below(index);
    if (more !== undefined) page.text(more, 4);
  });
}
