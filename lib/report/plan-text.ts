import type { PlanView } from './plan-view.js';
import { sayMoment } from './moment.js';
import { phaseText } from './phase-text.js';
import { sayNumber, sayShare } from './sentences/amounts.js';
import { exposureBar } from './text/exposure-bar.js';
import { Page, widest, type PageStyle } from './text/page.js';
import { columns } from './text/wrap.js';

/** The whole plan as text of 80 to 110 columns. */
export function planText(view: PlanView, style: PageStyle): string {
  const page = new Page(style);
  header(page, view);
  overview(page, view);
  for (const phase of view.phases) phaseText(page, phase, view.phases.length);
  triggers(page, view);
  judging(page, view);
  people(page, view);
  calendar(page, view);
  return page.toString();
}

function header(page: Page, view: PlanView): void {
  page.title(view.summary === undefined ? view.rollout : `${view.rollout}: ${view.summary}`);
  if (view.owner !== undefined) page.row('owner', view.owner);
  page.row(
    'starts',
    `${sayMoment(view.starts)} (${view.timezone})${view.deadline ? `; deadline ${sayMoment(view.deadline.by)}, after ${view.deadline.after}` : ''}`,
  );
  if (view.environments.length > 1) page.row('through', view.environments.join(', then '));
  page.row('audience', view.audience.say);
  const labelWidth = widest(view.audience.segments.map(({ name }) => name)) + 2;
  for (const { name, say } of view.audience.segments) page.row(name, say, { indent: 13, labelWidth });
  view.flags.forEach((flag, index) => {
    const details = [
      ...(flag.class === undefined ? [] : [`class ${flag.class}`]),
      ...(flag.env === undefined ? [] : [flag.env]),
      ...(flag.needs.length === 0 ? [] : [`needs ${flag.needs.join(', ')}`]),
    ];
    page.row(
      index === 0 ? 'flags' : '',
      [
        flag.key,
        ...(flag.summary === undefined ? [] : [`: ${flag.summary}`]),
        ...(details.length === 0 ? [] : [` (${details.join('; ')})`]),
      ].join(''),
    );
    const said = flag.variants.filter(({ attributes }) => Object.keys(attributes).length > 0);
    for (const { name, attributes } of said)
      page.row(name, sayAttributes(attributes), {
        indent: 15,
        labelWidth: widest(said.map((one) => one.name)) + 2,
      });
  });
  for (const [index, promise] of view.promises.entries()) page.row(index === 0 ? 'promises' : '', promise);
  view.success.forEach((criterion, index) => {
    page.row(index === 0 ? 'success' : '', criterion);
  });
  page.row('after it', view.armed);
}

function sayAttributes(attributes: Readonly<Record<string, unknown>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join('|') : String(value)}`)
    .join(', ');
}

/** One line for each rise. */
function overview(page: Page, view: PlanView): void {
  const rises = view.phases.flatMap(({ steps }) => steps.filter((step) => step.exposes));
  if (rises.length === 0) return;
  page.section('Who is exposed when');
  const names = rises.map(({ id, name }) => labelOf(id, name));
  const nameRoom = Math.min(widest(names), page.style.width - 58);
  rises.forEach((step, index) => {
    if (!step.exposes) return;
    const { total } = step.exposes;
    const name = cut(names[index] ?? '', nameRoom).padEnd(nameRoom);
    const units = sayNumber(total.units).padStart(sayNumber(view.audience.size).length);
    const share = sayShare(total.share).padStart(6);
    const line = `  ${name}  ${step.earliest.date}  ${exposureBar(total.share, 20)}  ${units}  ${share}`;
    const room = page.style.width - columns(line) - 2;
    const flags = view.flags.length > 1 ? cut(step.flags.join(', '), room) : '';
    page.line(flags === '' ? line : `${line}  ${flags}`);
  });
}

function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 4 ? '' : `${text.slice(0, width - 1)}…`;
}

/** `beta.2 moderate`; a step without a name of its own is its id. */
export function labelOf(id: string, name: string): string {
  return id.endsWith(`.${name}`) ? id : `${id} ${name}`;
}

function triggers(page: Page, view: PlanView): void {
  if (view.triggers.length === 0) return;
  page.section('What it watches while anybody is exposed');
  for (const trigger of view.triggers) {
    page.text(
      `${trigger.name}${trigger.severity === undefined ? '' : ` (${trigger.severity})`}, ${trigger.armed}`,
    );
    page.row('when', trigger.when, { indent: 6, labelWidth: 8 });
    page.row('it', trigger.then.join('; '), { indent: 6, labelWidth: 8 });
    page.row('and is', trigger.resumes, { indent: 6, labelWidth: 8 });
  }
}

function judging(page: Page, view: PlanView): void {
  if (view.judging.length === 0) return;
  page.section('How it judges');
  for (const say of view.judging) page.item(say, 2);
}

function people(page: Page, view: PlanView): void {
  const parts = [
    ['Roles', view.roles],
    ['Incidents', view.severities],
    ['Messages that come again', view.messages],
  ] as const;
  for (const [title, rows] of parts) {
    if (rows.length === 0) continue;
    page.section(title);
    const labelWidth = widest(rows.map(({ name }) => name)) + 2;
    for (const { name, say } of rows) page.row(name, say, { labelWidth });
  }
  if (view.recurring.length > 0) page.section('Checklists that come again');
  for (const say of view.recurring) page.item(say, 2);
}

/** Dates at the left, once each. */
function calendar(page: Page, view: PlanView): void {
  page.section(`Calendar: the earliest dates, when every gate passes at once (${view.timezone})`);
  let last = '';
  for (const { date, time, say, beware } of view.calendar) {
    page.row(`${date === last ? ' '.repeat(date.length) : date} ${time}`, say, { labelWidth: 22 });
    if (beware !== undefined) page.beware(beware, 24);
    last = date;
  }
}
