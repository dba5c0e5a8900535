import * as z from 'zod';
import { gate, tasks } from './gate.js';
import { judgeHere } from './judge.js';
import {
  durationRange,
  duration,
  exposure,
  flagKey,
  name,
  oneOrMore,
  percent,
  segmentTest,
  spread,
  text,
  time,
  weeks,
  window,
} from './primitives.js';
import { stepNotice } from './people.js';

/** The life of the old behaviour. */
export const OLD_STATES = ['live', 'deprecated', 'redirected', 'removed'] as const;
/** The life of the flag itself. */
export const FLAG_STATES = ['in use', 'removable', 'removed'] as const;

const stepDefaults = {
  soak: duration.optional().meta({ description: 'How long the step is lived with before the next.' }),
  spread: spread.optional(),
  bake: duration
    .optional()
    .meta({ description: 'How long AppConfig watches the alarms after its deployment.' }),
  go: gate.optional().meta({ description: 'The gate after the soak.' }),
  enter: gate.optional().meta({ description: 'The gate before the step.' }),
  notices: z.array(stepNotice).optional().meta({ description: 'What its users are told, and when.' }),
};

const step = z.strictObject({
  name: name.optional().meta({ description: 'Its name; its number in the phase when nothing is said.' }),
  summary: text.optional().meta({ description: 'What happens, for people.' }),
  at: time.optional().meta({ description: 'Not before this moment.' }),
  flags: z
    .array(flagKey)
    .min(1)
    .optional()
    .meta({ description: "The flags that the step concerns; the phase's when nothing is said." }),
  ladder: name.optional().meta({ description: 'The ladder that the step climbs, one rung after the other.' }),
  expose: exposure
    .optional()
    .meta({ description: 'Who is exposed afterwards, together with everybody who already is.' }),
  add: exposure.optional().meta({ description: 'Who is exposed in addition.' }),
  serve: flagKey.optional().meta({ description: 'The variant that exposed units get from here on.' }),
  ...stepDefaults,
  old: z.enum(OLD_STATES).optional().meta({ description: 'The state of the old behaviour from here on.' }),
  flag: z
    .enum(FLAG_STATES)
    .optional()
    .meta({ description: 'The state of the flags themselves from here on.' }),
  tasks: tasks
    .optional()
    .meta({ description: 'A checklist: given when the step starts, ticked before it is over.' }),
  hook: name.optional().meta({
    description: 'The hook that runs when the step starts; it must succeed before the step is over.',
  }),
});

export const phase = z.strictObject({
  name: name.meta({ description: 'A name. Each phase has its own.' }),
  summary: text.optional().meta({ description: 'What it is for, for people.' }),
  environment: name
    .optional()
    .meta({ description: "Where it exposes; the last of the plan's environments when nothing is said." }),
  week: weeks
    .optional()
    .meta({ description: 'The weeks of the plan in which it runs; it is not entered earlier.' }),
  at: time.optional().meta({ description: 'Not entered before this moment.' }),
  lasts: durationRange.optional().meta({ description: 'At least, and at most: told when it takes longer.' }),
  window: oneOrMore(window).optional().meta({ description: 'When exposure may rise. It may always fall.' }),
  flags: z
    .array(flagKey)
    .min(1)
    .optional()
    .meta({ description: 'The flags that its steps concern; all of them when nothing is said.' }),
  eligible: segmentTest.optional().meta({ description: 'Checked per unit before it is exposed.' }),
  enter: gate.optional().meta({ description: 'The gate before the phase.' }),
  notices: z
    .array(stepNotice)
    .optional()
    .meta({ description: 'Notices of each step of the phase that exposes somebody.' }),
  each: z
    .strictObject(stepDefaults)
    .optional()
    .meta({ description: 'What holds for each step that exposes somebody, unless it says otherwise.' }),
  steps: z.array(step).optional().meta({ description: 'What happens in it, one after the other.' }),
  tasks: tasks.optional().meta({ description: 'To be ticked before the phase is left.' }),
  leave: gate.optional().meta({ description: 'The gate at its end.' }),
  judge: judgeHere
    .optional()
    .meta({ description: 'How its gates are judged; as the plan says when nothing is said.' }),
  ends: percent.optional().meta({
    description:
      'The share at which exposure ends in this phase, said so that less than 100 % is no mistake.',
  }),
  watch: duration
    .optional()
    .meta({ description: 'No leave before the last exposed unit has had this time.' }),
  irreversible: text
    .optional()
    .meta({ description: 'What is gone once the phase is entered: the point of no return.' }),
});
