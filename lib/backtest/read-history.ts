import { CsvError, parse } from 'csv-parse/sync';
import { COHORTS } from '../contract/metric-dimensions.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import { listOf, sayChoices } from '../plan/source/choices.js';
import { nearest } from '../plan/source/nearest.js';
import type { History, RecordedCohort, RecordedRow } from './history.js';

/** A mistake in recorded data, for people. */
export interface HistoryProblem {
  readonly line: number;
  readonly column?: string;
  readonly found: string;
  readonly allowed: string;
  readonly advice: string;
}

export type HistoryRead =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly problems: readonly HistoryProblem[]; readonly more: number };

const COLUMNS = ['time', 'metric', 'cohort', 'value', 'count', 'total'] as const;
/** Mistakes that are told; the others are counted. */
const TOLD = 10;
const SECONDS = /^\d{9,11}$/u;
const MILLISECONDS = /^\d{12,14}$/u;
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/u;

type Cells = Readonly<Record<string, string>>;
type Found = Omit<HistoryProblem, 'line'>;

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

function rowOf(
  cells: Cells,
  metric: Metric,
  dimensions: readonly string[],
  plan: RolloutPlan,
): RecordedRow | Found {
  const at = timeIn(cells['time'] ?? '');
  if (typeof at !== 'number') return at;
  const cohort = cohortIn(cells['cohort'] ?? '', metric);
  if (typeof cohort !== 'string') return cohort;
  const measured = measuredIn(cells, metric);
  if ('found' in measured) return measured;
  const parts = dimensions.filter((name) => (cells[name] ?? '') !== '');
  const [dimension] = parts;
  if (parts.length > 1)
    return {
      found: `a row of ${parts.map((name) => `\`${name}\``).join(' and ')}`,
      allowed: 'one dimension a row: each set of dimensions is recorded apart',
      advice: 'write a row for each',
    };
  const unknown =
    dimension === undefined ? undefined : unknownPart(dimension, cells[dimension] ?? '', metric, plan);
  if (unknown) return unknown;
  const part = dimension === undefined ? {} : { part: { dimension, value: cells[dimension] ?? '' } };
  return { at, metric: metric.name, cohort, ...part, ...measured };
}

/** What is wrong with a row of one part. */
function unknownPart(
  dimension: string,
  value: string,
  { name, split }: Metric,
  { audience }: RolloutPlan,
): Found | undefined {
  if (dimension !== 'segment')
    return split.includes(dimension)
      ? undefined
      : {
          column: dimension,
          found: `\`${value}\``,
          allowed:
            split.length === 0
              ? `nothing: \`${name}\` is split by nothing`
              : `\`${name}\` is split by ${listOf(split)}`,
          advice: 'leave the cell empty, or say `split` in the plan',
        };
  const segments = Object.keys(audience.segments);
  if (segments.includes(value)) return undefined;
  const { allowed, advice } = sayChoices(value, segments);
  return {
    column: dimension,
    found: `\`${value}\``,
    allowed,
    advice: advice ?? 'name a segment of the plan',
  };
}

/** A moment as recorded data writes it: milliseconds since the epoch, or what is wrong with it. */
export function timeIn(text: string): number | Found {
  const at = SECONDS.test(text)
    ? Number(text) * 1000
    : MILLISECONDS.test(text)
      ? Number(text)
      : ISO.test(text)
        ? Date.parse(text.replace(' ', 'T'))
        : NaN;
  if (isPlausible(at) && isOnCalendar(text)) return at;
  return {
    column: 'time',
    found: text === '' ? 'no time' : `\`${text}\``,
    allowed: 'a time with its zone such as 2026-12-07T10:00:00Z, or seconds or milliseconds since 1970',
    advice: 'write the time so; a time without a zone could be any of 24',
  };
}

/** Metrics were not recorded in other centuries: a number of other digits is a date without dashes. */
function isPlausible(at: number): boolean {
  return at >= Date.UTC(2000, 0) && at < Date.UTC(2100, 0);
}

/** `Date.parse` takes 30 February for 2 March. */
function isOnCalendar(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/u.exec(text) ?? [];
  if (year === undefined) return true;
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}

function cohortIn(text: string, metric: Metric): RecordedCohort | Found {
  if (!metric.cohorts && text === '') return 'all';
  const cohort = COHORTS.find((one) => one === text);
  if (metric.cohorts && cohort) return cohort;
  return {
    column: 'cohort',
    found: text === '' ? 'no cohort' : `\`${text}\``,
    allowed: metric.cohorts ? COHORTS.join(' or ') : `nothing: \`${metric.name}\` knows no cohorts`,
    advice: metric.cohorts
      ? 'say who was served the new variant (canary) and who the old (control)'
      : 'leave the cell empty, or take `cohorts: false` out of the plan',
  };
}

function measuredIn(cells: Cells, metric: Metric): Pick<RecordedRow, 'value' | 'samples'> | Found {
  const number = (column: string): number | undefined => {
    const text = cells[column] ?? '';
    return text === '' ? undefined : Number(text);
  };
  const [value, count, total] = [number('value'), number('count'), number('total')];
  const wrong = Object.entries({ value, count, total }).find(
    ([, one]) => one !== undefined && !Number.isFinite(one),
  );
  if (wrong)
    return {
      column: wrong[0],
      found: `\`${cells[wrong[0]] ?? ''}\``,
      allowed: 'a number such as 12 or 0.5',
      advice:
        'write it without units and thousands separators; leave the cell empty where nothing was measured',
    };
  if (total !== undefined && total < 0) return notACount('total', total);
  if (metric.source.kind === 'ratio') {
    const part = count ?? (value === undefined || total === undefined ? undefined : value * total);
    if (part === undefined || total === undefined)
      return {
        found: `a ratio without ${total === undefined ? 'its `total`' : 'its `count`'}`,
        allowed: '`count` of `total`, or `value` with `total`',
        advice: 'a share alone does not say how much it rests on: add how many there were in all',
      };
    if (part < 0) return notACount('count', part);
    return metric.unit === 'fraction' && part > total * (1 + 1e-9)
      ? {
          found: `${String(part)} of ${String(total)}`,
          allowed: 'at most as many as there were',
          advice: 'mend the row; a share is written as 0.05, not as 5',
        }
      : { value: part, samples: total };
  }
  if (value === undefined) return missing('value', `the value of \`${metric.name}\``);
  return { value, samples: total ?? 1 };
}

function notACount(column: string, found: number): Found {
  return { column, found: String(found), allowed: 'a count: 0 or more', advice: 'mend the row' };
}

function missing(column: string, what: string): Found {
  return { column, found: `no ${column}`, allowed: what, advice: 'fill the cell' };
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
