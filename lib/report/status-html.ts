import { sayInstant } from '../plan/calendar.js';
import { statusRows } from './status-rows.js';
import type { StatusView } from './status-view.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, in an element or an attribute in quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (letter) => ESCAPES[letter] ?? letter);
}

/**
 * The status as a fragment of HTML, for CloudWatch's custom widget: no script, no style of its own but widths.
 * @param stop ARN of the function that pauses and reverts. @default no buttons
 */
export function statusHtml(view: StatusView, stop?: string): string {
  const table = statusRows(view)
    .map(
      ({ label, items }) =>
        `<tr><th scope="row" style="text-align:left;vertical-align:top;padding-right:1em">${escapeHtml(label)}</th><td>${items.map(escapeHtml).join('<br>')}</td></tr>`,
    )
    .join('');
  const title = `${view.rollout}, attempt ${String(view.attempt)}, at ${sayInstant(view.at, view.timezone)}`;
  return `<p>${escapeHtml(title)}</p><table>${table}</table>${stop === undefined ? '' : buttons(view, stop)}`;
}

/** Only the safe direction. CloudWatch asks for confirmation before it calls the function. */
function buttons({ rollout, exposed }: StatusView, stop: string): string {
  const button = (label: string, question: string, request: object): string =>
    `<a class="btn">${escapeHtml(label)}</a><cwdb-action action="call" endpoint="${escapeHtml(stop)}" confirmation="${escapeHtml(question)}">${escapeHtml(JSON.stringify(request))}</cwdb-action>`;
  return [
    '<p>',
    button('Pause', `Pause ${rollout}? Nothing rises until somebody resumes it.`, { word: 'pause' }),
    ' ',
    button('Revert all', `Put ${exposed.say} back to the old behaviour?`, { word: 'revert' }),
    '</p>',
  ].join('');
}
