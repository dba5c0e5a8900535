import * as z from 'zod';

/** `source` of every event that we put on the bus. */
export const EVENT_SOURCE = 'phasegate';
/** `detail-type` of a message to people. */
export const MESSAGE_TYPE = 'Phasegate Message';
/** `source` and `detail-type` of the answer that a hook puts on the bus. */
export const HOOK_SOURCE = 'phasegate.hook';
export const HOOK_ANSWER_TYPE = 'Phasegate Hook Answer';

const id = z.string().min(1).max(200);

/** `detail` of a message to people: at least once, the same `id` for the same message. */
export const messageDetail = z.strictObject({
  version: z.literal(1).meta({ description: 'Of this schema.' }),
  id: id.meta({ description: '`<rollout>/<effect>`: the same message has always the same.' }),
  rollout: z.string().meta({ description: 'The name of the rollout.' }),
  about: z
    .string()
    .meta({ description: 'What it is about: `alert`, `notice`, `gate`, `incident`, `digest` and others.' }),
  to: z.looseObject({ kind: z.string() }).meta({
    description:
      'Whom it is for: `{kind: role, role}`, `{kind: segment, segment}`, `{kind: usersOfStep}`, `{kind: exposedUsers}`, `{kind: everyone}`.',
  }),
  by: z.array(z.string()).meta({ description: 'The channels that the plan names, such as `pager`.' }),
  say: z.string().meta({ description: 'The text, for people.' }),
  step: z.string().optional().meta({ description: 'The step whose users it is for.' }),
});
export type MessageDetail = z.infer<typeof messageDetail>;

/** What a hook's function is invoked with, asynchronously; AWS may do it more than once. */
export const hookRequest = z.strictObject({
  version: z.literal(1).meta({ description: 'Of this schema.' }),
  idempotencyKey: id.meta({ description: 'The same for every invocation of the same run.' }),
  rollout: z.string().meta({ description: 'The name of the rollout.' }),
  hook: z.string().meta({ description: 'The name of the hook in the plan.' }),
  run: id.meta({ description: 'What the answer has to name.' }),
  because: z.string().meta({ description: 'The step or trigger that asked for it.' }),
  answerTo: z.string().meta({
    description: 'Name of the event bus that the answer is put on, with `source` `phasegate.hook`.',
  }),
});
export type HookRequest = z.infer<typeof hookRequest>;

/** `detail` of a hook's answer. */
export const hookAnswer = z.strictObject({
  rollout: z.string().meta({ description: 'As in the request.' }),
  run: id.meta({ description: 'As in the request.' }),
  ok: z.boolean().meta({ description: 'Whether it did what it should.' }),
  figures: z
    .record(z.string(), z.number())
    .optional()
    .meta({ description: 'The figures that the plan expects of it.' }),
  reason: z.string().max(1000).optional().meta({ description: 'Why not.' }),
});
