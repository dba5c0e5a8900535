import { escapeHtml } from '../report/status-html.js';

/** A bar of a chart; values are 0..1. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What its value may be. */
  readonly low: number;
  readonly high: number;
  /** The value in words. */
  readonly say: string;
}

const WIDTH = 640;
const ROW = 26;
const LABEL = 190;
const SAY = 150;

/** Horizontal bars with their intervals, as SVG. Its figures are in its text too: nothing is said by length alone. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const room = WIDTH - LABEL - SAY;
  const height = bars.length * ROW + 8;
  const rows = bars.map(({ label, value, low, high, say }, index) => {
    const top = index * ROW + 4;
    const middle = top + ROW / 2 - 1;
    const at = (share: number): string => (LABEL + share * room).toFixed(1);
    return [
      `<text class="label" x="${String(LABEL - 8)}" y="${String(middle + 4)}" text-anchor="end">${escapeHtml(label)}</text>`,
      `<rect class="track" x="${String(LABEL)}" y="${String(top + 3)}" width="${String(room)}" height="${String(ROW - 10)}"/>`,
      `<rect class="bar" x="${String(LABEL)}" y="${String(top + 3)}" width="${(value * room).toFixed(1)}" height="${String(ROW - 10)}"/>`,
      `<line class="range" x1="${at(low)}" x2="${at(high)}" y1="${String(middle)}" y2="${String(middle)}"/>`,
      `<text x="${String(LABEL + room + 8)}" y="${String(middle + 4)}">${escapeHtml(say)}</text>`,
    ].join('');
  });
  return figure(title, height, rows.join(''));
}

/** A stretch between the median and the worst of something, on a scale that begins at nothing. */
export interface Span {
  readonly label: string;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  readonly say: string;
}

/** Horizontal spans (median, 95 %, worst) on one scale, as SVG. */
export function spanChart(title: string, spans: readonly Span[], scale: number): string {
  const room = WIDTH - LABEL - SAY;
  const height = spans.length * ROW + 8;
  const rows = spans.map(({ label, median, p95, worst, say }, index) => {
    const middle = index * ROW + 4 + ROW / 2 - 1;
    const at = (value: number): string => (LABEL + (scale > 0 ? value / scale : 0) * room).toFixed(1);
    return [
      `<text class="label" x="${String(LABEL - 8)}" y="${String(middle + 4)}" text-anchor="end">${escapeHtml(label)}</text>`,
      `<line class="range" x1="${at(median)}" x2="${at(worst)}" y1="${String(middle)}" y2="${String(middle)}"/>`,
      `<circle class="median" cx="${at(median)}" cy="${String(middle)}" r="6"/>`,
      `<rect class="p95" x="${(Number(at(p95)) - 4).toFixed(1)}" y="${String(middle - 6)}" width="8" height="12"/>`,
      `<text x="${String(LABEL + room + 8)}" y="${String(middle + 4)}">${escapeHtml(say)}</text>`,
    ].join('');
  });
  return figure(title, height, rows.join(''));
}

/** How many of some values have come by when, as a rising line in SVG that begins at `from`. */
export function risingChart(
  title: string,
  values: readonly number[],
  say: { readonly from: number; readonly first: string; readonly last: string },
): string {
  const height = 160;
  const first = say.from;
  const last = values.at(-1) ?? first;
  const left = 40;
  const room = WIDTH - left - 20;
  const x = (value: number): number => left + (last > first ? (value - first) / (last - first) : 1) * room;
  const y = (share: number): number => 12 + (1 - share) * (height - 44);
  const points = [`${x(first).toFixed(1)},${y(0).toFixed(1)}`];
  values.forEach((value, index) => {
    // Steps: between two runs nothing is done.
    points.push(`${x(value).toFixed(1)},${y(index / values.length).toFixed(1)}`);
    points.push(`${x(value).toFixed(1)},${y((index + 1) / values.length).toFixed(1)}`);
  });
  const grid = [0, 0.5, 0.95, 1].map(
    (share) =>
      `<line class="grid" x1="${String(left)}" x2="${String(left + room)}" y1="${y(share).toFixed(1)}" y2="${y(share).toFixed(1)}"/><text x="${String(left - 6)}" y="${(y(share) + 4).toFixed(1)}" text-anchor="end">${share === 0.95 ? '' : `${String(share * 100)}%`}</text>`,
  );
  return figure(
    title,
    height,
    `${grid.join('')}<polyline class="line" points="${points.join(' ')}"/><text x="${String(left)}" y="${String(height - 10)}">${escapeHtml(say.first)}</text><text x="${String(left + room)}" y="${String(height - 10)}" text-anchor="end">${escapeHtml(say.last)}</text>`,
  );
}

function figure(title: string, height: number, content: string): string {
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${String(WIDTH)} ${String(height)}" role="img" aria-label="${escapeHtml(title)}">${content}</svg></figure>`;
}
