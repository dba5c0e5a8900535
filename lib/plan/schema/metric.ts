import * as z from 'zod';
import { duration, name, oneOrMore, quantity } from './primitives.js';
import { expression } from './expression.js';

const metricName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,254}$/u, 'the name of a metric');

/** `Interventions per day`. */
const rate = expression(
  (reader) => {
    const counted = reader.must(reader.match(/[A-Za-z][A-Za-z0-9_.-]*/u, 'the name of a metric'))[0];
    reader.must(reader.words('per') || undefined);
    const per = reader.must(reader.oneOf(['minute', 'hour', 'day', 'week'] as const));
    return {
      counted,
      perMs: { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }[per],
      per,
    };
  },
  'How often something happens.',
  ['Interventions per day'],
);

/** What the rollout measures of itself. */
const OWN_METRICS = ['exposed units', 'incidents', 'time to resolve'] as const;

/** What a relative claim compares with when control has too few samples. */
const reference = expression(
  (reader) => {
    const first = reader.must(reader.oneOf(['control', 'baseline'] as const));
    return { first, ...(reader.words('else', 'baseline') ? { otherwise: 'baseline' as const } : {}) };
  },
  'What a claim relative to control falls back on when control is empty or too small.',
  ['control', 'control else baseline'],
);

export const metric = z.strictObject({
  ratio: z
    .tuple([metricName, metricName])
    .optional()
    .meta({ description: 'A sum over a sum: events of the first kind per event of the second.' }),
  sum: metricName.optional().meta({ description: 'The sum of the samples of a metric.' }),
  average: metricName.optional().meta({ description: 'Their average.' }),
  min: metricName.optional().meta({ description: 'The lowest of them.' }),
  max: metricName.optional().meta({ description: 'The highest of them.' }),
  p50: metricName.optional().meta({ description: 'Their median.' }),
  p90: metricName.optional().meta({ description: 'The value that 90 % of them do not exceed.' }),
  p95: metricName.optional().meta({ description: 'The value that 95 % of them do not exceed.' }),
  p99: metricName.optional().meta({ description: 'The value that 99 % of them do not exceed.' }),
  rate: rate.optional(),
  own: z.enum(OWN_METRICS).optional().meta({ description: 'Something that the rollout knows of itself.' }),
  group: z
    .array(name)
    .min(1)
    .optional()
    .meta({ description: 'Several metrics, asked as `any NAME` or `every NAME`.' }),
  unit: z
    .enum(['%', 'ms', 's', '$', 'points'])
    .optional()
    .meta({ description: 'The unit in which values are published.' }),
  scale: z
    .tuple([z.number(), z.number()])
    .optional()
    .meta({ description: 'Lowest and highest possible value.' }),
  census: z
    .literal(true)
    .optional()
    .meta({ description: 'One sample per exposed unit: the count itself is compared, nothing is inferred.' }),
  raw: z.literal(false).optional().meta({
    description:
      'Of a percentile: published without its single values (as statistics), so that nobody can count how many are above a limit.',
  }),
  every: duration.optional().meta({ description: 'How often values are published; default 1m.' }),
  reported: expression(
    (reader) => {
      reader.must(reader.words('by') || undefined);
      return { by: reader.must(reader.name('a role')) };
    },
    'Reported by people of this role instead of being measured.',
    ['by support'],
  ).optional(),
  cohorts: z.literal(false).optional().meta({ description: 'The metric does not tell canary from control.' }),
  reference: reference.optional(),
  split: oneOrMore(name)
    .optional()
    .meta({ description: 'Dimensions by which the metric is published as well.' }),
  baseline: quantity.optional().meta({ description: 'The value before the change.' }),
  better: z
    .enum(['lower', 'higher'])
    .optional()
    .meta({ description: 'Which direction is good; `lower` when nothing is said.' }),
});

export const METRIC_KINDS = [
  'ratio',
  'sum',
  'average',
  'min',
  'max',
  'p50',
  'p90',
  'p95',
  'p99',
  'rate',
  'own',
  'group',
] as const;
