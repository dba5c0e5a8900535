import { sayMoment } from '../report/moment.js';
import { sayList, sayLong, sayNumber } from '../report/sentences/amounts.js';
import { Page, widest, type PageStyle } from '../report/text/page.js';
import { visible } from '../report/text/visible.js';
import type { Backtested, BacktestView } from './backtest.js';
import type { Spell } from './spells.js';

/** Spells of one trigger or gate that are written out. */
const SHOWN = 5;
const MINUTE = 60_000;

/** What recorded data would have made of a plan's triggers and gates, for people. */
export function backtestText(view: BacktestView, style: PageStyle): string {
  const page = new Page(style);
  const { rows, from, to, exposedFrom } = view;
  page.title(`${view.rollout}: its triggers and gates over recorded data`);
  page.text(
    `${sayNumber(rows)} rows from ${sayMoment(from)} to ${sayMoment(to)}; the canary counts as exposed from ${sayMoment(exposedFrom)} on.`,
  );
  section(page, 'Triggers', view.triggers, triggerText);
  section(page, 'Gates, each criterion by itself', view.gates, gateText);
  unaskedText(page, view);
  return page.toString();
}

function section(
  page: Page,
  title: string,
  all: readonly Backtested[],
  say: (page: Page, one: Backtested, labelWidth: number) => void,
): void {
  const asked = all.filter(({ isAsked }) => isAsked);
  if (asked.length === 0) return;
  page.section(title);
  const labelWidth = widest(asked.map(({ name }) => name)) + 2;
  for (const one of asked) say(page, one, labelWidth);
}

function triggerText(page: Page, { name, bad }: Backtested, labelWidth: number): void {
  page.row(name, bad.length === 0 ? 'never fires' : `fires ${times(bad.length)}`, { labelWidth });
  spellsText(page, bad);
}

function gateText(page: Page, { name, criterion = '', bad, good }: Backtested, labelWidth: number): void {
  const [first] = good;
  const go = first ? `go from ${sayMoment(first.from)} on (${sayAbout(first.minutes)})` : 'never go';
  const noGo = bad.length === 0 ? 'never no-go' : `no-go ${times(bad.length)}`;
  page.row(name, `${visible(criterion)}: ${go}, ${noGo}`, { labelWidth });
  spellsText(page, bad);
}

function spellsText(page: Page, spells: readonly Spell[]): void {
  for (const { from, until, minutes, why } of spells.slice(0, SHOWN)) {
    const length = until ? `for ${sayAbout(minutes)}` : 'to the end of the data';
    page.item(`${sayMoment(from)}, ${length}: ${visible(why)}`);
  }
  if (spells.length > SHOWN) page.item(`and ${sayNumber(spells.length - SHOWN)} more: --json`);
}

function unaskedText(page: Page, { triggers, gates, unrecorded, bySigns, unknown }: BacktestView): void {
  const open = [...triggers, ...gates].filter(({ isAsked, left }) => isAsked && left.length > 0);
  if (open.length + unrecorded.length + bySigns.length + unknown.length === 0) return;
  page.section('What the data does not say');
  for (const { name, left } of open) page.item(`${name}: only a rollout knows ${visible(sayList(left))}`, 2);
  for (const { metric, askedBy } of unrecorded)
    page.item(`no row of ${metric}, asked by ${sayList(askedBy)}`, 2);
  for (const metric of bySigns)
    page.item(`${metric}: single values are not recorded; only which percentile is higher is judged`, 2);
  for (const { metric, rows } of unknown)
    page.item(`the plan has no metric ${visible(metric)}: ${sayNumber(rows)} rows are left out`, 2);
}

/** A length as precise as people want it. */
function sayAbout(minutes: number): string {
  const unit = minutes < 120 ? 1 : minutes < 48 * 60 ? 60 : 24 * 60;
  return sayLong(Math.round(minutes / unit) * unit * MINUTE);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${sayNumber(count)} times`;
}
