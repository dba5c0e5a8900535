import * as z from 'zod';
import { expression } from './expression.js';
import { flagKey, name, segmentTest } from './primitives.js';

/** `40 requests/min`: how much the audience sends, so that gates know what they can see. Events a minute. */
const traffic = expression(
  (reader) => {
    const count = Number(reader.must(reader.match(/\d+(?:\.\d+)?/u, 'a number'))[0]);
    const noun = reader.must(reader.name('what is counted, such as `requests`'));
    reader.must(reader.match(/\//u, '`/min`, `/hour` or `/day`'));
    const per = reader.must(reader.oneOf(['min', 'hour', 'day'] as const));
    return { perMinute: count / { min: 1, hour: 60, day: 1440 }[per], noun };
  },
  'Traffic of the whole audience, so that gates know what they can see.',
  ['40 requests/min', '120 issues/day'],
);

const size = z.number().int().min(1).meta({ description: 'About how many units there are.' });

const segment = z.union([
  z.strictObject({
    list: z
      .union([z.string().min(1), z.array(z.string().min(1))])
      .meta({ description: 'The units themselves, or a file beside the plan with one unit a line.' }),
    size: size.optional().meta({ description: 'How many the list names, as a check.' }),
  }),
  z.strictObject({
    where: segmentTest.meta({ description: 'The rule over context attributes that its units keep.' }),
    size: size.optional().meta({ description: 'About how many units keep the rule.' }),
  }),
]);

const attribute = z
  .union([
    z.enum(['text', 'number', 'boolean']).transform((type) => ({ type, stable: false })),
    z.strictObject({
      type: z.enum(['text', 'number', 'boolean']).meta({ description: 'The type of its values.' }),
      stable: z.boolean().optional().meta({
        description: 'The application keeps the value that the unit had when it was first exposed.',
      }),
      values: z
        .array(z.union([z.string(), z.number(), z.boolean()]))
        .optional()
        .meta({ description: 'Its possible values.' }),
    }),
  ])
  .meta({ description: 'A context attribute that segments look at.' });

export const audience = z.strictObject({
  unit: name.meta({ description: 'What is bucketed: user, account, issue.' }),
  units: name.optional().meta({ description: 'The plural of the unit, where adding `s` is wrong.' }),
  key: name.meta({ description: 'The context attribute that holds the unit.' }),
  size,
  traffic: traffic.optional(),
  bucketing: z.enum(['phasegate', 'appconfig']).optional().meta({
    description:
      'Whose buckets: our published hash (default), or the `split` operator of AppConfig, whose hash is not public.',
  }),
  salt: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'Salt of the buckets; the name of the rollout when nothing is said.' }),
  attributes: z
    .record(name, attribute)
    .optional()
    .meta({ description: 'The context attributes that segments look at, by name.' }),
  segments: z
    .record(name, segment)
    .optional()
    .meta({ description: 'Named parts of the audience: a list of units, or a rule.' }),
});

const attributeValue = z.union([
  z.string().max(1024),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  z.array(z.number()),
]);
const attributes = z.record(flagKey, attributeValue);

export const flag = z.strictObject({
  summary: z.string().min(1).max(1024).optional().meta({ description: 'What it does, for people.' }),
  class: name.optional().meta({ description: 'Flags of one class are disabled together.' }),
  env: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/u, 'the name of an environment variable, such as FEATURE_READ')
    .optional()
    .meta({ description: 'The environment variable that is the same toggle.' }),
  needs: z.array(flagKey).optional().meta({
    description: 'Flags that must be on for a unit before this one is, and without which it goes off.',
  }),
  old: attributes.optional().meta({ description: 'Attributes that units in control get.' }),
  new: attributes.optional().meta({ description: 'Attributes that exposed units get.' }),
  variants: z
    .record(flagKey, attributes)
    .optional()
    .meta({ description: 'Named variants instead of `new`; a step says which one it serves.' }),
  salt: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'Buckets of its own, so that not the same units are first with every flag.' }),
  flips: z
    .literal('tolerated')
    .optional()
    .meta({ description: 'The flag may differ between hosts for a while: needed for `spread`.' }),
});
