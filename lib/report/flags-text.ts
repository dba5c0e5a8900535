import type { FlagsView } from './flags-view.js';
import type { LaneView } from './lane-view.js';
import { sayNumber } from './sentences/amounts.js';
import { Page, widest, type PageStyle } from './text/page.js';
import { visible } from './text/visible.js';
import type { ServedFlag, UnitView } from './unit-view.js';

const LANES = {
  rise: 'Rise lane: who would get which variant; the first line that applies counts',
  brake: 'Brake lane: who may have what the rise lane gives',
} as const;

/** What an application is told, for people. */
export function flagsText(view: FlagsView, style: PageStyle): string {
  const page = new Page(style);
  page.title(`${view.rollout}, ${view.environment}: ${view.at.say}`);
  for (const lane of ['rise', 'brake'] as const) {
    const shown = view.lanes[lane];
    if (shown) laneText(page, LANES[lane], shown);
  }
  if (view.unit) unitText(page, view.unit);
  else exposedText(page, view);
  return page.toString();
}

function laneText(page: Page, title: string, { bytes, limit, flags }: LaneView): void {
  page.section(title);
  page.text(`${sayNumber(bytes)} of at most ${sayNumber(limit)} bytes`);
  const labelWidth = widest(flags.map(({ flag }) => flag)) + 2;
  const nameWidth = widest(flags.flatMap(({ variants }) => variants.map(({ variant }) => variant))) + 2;
  for (const { flag, variants } of flags) {
    variants.forEach(({ variant, say }, index) => {
      // The flag once, its variants below each other.
      page.row(`${(index === 0 ? flag : '').padEnd(labelWidth)}${variant}`, visible(say), {
        labelWidth: labelWidth + nameWidth,
      });
    });
  }
}

function exposedText(page: Page, { exposed }: FlagsView): void {
  page.section('Who is in');
  const labelWidth = widest(exposed.map(({ flag }) => flag)) + 2;
  for (const { flag, variant, estimate, reach, grants } of exposed) {
    const gets = estimate.units === 0 ? '' : `${variant} for `;
    page.row(flag, `${gets}${reach}`, { labelWidth });
    for (const grant of grants) page.item(grant);
  }
}

function unitText(page: Page, view: UnitView): void {
  page.section(`What ${visible(view.unit)} gets`);
  const given = Object.entries(view.context).map(([name, value]) => `${name}=${visible(String(value))}`);
  page.row('asked with', given.join(', '), { labelWidth: 12 });
  if (view.missing.length > 0)
    page.row('not given', `${view.missing.join(', ')}: what asks for it is false`, {
      labelWidth: 12,
    });
  const labelWidth = widest(view.flags.map(({ flag }) => flag)) + 2;
  for (const served of view.flags) {
    page.row(served.flag, `${served.variant} (${served.cohort})${sayBucket(served)}`, { labelWidth });
    for (const reason of served.why) page.item(visible(reason));
  }
}

function sayBucket({ bucket }: ServedFlag): string {
  return bucket ? `, bucket ${sayNumber(bucket.value)} of 1,000,000 with salt ${bucket.salt}` : '';
}
