import { Page, type PageStyle } from '../report/text/page.js';
import { visible } from '../report/text/visible.js';
import type { Counterexample, Proof } from './proof.js';
import type { ProofView } from './prove.js';

/** Stories of one property that are written out. */
const SHOWN = 3;
/** Lines of a story that are written out: its end, which is what is about the fault. */
const LINES = 12;
const VERDICT_WIDTH = 10;

/** What is known about a plan without carrying it out, for people. */
export function proofText(view: ProofView, style: PageStyle & { readonly seconds: number }): string {
  const page = new Page(style);
  page.title(`${view.rollout}: what holds whatever happens`);
  page.line();
  for (const proof of view.proofs) proofLines(page, proof);
  page.line();
  page.text(
    `${view.states.toLocaleString('en-US')} states and ${view.moves.toLocaleString('en-US')} moves in ${style.seconds.toFixed(1)} s. \`proven\` is about every state of the automaton, in which more may happen than can; \`searched\` found nothing, which is no proof.`,
    0,
  );
  return page.toString();
}

function proofLines(page: Page, { verdict, say, over, notes, stories }: Proof): void {
  page.row(verdict, `${say}  (${over})`, { indent: 0, labelWidth: VERDICT_WIDTH });
  for (const note of notes) page.item(visible(note), VERDICT_WIDTH);
  for (const story of stories.slice(0, SHOWN)) storyLines(page, story);
  if (stories.length > SHOWN) page.item(`and ${String(stories.length - SHOWN)} more: --json`, VERDICT_WIDTH);
}

/** Whatever happens when all goes well is left out, as long as nothing else has happened. */
function storyLines(page: Page, { wrong, story }: Counterexample): void {
  page.beware(visible(wrong), VERDICT_WIDTH);
  const first = story.findIndex(({ usual }) => !usual);
  const begin = Math.max(0, first < 0 ? story.length - LINES : first, story.length - LINES);
  if (begin > 0) {
    const all = story.slice(0, begin).every(({ usual }) => usual);
    const last = story[begin - 1];
    page.item(
      `${all ? `all goes well for ${String(begin)} moves` : `${String(begin)} moves`}, the last: ${visible(last?.say ?? '')}`,
      VERDICT_WIDTH + 2,
    );
  }
  for (const { say } of story.slice(begin)) page.item(visible(say), VERDICT_WIDTH + 2);
}
