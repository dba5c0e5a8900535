import * as z from 'zod';
import { duration, name, oneOrMore, percent, quantity, text } from '../../plan/schema/primitives.js';
import {
  answerHabit,
  decideHabit,
  delay,
  eventRate,
  everySoOften,
  frozenStep,
  spokenWord,
  strength,
} from './expressions.js';

const factor = z.number().min(0).max(1000);

const phaseReference = z.union([z.number().int().min(1), name]).meta({
  description:
    'A phase by its name, or by its number among the phases that expose somebody, counted from 1; a plan with fewer gets its last.',
});

/** When something happens: relative to a phase, on a day of the rollout, or after its start. */
const moment = {
  phase: phaseReference.optional(),
  from: z
    .enum(['first rise', 'entry'])
    .optional()
    .meta({ description: 'What `after` counts from in the phase: its first rise (default), or its entry.' }),
  day: z.number().int().min(1).optional().meta({ description: 'A day of the rollout, counted from 1.' }),
  after: duration
    .optional()
    .meta({ description: 'So long after the phase, the day or the start of the rollout.' }),
};

const metricChoice = z
  .union([z.literal('every'), oneOrMore(name)])
  .meta({ description: 'Names of metrics, or `every`.' });

const cohort = z
  .enum(['canary', 'control', 'both'])
  .optional()
  .meta({ description: 'Whose samples; `both` when nothing is said.' });

const traffic = z.strictObject({
  rate: eventRate.optional().meta({ description: "Instead of the plan's `traffic`." }),
  day: z
    .union([
      z.array(factor).length(24),
      z.strictObject({
        swing: percent.meta({ description: 'How far the rate goes above and below its mean.' }),
        peak: z.number().int().min(0).max(23).optional().meta({
          description: 'The hour with the most traffic, in the zone of the plan; 14 when nothing is said.',
        }),
      }),
    ])
    .optional()
    .meta({
      description:
        'The shape of a day: 24 factors (only their proportions count), or a swing around the mean.',
    }),
  weekend: factor.optional().meta({ description: 'Factor on Saturday and Sunday.' }),
  segments: z
    .record(name, factor)
    .optional()
    .meta({ description: 'How much more a unit of a segment sends than others.' }),
});

const metricModel = z.strictObject({
  base: quantity.optional().meta({
    description:
      "The value while all is well; the plan's baseline when nothing is said. Without either, nothing is published.",
  }),
  spread: z.number().min(0).max(3).optional().meta({
    description:
      'How far single samples differ: the sigma of the lognormal distribution of latencies; the relative spread of other values. Default 0.4.',
  }),
  dispersion: z.number().min(0).max(2).optional().meta({
    description:
      'How far the value itself drifts from one quarter of an hour to the next, relative to it. Default 0.',
  }),
  samples: eventRate
    .optional()
    .meta({ description: 'How many samples the whole audience gives; its traffic when nothing is said.' }),
  values: z
    .record(name, z.array(z.string().min(1)).min(1))
    .optional()
    .meta({ description: 'The values of the dimensions by which the metric is split.' }),
  silent: z.literal(true).optional().meta({ description: 'Never publishes anything.' }),
});

const fault = z.strictObject({
  metrics: metricChoice,
  ...moment,
  lasts: duration.optional().meta({ description: 'Until the end when nothing is said.' }),
  ramp: duration
    .optional()
    .meta({ description: 'Grows linearly over this time before it has its full strength.' }),
  cohort,
  segment: name.optional().meta({ description: 'Only in this segment of the plan.' }),
  strength,
});

const habits = z.strictObject({
  sign: delay.optional(),
  tick: delay.optional(),
  decide: decideHabit.optional(),
  answer: answerHabit.optional(),
  report: delay.optional().meta({ description: 'How long after 09:00 the daily report comes, or never.' }),
});

const spoken = z.strictObject({
  by: z.string().min(1).optional().meta({
    description: 'A role (its first person) or a person; the first role of the plan when nothing is said.',
  }),
  say: spokenWord,
  because: text.optional().meta({ description: 'The reason that is recorded.' }),
  ...moment,
});

const hookModel = z.strictObject({
  result: z
    .enum(['ok', 'failed', 'silent'])
    .optional()
    .meta({ description: 'How it ends: `ok` (default), `failed`, or no answer at all.' }),
  after: duration.optional().meta({ description: 'How long it takes; default 5m.' }),
  because: text.optional().meta({ description: 'Why it failed.' }),
  figures: z
    .record(name, z.number())
    .optional()
    .meta({ description: 'Its figures; one that gates ask for keeps what they ask when nothing is said.' }),
});

const gap = z.strictObject({
  metrics: metricChoice,
  ...moment,
  lasts: duration.optional().meta({ description: 'Until the end when nothing is said.' }),
  cohort,
  how: z
    .enum(['silence', 'failure'])
    .optional()
    .meta({ description: 'Nothing arrives (default), or the measurement itself fails.' }),
});

const freeze = z.strictObject({
  over: frozenStep.optional(),
  ...moment,
  lasts: duration.meta({ description: 'For how long.' }),
  because: text.optional().meta({ description: 'Why.' }),
});

/** What the world does while a plan is carried out: traffic, values, faults, people, hooks, silence. */
export const scenarioFile = z
  .strictObject({
    scenario: name.meta({ description: 'A name. That of the scenario.' }),
    summary: text.optional().meta({ description: 'What happens, in a line.' }),
    seed: z
      .number()
      .int()
      .min(0)
      .max(4_294_967_295)
      .optional()
      .meta({ description: 'Of all randomness; 1 when nothing is said.' }),
    noise: z.enum(['natural', 'none']).optional().meta({
      description:
        '`natural` (default): counts vary as counts do. `none`: they follow what is expected as closely as whole numbers can.',
    }),
    traffic: traffic.optional().meta({ description: 'How much the audience sends, and when.' }),
    metrics: z
      .record(name, metricModel)
      .optional()
      .meta({ description: 'By metric; `every` gives `spread`, `dispersion` and `samples` to all others.' }),
    faults: z.array(fault).optional().meta({ description: 'What goes wrong, when, and how badly.' }),
    people: z
      .record(name, habits)
      .optional()
      .meta({ description: 'What people of a role do, and after how long; `everybody` for all others.' }),
    values: z.record(name, z.number()).optional().meta({
      description:
        'Figures that are reported when a task is ticked; one that keeps its bound when nothing is said.',
    }),
    says: z.array(spoken).optional().meta({ description: 'What people say unasked.' }),
    hooks: z.record(name, hookModel).optional().meta({ description: 'By hook; `every` for all others.' }),
    telemetry: z.array(gap).optional().meta({ description: 'When measurements fail to arrive.' }),
    freezes: z.array(freeze).optional().meta({ description: 'When people freeze the rollout.' }),
    drills: z
      .union([z.array(z.number().int().min(1)), everySoOften])
      .optional()
      .meta({ description: 'Days of the rollout on which the way back is drilled, or how often.' }),
    cloud: z
      .strictObject({
        switches: z
          .record(z.string().min(1), z.union([z.string(), z.boolean(), z.number()]))
          .optional()
          .meta({ description: 'Facts that AWS leaves open, by name.' }),
        conflicts: percent
          .optional()
          .meta({ description: 'Share of the requests to deploy that find somebody else was faster.' }),
        throttling: percent.optional().meta({ description: 'Share of the requests that are throttled.' }),
      })
      .optional()
      .meta({ description: 'How the cloud behaves.' }),
  })
  .meta({ title: 'Phasegate scenario', description: 'What happens to a rollout in the embedded engine.' });

/** A scenario as its author wrote it, with every expression parsed. */
export type ScenarioFile = z.output<typeof scenarioFile>;
export type MomentFile = Pick<z.output<typeof fault>, 'phase' | 'from' | 'day' | 'after'>;
export type FaultFile = z.output<typeof fault>;
export type MetricModelFile = z.output<typeof metricModel>;
export type HabitsFile = z.output<typeof habits>;
export type GapFile = z.output<typeof gap>;

/** JSON Schema of the scenario file as an author writes it, for editors. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(scenarioFile, { io: 'input', target: 'draft-2020-12' });
}
