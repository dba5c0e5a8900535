import type { PowerView } from './power-view.js';
import { Page, widest, type PageStyle } from './text/page.js';

/** Columns of the longest criterion that others are aligned with. */
const WIDEST = 34;

/** What the gates of a plan can see, as text of 80 to 110 columns. */
export function powerText(rollout: string, views: readonly PowerView[], style: PageStyle): string {
  const page = new Page(style);
  page.title(`What the gates of ${rollout} can see, with a probability of 80 %`);
  const labelWidth = Math.min(widest(views.map(({ criterion }) => criterion)), WIDEST) + 2;
  for (const asked of new Set(views.map((view) => view.asked))) {
    const here = views.filter((view) => view.asked === asked);
    const exposed = here.find((view) => view.exposed !== undefined)?.exposed;
    page.text(exposed === undefined ? asked : `${asked} (${exposed.toLocaleString('en-US')} exposed)`);
    for (const view of here) page.row(view.criterion, view.say, { indent: 4, labelWidth });
  }
  if (views.length === 0) page.text('its gates measure nothing');
  return page.toString();
}
