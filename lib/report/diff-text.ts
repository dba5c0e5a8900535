import type { MovedUnits } from '../rollout/revision/moved-units.js';
import { sayChange, type ChangeWeight } from '../rollout/revision/plan-change.js';
import { firstMoves, type DiffVerdict, type DiffView } from './diff-view.js';
import { sayList, sayNumber } from './sentences/amounts.js';
import { saySegmentTest } from './sentences/segments.js';
import { Page, widest, type PageStyle } from './text/page.js';
import { visible } from './text/visible.js';

const VERDICTS: Readonly<Record<DiffVerdict, string>> = {
  same: 'nothing is different',
  free: 'takes over by itself',
  'needs consent': 'takes over when a person accepts it',
  refused: 'is refused while users are exposed',
};
const WEIGHTS: Readonly<Record<ChangeWeight, string>> = {
  refused: 'Refused',
  'needs consent': 'Needs consent',
  free: 'Free',
};
/** Kinds of units that are written out. */
const SHOWN = 3;
/** Names of units that are written out. */
const NAMED = 5;

/** The difference of two plans, for people. */
export function diffText(view: DiffView, style: PageStyle): string {
  const page = new Page(style);
  page.title(`${view.rollout}: what another plan changes, and when it may take over`);
  if (view.changes.length === 0) {
    page.text('The plans say the same.');
    return page.toString();
  }
  whenText(page, view);
  for (const weight of ['refused', 'needs consent', 'free'] as const) changesText(page, view, weight);
  movesText(page, view);
  return page.toString();
}

/** Points in a row at which the same is true are one line. */
function whenText(page: Page, { points }: DiffView): void {
  page.section('A rollout that is');
  const rows: {
    readonly from: string;
    to: string;
    readonly verdict: DiffVerdict;
    readonly consent?: string;
  }[] = [];
  for (const { point, verdict, consent: code } of points) {
    // What is refused helps no code.
    const consent = verdict === 'needs consent' ? code : undefined;
    const last = rows.at(-1);
    if (last?.verdict === verdict && last.consent === consent) last.to = point;
    else rows.push({ from: point, to: point, verdict, ...(consent === undefined ? {} : { consent }) });
  }
  const labels = rows.map(({ from, to }) => (from === to ? `at ${from}` : `at ${from} to ${to}`));
  const labelWidth = widest(labels) + 2;
  rows.forEach(({ verdict, consent }, index) => {
    const code = consent === undefined ? '' : ` (code ${consent})`;
    page.row(labels[index] ?? '', `${VERDICTS[verdict]}${code}`, { labelWidth });
  });
}

function changesText(page: Page, { changes, points }: DiffView, weight: ChangeWeight): void {
  const of = changes.filter((change) => change.weight === weight);
  if (of.length === 0) return;
  page.section(WEIGHTS[weight]);
  for (const change of of) {
    const since = weight === 'free' || points.length === 1 ? '' : ` (from ${change.from} on)`;
    page.item(`${visible(sayChange({ ...change }))}${since}`, 2);
  }
}

function movesText(page: Page, view: DiffView): void {
  page.section('Who would change sides at once');
  const rebucketed = [...new Set(view.points.flatMap(({ proof }) => proof.rebucketed))];
  const unproven = [...new Set(view.points.flatMap(({ proof }) => proof.unproven))];
  const moves = firstMoves(view);
  for (const flag of rebucketed) page.beware(`anybody: ${flag} gives everybody another bucket`, 2);
  for (const flag of unproven)
    page.beware(`nobody knows: ${flag} has too many rules to look at all of them`, 2);
  for (const { point, moved } of moves) {
    for (const one of moved.slice(0, SHOWN)) page.beware(`from ${point} on, ${sayMoved(one)}`, 2);
    if (moved.length > SHOWN)
      page.item(`and ${sayNumber(moved.length - SHOWN)} more kinds of units: --json`, 4);
  }
  const kinds = Math.max(0, ...view.points.map(({ proof }) => proof.kinds));
  const listed = Math.max(0, ...view.points.map(({ proof }) => proof.listed));
  if (rebucketed.length + unproven.length + moves.length > 0) return;
  page.text(
    kinds === 0
      ? 'Nobody: nobody is exposed.'
      : `Nobody, at any point: looked at in all 1,000,000 buckets of every kind of unit that the rules tell apart (${sayNumber(kinds)}), and at ${sayNumber(listed)} units on lists one by one.`,
  );
}

function sayMoved(moved: MovedUnits): string {
  const goes = moved.way === 'come' ? 'would get' : 'would lose';
  if (moved.kind === 'named') {
    const { units } = moved;
    const more = units.length > NAMED ? `, and ${sayNumber(units.length - NAMED)} more` : '';
    return `${units.slice(0, NAMED).map(visible).join(', ')}${more} ${goes} ${moved.flag}`;
  }
  const rules = [
    ...moved.keeping.map((test) => saySegmentTest(test)),
    ...moved.breaking.map((test) => `not (${saySegmentTest(test)})`),
  ];
  const who = rules.length === 0 ? 'whoever' : `whoever is ${sayList(rules)} and`;
  return `${who} has a bucket from ${sayNumber(moved.from)} on and below ${sayNumber(moved.below)} ${goes} ${moved.flag}`;
}
