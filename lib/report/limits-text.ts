import type { LimitView } from './limits-view.js';
import { sayNumber } from './sentences/amounts.js';
import { Page, widest, type PageStyle } from './text/page.js';

/** How much of the limits of AWS a plan uses, as text of 80 to 110 columns. */
export function limitsText(rollout: string, limits: readonly LimitView[], style: PageStyle): string {
  const page = new Page(style);
  page.title(`What ${rollout} uses of the limits of AWS`);
  const rows = limits.map((limit) => ({ limit, use: useOf(limit) }));
  const labelWidth = widest(rows.map(({ use }) => use)) + 2;
  for (const service of ['AppConfig', 'CloudWatch'] as const) {
    page.text(service);
    for (const { limit, use } of rows.filter((one) => one.limit.service === service)) {
      const { what, at, raised } = limit;
      const where = at === undefined ? '' : ` (${at})`;
      page.row(use, `${what}${where}${raised === undefined ? '' : `; ${raised}`}`, { indent: 4, labelWidth });
    }
  }
  return page.toString();
}

function useOf({ used, most }: LimitView): string {
  return `${sayNumber(used)} of ${sayNumber(most)}`;
}
