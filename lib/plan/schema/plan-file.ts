import * as z from 'zod';
import { audience, flag } from './audience.js';
import { judge, judgeHere } from './judge.js';
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

const trigger = z.strictObject({
  name: name.optional().meta({ description: 'Its name; `trigger-1` and so on when nothing is said.' }),
  severity: name
    .optional()
    .meta({ description: "One of the plan's severities; an incident is opened with it." }),
  when: condition.meta({ description: 'The condition on which it fires.' }),
  then: z.array(response).min(1).meta({ description: 'A list. What is done, each at once or after a time.' }),
  resume: condition
    .optional()
    .meta({ description: "What ends the pause; a person's word when nothing is said." }),
  during: z
    .array(name)
    .optional()
    .meta({ description: 'The phases in which it is armed; all of them when nothing is said.' }),
  judge: judgeHere
    .optional()
    .meta({ description: 'How its condition is judged; as the plan says when nothing is said.' }),
});

export const PROMISES = ['revert user', 'revert step', 'revert phase', 'revert all', 'disable'] as const;

const success = z.union([
  z.array(condition).transform((all) => ({ all })),
  z.strictObject({
    all: z.array(condition).min(1).meta({ description: 'A list. The conditions.' }),
    after: duration.optional().meta({ description: 'So long after the end of the last phase.' }),
    at: time.optional().meta({ description: 'At this moment, but not before the end of the last phase.' }),
  }),
]);

/** The plan file: the only definition of what a plan can say. */
export const planFile = z
  .strictObject({
    rollout: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/u, 'a name of small letters, digits and `-`, at most 40')
      .meta({ description: 'The name of the rollout: small letters, digits and `-`, at most 40.' }),
    summary: text.optional().meta({ description: 'What changes, in a line.' }),
    starts: date.optional().meta({ description: 'The first day of week 1.' }),
    deadline: duration.optional().meta({ description: 'Passing it is told and recorded, nothing else.' }),
    timezone: zone.optional().meta({ description: 'UTC when nothing is said.' }),
    owner: text.optional().meta({ description: 'Who answers for the rollout, for people.' }),
    authors: z.array(z.string().min(1)).optional().meta({ description: 'Who wrote the plan.' }),
    namespace: text.optional().meta({
      description: 'The CloudWatch namespace of the metrics; `Phasegate/<rollout>` when nothing is said.',
    }),
    audience: audience.meta({
      description: 'Whom the change is for: what is bucketed, and how many there are.',
    }),
    environments: z
      .array(name)
      .min(1)
      .optional()
      .meta({ description: '`[production]` when nothing is said.' }),
    flags: z
      .record(flagKey, flag)
      .meta({ description: 'A mapping. The switches of the application that the plan turns, by key.' }),
    ladders: z
      .record(name, z.array(amount).min(1))
      .optional()
      .meta({ description: 'Rungs of exposure, lowest first, named once for the steps that climb them.' }),
    metrics: z
      .record(name, metric)
      .optional()
      .meta({ description: 'What is measured or reported, by the name that conditions use.' }),
    roles: z
      .record(name, role)
      .optional()
      .meta({ description: 'The people of the plan by role: a list, or `people` with a quorum.' }),
    severities: z
      .record(name, severity)
      .optional()
      .meta({ description: 'What follows an incident, by its severity.' }),
    promises: z
      .partialRecord(z.enum(PROMISES), promise)
      .optional()
      .meta({ description: 'Times within which users are back, each measured.' }),
    triggers: z.array(trigger).optional().meta({
      description: 'Conditions that are watched all the time, and what is done when one comes true.',
    }),
    notices: z
      .array(planNotice)
      .optional()
      .meta({ description: 'Messages on the calendar of the plan, or after a phase.' }),
    digests: z.array(digest).optional().meta({ description: 'Messages that come again and again.' }),
    recurring: z.array(recurring).optional().meta({ description: 'Checklists that come again.' }),
    surveys: z
      .array(survey)
      .optional()
      .meta({ description: 'What users are asked some time after they were exposed.' }),
    page: z
      .strictObject({
        title: text.optional().meta({ description: 'Its title.' }),
        public: z
          .array(z.enum(['progress', 'dates', 'known-issues']))
          .optional()
          .meta({ description: 'What of it the public may see.' }),
      })
      .optional()
      .meta({ description: 'The status page, and what of it the public may see.' }),
    hooks: z
      .record(name, hook)
      .optional()
      .meta({ description: 'Programs of yours that steps and triggers run, by name.' }),
    freezes: z.array(freeze).optional().meta({ description: 'Days on which exposure may not rise.' }),
    judge: judge.optional().meta({ description: 'How conditions are judged.' }),
    phases: z.array(phase).min(1).meta({ description: 'A list. The phases, in order.' }),
    armed: z
      .strictObject({
        for: duration.optional().meta({ description: 'For so long.' }),
        until: time.optional().meta({ description: 'Until this moment.' }),
      })
      .optional()
      .meta({
        description:
          'How long the triggers stay armed after the last phase; until somebody closes the rollout when nothing is said.',
      }),
    success: success.optional().meta({ description: 'Judged at the end, told, never blocking.' }),
  })
  .meta({ title: 'Phasegate rollout plan', description: 'What a Phasegate plan file can say.' });

/** JSON Schema of the plan file as an author writes it, for editors. */
export function planJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(planFile, { io: 'input', target: 'draft-2020-12' });
}

/** A plan as its author wrote it, with every expression parsed. */
export type PlanFile = z.output<typeof planFile>;
export type PhaseFile = PlanFile['phases'][number];
export type StepFile = NonNullable<PhaseFile['steps']>[number];
export type MetricFile = NonNullable<PlanFile['metrics']>[string];
export type JudgeFile = NonNullable<PlanFile['judge']>;
export type GateFile = NonNullable<PhaseFile['leave']>;
