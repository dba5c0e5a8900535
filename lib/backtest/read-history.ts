import { CsvError, parse } from 'csv-parse/sync';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { listOf } from '../plan/source/choices.js';
import { nearest } from '../plan/source/nearest.js';
import type { History, RecordedRow } from './history.js';
import type { HistoryProblem } from './history-problem.js';
import { missing, rowOf, type Cells } from './recorded-row.js';

export type HistoryRead =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly problems: readonly HistoryProblem[]; readonly more: number };

const COLUMNS = ['time', 'metric', 'cohort', 'value', 'count', 'total'] as const;
/** Mistakes that are told; the others are counted. */
const TOLD = 10;

/**
 * Reads recorded data: CSV with a header. Columns: `time` (ISO 8601 with a zone, or seconds or milliseconds since the
 * epoch), `metric`, `cohort` (canary, control, or empty), and `value` with `total` samples (1 when empty), or `count` of
 * `total`; any other column is a dimension, `segment` or one that a metric is split by.
 */
export function readHistory(text: string, plan: RolloutPlan): HistoryRead {
  const table = tableOf(text);
  if ('found' in table) return { ok: false, problems: [table], more: 0 };
  const { header, records } = table;
  const wrong = headerProblems(header, plan);
  if (wrong.length > 0) return { ok: false, problems: wrong, more: 0 };
  const dimensions = header.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  const rows: RecordedRow[] = [];
  const unknown = new Map<string, number>();
  const problems: HistoryProblem[] = [];
  let more = 0;
  for (const { cells, line } of records) {
    const name = cells['metric'] ?? '';
    const metric = Object.hasOwn(plan.metrics, name) ? plan.metrics[name] : undefined;
    if (name !== '' && !metric) {
      unknown.set(name, (unknown.get(name) ?? 0) + 1);
      continue;
    }
    const row = metric ? rowOf(cells, metric, dimensions, plan) : missing('metric', 'the name of a metric');
    if ('at' in row) rows.push(row);
    else if (problems.length < TOLD) problems.push({ line, ...row });
    else more += 1;
  }
  if (problems.length > 0) return { ok: false, problems, more };
  if (rows.length === 0) return { ok: false, problems: [noRows(unknown, plan)], more: 0 };
  return { ok: true, history: { rows: rows.sort((one, other) => one.at - other.at), unknown } };
}

interface Table {
  readonly header: readonly string[];
  readonly records: readonly { readonly cells: Cells; readonly line: number }[];
}

function tableOf(text: string): Table | HistoryProblem {
  try {
    const lines = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    const [first, ...rest] = lines;
    const header = first?.record ?? [];
    return {
      header,
      records: rest.map(({ record, info }) => ({
        cells: Object.fromEntries(header.map((name, index) => [name, record[index] ?? ''])),
        line: info.lines,
      })),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      line: typeof error['lines'] === 'number' ? error['lines'] : 1,
      found: error.message.replace(/ at line \d+$/u, '').replace(/^Invalid /u, 'an invalid '),
      allowed: 'CSV with as many cells in each line as the header has',
      advice: 'mend the line; quote cells that hold a comma, a quote or a line break',
    };
  }
}

function headerProblems(header: readonly string[], plan: RolloutPlan): readonly HistoryProblem[] {
  const dimensions = dimensionsOf(plan);
  const allowed = [...COLUMNS, ...dimensions];
  const needed = header.includes('value') || (header.includes('count') && header.includes('total'));
  return [
    ...['time', 'metric']
      .filter((name) => !header.includes(name))
      .map((name): HistoryProblem => ({
        line: 1,
        found: `no column \`${name}\``,
        allowed: `a header with ${listOf(COLUMNS, Infinity)}`,
        advice: `add it; the header is \`${header.join(',')}\``,
      })),
    ...(needed
      ? []
      : [
          {
            line: 1,
            found: 'no column that holds what was measured',
            allowed: '`value` (with `total` samples), or `count` and `total`',
            advice: 'add one of them',
          },
        ]),
    ...header
      .filter((name, index) => !allowed.includes(name) || header.indexOf(name) !== index)
      .map((name): HistoryProblem => {
        const meant = nearest(name, allowed);
        return {
          line: 1,
          column: name,
          found:
            header.filter((one) => one === name).length > 1
              ? `column \`${name}\` twice`
              : `column \`${name}\``,
          allowed: listOf(allowed, Infinity),
          advice: meant === undefined || meant === name ? 'take it out' : `did you mean \`${meant}\`?`,
        };
      }),
  ];
}

function dimensionsOf({ metrics }: RolloutPlan): readonly string[] {
  return [...new Set(['segment', ...Object.values(metrics).flatMap(({ split }) => split)])];
}

function noRows(unknown: ReadonlyMap<string, number>, plan: RolloutPlan): HistoryProblem {
  const names = [...unknown.keys()];
  return {
    line: 1,
    found:
      names.length === 0 ? 'no row' : `only rows of metrics that the plan does not have: ${listOf(names, 5)}`,
    allowed: `rows of ${listOf(Object.keys(plan.metrics), Infinity)}`,
    advice: 'name metrics as the plan does',
  };
}
