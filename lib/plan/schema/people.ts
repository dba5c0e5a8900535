import * as z from 'zod';
import { date, duration, name, oneOrMore, text, time } from './primitives.js';
import { expression } from './expression.js';

const person = z.string().min(1).max(256);

export const role = z.union([
  z
    .array(person)
    .min(1)
    .transform((people) => ({ people, quorum: 1 })),
  z.strictObject({
    people: z.array(person).min(1).meta({ description: 'A list. Who is of this role.' }),
    quorum: z
      .union([z.literal('all'), z.number().int().min(1)])
      .optional()
      .meta({ description: 'How many of them a sign-off needs; 1 when nothing is said.' }),
    distinct: z
      .boolean()
      .optional()
      .meta({ description: 'Who signs here may not sign for another role of the same gate.' }),
  }),
]);

/** Channels on which people are reached. `manual` becomes a task that somebody ticks when it is sent. */
export const CHANNELS = [
  'email',
  'slack',
  'in-app',
  'status-page',
  'pager',
  'social',
  'blog',
  'meeting',
  'manual',
] as const;
const channel = z.enum(CHANNELS);

export const severity = z.strictObject({
  answer: duration
    .optional()
    .meta({ description: 'Somebody answers within this time, or the next role is told.' }),
  update: duration
    .optional()
    .meta({ description: 'How often those concerned are told while the incident lasts.' }),
  resolve: duration.optional().meta({ description: 'The incident should be closed within this time.' }),
  tell: z
    .array(name)
    .optional()
    .meta({ description: 'The roles that are told, in the order of escalation.' }),
  by: oneOrMore(channel).optional().meta({
    description: 'The channels on which they are told; those of each message when nothing is said.',
  }),
  tasks: z.array(name).optional().meta({ description: 'What is to be done after it is closed.' }),
});

/** Whom a message is for. */
export const recipients = expression(
  (reader) => {
    if (reader.words('users', 'of', 'step')) return { kind: 'usersOfStep' as const };
    if (reader.words('exposed', 'users')) return { kind: 'exposedUsers' as const };
    if (reader.words('all', 'users')) return { kind: 'everyone' as const };
    if (reader.words('segment'))
      return { kind: 'segment' as const, segment: reader.must(reader.name('a segment')) };
    return { kind: 'role' as const, role: reader.must(reader.name('a role')) };
  },
  'Whom it is for: `users of step`, `exposed users`, `all users`, `segment NAME`, or a role.',
  ['users of step', 'all users', 'support'],
);

/** A notice that belongs to a step: it goes out before (or after) the users of the step are exposed. */
export const stepNotice = z.strictObject({
  to: recipients,
  by: oneOrMore(channel).meta({ description: 'The channels on which it goes out.' }),
  say: text.optional().meta({ description: 'What it says; the date is added.' }),
  before: oneOrMore(duration).optional().meta({ description: 'Lead times before the rise.' }),
  after: oneOrMore(duration).optional().meta({ description: 'Times after the rise.' }),
  required: z
    .boolean()
    .optional()
    .meta({ description: 'The rise waits until the notice has been out for its longest lead time.' }),
});

/** A notice of the plan, on its calendar or after an event. */
export const planNotice = z.strictObject({
  name: name.meta({ description: 'A name. What the evidence calls it.' }),
  to: recipients,
  by: oneOrMore(channel).meta({ description: 'The channels on which it goes out.' }),
  say: text.meta({ description: 'Text. What it says.' }),
  at: time.optional().meta({ description: "When it goes out, on the plan's calendar; instead of `after`." }),
  after: oneOrMore(duration)
    .optional()
    .meta({ description: 'How long after the event; several times make several notices. Instead of `at`.' }),
  of: name.optional().meta({
    description:
      'The phase whose entry (or, with `end`, whose end) `after` counts from; the start of the rollout when nothing is said.',
  }),
  end: z
    .literal(true)
    .optional()
    .meta({ description: 'Counts from the end of the phase instead of its entry.' }),
});

export const digest = z.strictObject({
  name: name.meta({ description: 'A name. What the evidence calls it.' }),
  to: recipients,
  by: oneOrMore(channel).meta({ description: 'The channels on which it goes out.' }),
  every: z
    .enum(['hourly', 'daily', 'weekly', 'monthly'])
    .meta({ description: 'How often: at the full hour; at 09:00; Mondays at 09:00; on the 1st at 09:00.' }),
  during: z
    .array(name)
    .optional()
    .meta({ description: 'The phases in which it goes out; all of them when nothing is said.' }),
  first: duration.optional().meta({ description: 'Only in the first stretch of each of these phases.' }),
  windows: z.literal(true).optional().meta({
    description: 'Only while a window for rises is open; in a phase without one, in the day after a rise.',
  }),
  say: text.optional().meta({ description: 'What it is about.' }),
});

export const recurring = z.strictObject({
  every: z
    .enum(['daily', 'weekly', 'monthly'])
    .meta({ description: 'How often: at 09:00; Mondays at 09:00; on the 1st at 09:00.' }),
  tasks: z.array(name).min(1).meta({ description: 'A list. What is to be done each time.' }),
  by: name.optional().meta({ description: 'The role that is told.' }),
  during: z
    .array(name)
    .optional()
    .meta({ description: 'The phases in which it comes; all of them when nothing is said.' }),
  first: duration.optional().meta({ description: 'Only in the first stretch of each of these phases.' }),
});

export const survey = z.strictObject({
  name: name.meta({ description: 'A name. What the evidence calls it.' }),
  to: recipients,
  by: oneOrMore(channel).meta({ description: 'The channels on which it is asked.' }),
  after: duration.meta({ description: 'How long after the exposure.' }),
  metrics: z.array(name).min(1).meta({ description: 'The reported metrics that the answers become.' }),
  questions: z.record(name, text).optional().meta({ description: 'What is asked, by a name.' }),
});

export const promise = z.union([
  duration.transform((withinMs) => ({ withinMs, legs: {} as Record<string, number> })),
  z
    .strictObject({
      within: duration.meta({ description: 'The time in which it is done as a whole.' }),
      legs: z
        .record(z.string().min(1), duration)
        .meta({ description: 'A mapping. Its parts, by name, with the time of each.' }),
    })
    .transform((source) => ({
      withinMs: source.within,
      legs: source.legs,
    })),
]);

export const freeze = z.strictObject({
  from: date.meta({ description: 'A date, YYYY-MM-DD. The first day.' }),
  until: date.meta({ description: 'A date, YYYY-MM-DD. The last day.' }),
  because: text.meta({ description: 'Text. Why.' }),
});

export const hook = z.strictObject({
  summary: text.optional().meta({ description: 'What it does, for people.' }),
  timeout: duration
    .optional()
    .meta({ description: 'Without an answer after this time the hook has failed; default 1h.' }),
  undo: name.optional().meta({ description: 'The hook that takes it back when the step is reverted.' }),
  figures: z
    .array(name)
    .optional()
    .meta({ description: 'The figures that it answers with; each can be asked like a metric.' }),
  by: name.optional().meta({ description: 'The role that must confirm the result.' }),
});
