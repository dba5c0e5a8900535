import type { RaceResult } from './race.js';
import { meanDelay, outcomesOf, type Outcome } from './results.js';
import type { Finished } from './race-worker.js';

/** The tables of the benchmark, as lines of Markdown. */
export function tablesOf(finished: readonly Finished[]): readonly string[] {
  return [
    ...section(
      'False reverts, two weeks without a regression',
      'Percent of runs that were reverted within an hour / a day / two weeks.',
      outcomesOf(finished, 'null'),
      sayFalse,
    ),
    ...section(
      'A regression from the first minute',
      'Minutes to the revert, on average; in brackets the percent of runs without one in two weeks.',
      outcomesOf(finished, 'at once'),
      sayDelay,
    ),
    ...section(
      'A regression after 24 hours',
      'Minutes from its beginning to the revert; in brackets the percent of runs that had been reverted before it began.',
      outcomesOf(finished, 'after 24 h'),
      sayLateDelay,
    ),
    ...section(
      'A day of bad weather, 1 % base, 500 requests a minute and arm',
      'Percent of runs that were reverted within an hour / a day, although the change is as good as the old version.',
      ['shared incident', 'diurnal', 'bursty'].flatMap((name) => outcomesOf(finished, name)),
      sayFalseDay,
    ),
    ...section(
      'A margin of 20 %',
      'At x1.1 percent of runs that were reverted within an hour / a day / two weeks; otherwise minutes to the revert. ' +
        'GrowthBook has no margin.',
      outcomesOf(finished, 'margin 20%'),
      (one, outcome) => (outcome.race.cell.onset === Infinity ? sayFalse(one) : sayDelay(one)),
    ),
    ...section(
      '1 % of 5,000 requests a minute exposed',
      'Minutes to the revert. GrowthBook compares two arms of 50 requests a minute; ours compares 50 with the other 4,950.',
      outcomesOf(finished, '1% exposure'),
      sayDelay,
    ),
  ];
}

function section(
  title: string,
  about: string,
  outcomes: readonly Outcome[],
  say: (result: RaceResult, outcome: Outcome) => string,
): readonly string[] {
  const names = [...new Set(outcomes.flatMap(({ results }) => results.map(({ name }) => name)))];
  const rows = names.map((name) =>
    [
      name,
      ...outcomes.map((outcome) => {
        const result = outcome.results.find((one) => one.name === name);
        return result ? say(result, outcome) : '';
      }),
    ].join(' | '),
  );
  return [
    `## ${title}`,
    '',
    about,
    '',
    `| | ${outcomes.map(sayCell).join(' | ')} |`,
    `|---|${outcomes.map(() => '---:|').join('')}`,
    ...rows.map((row) => `| ${row} |`),
    '',
  ];
}

function sayCell({ race: { cell, name } }: Outcome): string {
  const arms =
    cell.canary === cell.control
      ? String(cell.canary)
      : `${String(cell.canary)} of ${String(cell.canary + cell.control)}`;
  const ratio = cell.onset === Infinity ? (cell.healthy ?? 1) : cell.ratio;
  const times = ratio === 1 ? '' : ` x${String(ratio)}`;
  const weather = cell.weather.kind === 'plain' ? '' : `${name} `;
  return `${weather}${String(cell.base * 100)}% ${arms}${times}`;
}

const percent = (count: number, of: number): string => String(Number(((count / of) * 100).toPrecision(2)));

function sayFalse({ falseReverts, runs }: RaceResult): string {
  return [falseReverts.hour, falseReverts.day, falseReverts.ever]
    .map((count) => percent(count, runs))
    .join(' / ');
}

function sayFalseDay({ falseReverts, runs }: RaceResult): string {
  return [falseReverts.hour, falseReverts.day].map((count) => percent(count, runs)).join(' / ');
}

function sayDelay(result: RaceResult): string {
  if (result.detected.runs === 0) return 'never';
  const missed = result.missed === 0 ? '' : ` (${percent(result.missed, result.runs)})`;
  return `${minutes(meanDelay(result))}${missed}`;
}

function sayLateDelay(result: RaceResult): string {
  const early = result.falseReverts.ever === 0 ? '' : ` (${percent(result.falseReverts.ever, result.runs)})`;
  return result.detected.runs === 0 ? `-${early}` : `${minutes(meanDelay(result))}${early}`;
}

function minutes(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');
}
