import { z } from 'zod';
import { audience, flag } from './audience.js';
import { metric } from './metric.js';
import { digest, freeze, hook, planNotice, promise, recurring, role, severity, survey } from './people.js';
import { phase } from './phase.js';
import {
  amount,
  condition,
  date,
  duration,
  flagKey,
  name,
  response,
  text,
  time,
  zone,
} from './primitives.js';

export const trigger = z.strictObject({
  name: name.optional(),
  severity: name
    .optional()
    .meta({ description: "One of the plan's severities; an incident is opened with it." }),
  when: condition,
  then: z.array(response).min(1),
  resume: condition
    .optional()
    .meta({ description: "What ends the pause; a person's word when nothing is said." }),
  during: z
    .array(name)
    .optional()
    .meta({ description: 'The phases in which it is armed; all of them when nothing is said.' }),
});

export const PROMISES = ['revert user', 'revert step', 'revert phase', 'revert all', 'disable'] as const;

const success = z.union([
  z.array(condition).transform((all) => ({ all })),
  z.strictObject({ all: z.array(condition).min(1), after: duration.optional(), at: time.optional() }),
]);

/** The plan file: the only definition of what a plan can say. */
export const planFile = z
  .strictObject({
    rollout: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/u, 'a name of small letters, digits and `-`, at most 40')
      .meta({ description: 'The name of the rollout: small letters, digits and `-`, at most 40.' }),
    summary: text.optional(),
    starts: date.optional().meta({ description: 'The first day of week 1.' }),
    deadline: duration.optional().meta({ description: 'Passing it is told and recorded, nothing else.' }),
    timezone: zone.optional().meta({ description: 'UTC when nothing is said.' }),
    owner: text.optional(),
    authors: z.array(z.string().min(1)).optional().meta({ description: 'Who wrote the plan.' }),
    namespace: text.optional().meta({
      description: 'The CloudWatch namespace of the metrics; `Phasegate/<rollout>` when nothing is said.',
    }),
    audience,
    environments: z
      .array(name)
      .min(1)
      .optional()
      .meta({ description: '`[production]` when nothing is said.' }),
    flags: z.record(flagKey, flag),
    ladders: z.record(name, z.array(amount).min(1)).optional(),
    metrics: z.record(name, metric).optional(),
    roles: z.record(name, role).optional(),
    severities: z.record(name, severity).optional(),
    promises: z
      .partialRecord(z.enum(PROMISES), promise)
      .optional()
      .meta({ description: 'Times within which users are back, each measured.' }),
    triggers: z.array(trigger).optional(),
    notices: z.array(planNotice).optional(),
    digests: z.array(digest).optional(),
    recurring: z.array(recurring).optional().meta({ description: 'Checklists that come again.' }),
    surveys: z.array(survey).optional(),
    page: z
      .strictObject({
        title: text.optional(),
        public: z.array(z.enum(['progress', 'dates', 'known-issues'])).optional(),
      })
      .optional()
      .meta({ description: 'The status page, and what of it the public may see.' }),
    hooks: z.record(name, hook).optional(),
    freezes: z.array(freeze).optional().meta({ description: 'Days on which exposure may not rise.' }),
    judge: z
      .strictObject({
        period: duration.optional().meta({ description: 'The period of a trigger; default 1m.' }),
        stale: duration
          .optional()
          .meta({ description: 'Silence after which a metric has no data; default 10m.' }),
      })
      .optional(),
    phases: z.array(phase).min(1),
    armed: z.strictObject({ for: duration.optional(), until: time.optional() }).optional().meta({
      description:
        'How long the triggers stay armed after the last phase; until somebody closes the rollout when nothing is said and nobody is exposed.',
    }),
    success: success.optional().meta({ description: 'Judged at the end, told, never blocking.' }),
  })
  .meta({ title: 'Phasegate rollout plan', description: 'What a Phasegate plan file can say.' });

/** A plan as its author wrote it, with every expression parsed. */
export type PlanFile = z.output<typeof planFile>;
export type PhaseFile = PlanFile['phases'][number];
export type StepFile = NonNullable<PhaseFile['steps']>[number];
export type MetricFile = NonNullable<PlanFile['metrics']>[string];
export type GateFile = NonNullable<PhaseFile['leave']>;
