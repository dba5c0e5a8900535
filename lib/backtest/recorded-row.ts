import { COHORTS } from '../contract/metric-dimensions.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import { listOf, sayChoices } from '../plan/source/choices.js';
import type { RecordedCohort, RecordedRow } from './history.js';
import type { Found } from './history-problem.js';
import { timeIn } from './recorded-time.js';

/** The cells of a line, by the names of their columns. */
export type Cells = Readonly<Record<string, string>>;

/** What a line says of a metric, or what is wrong with it. @param dimensions the columns that are none of ours */
export function rowOf(
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

/** A cell that has to be filled. */
export function missing(column: string, what: string): Found {
  return { column, found: `no ${column}`, allowed: what, advice: 'fill the cell' };
}
