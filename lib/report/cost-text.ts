import type { Price } from '../contract/aws-prices.js';
import { totalOf, type CostLine } from '../contract/monthly-cost.js';
import { sayList } from './sentences/amounts.js';
import { Page, widest, type PageStyle } from './text/page.js';

const PARTS = [
  ['stack', 'The stack'],
  ['application', 'The application that the rollout is about'],
  ['instance', 'Each process of it that asks for flags'],
] as const;

/** What a plan costs in a month, by resource, with the prices that were used, and where and when these hold. */
export function costText(
  rollout: string,
  lines: readonly CostLine[],
  { region, date }: { readonly region: string; readonly date: string },
  style: PageStyle,
): string {
  const page = new Page(style);
  page.title(`What ${rollout} costs in 30 days, while its triggers are armed and somebody is exposed`);
  const rows = lines.map((line) => ({
    line,
    what: line.what,
    count: sayCount(line.count),
    price: sayPrice(line.unitPrice),
    usd: sayDollars(line.usd),
  }));
  const what = widest(rows.map((row) => row.what));
  const count = widest(rows.map((row) => row.count));
  const price = widest(rows.map((row) => row.price));
  const usd = widest(rows.map((row) => row.usd));
  for (const [of, title] of PARTS) {
    const own = rows.filter(({ line }) => line.of === of);
    if (own.length === 0) continue;
    page.text(title);
    for (const row of own)
      page.line(
        `    ${row.what.padEnd(what)}  ${row.count.padStart(count)}  ${row.price.padEnd(price)}  ${row.usd.padStart(usd)}`,
      );
    const total = sayDollars(totalOf(lines, of));
    page.line(`    ${'together'.padEnd(what + count + price + 4)}  ${total.padStart(usd)}`);
    const rests = own.flatMap(({ line }) =>
      line.because === undefined ? [] : [`${line.what}: ${line.because}`],
    );
    if (rests.length > 0) page.text(`It rests on: ${rests.join('; ')}.`, 4);
  }
  const given = new Set(lines.flatMap(({ unitPrice, price }) => (unitPrice.seen === 'given' ? [price] : [])));
  page.text(
    given.size > 0
      ? `Prices of ${region} of ${date}: those of ${sayList([...given])} as given, the others the list prices that come with Phasegate; without free tiers, discounts and taxes.`
      : `List prices of ${region} as known on ${date}, without free tiers, discounts and taxes: look at the pages before quoting them (docs/check.md says how each was found).`,
  );
  return page.toString();
}

/** `$0.01 per 1,000 metrics requested`. */
function sayPrice({ usd, per, unit }: Price): string {
  const number = per === 1 ? '' : per === 1_000_000 ? 'million ' : `${per.toLocaleString('en-US')} `;
  return `$${sayExactly(usd)} per ${number}${unit}`;
}

/** All digits, two at least, and no exponent. */
function sayExactly(value: number): string {
  return value
    .toFixed(10)
    .replace(/(\.\d\d)?0+$/u, '$1')
    .replace(/\.$/u, '.00');
}

function sayDollars(usd: number): string {
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function sayCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: count < 10 ? 2 : 0 });
}
