import * as z from 'zod';
import { condition, duration, name, oneOrMore, text, time } from './primitives.js';
import { judgeHere } from './judge.js';
import { readNumberBound } from '../expressions/bound.js';
import { expression } from './expression.js';

/** An item that a person ticks, with a bound where it has a figure. */
const task = z.union([
  name.transform((taskName) => ({ name: taskName })),
  z.strictObject({
    name: name.meta({ description: 'A name. What `task NAME done` and the evidence call it.' }),
    summary: text.optional().meta({ description: 'What is to be done, for people.' }),
    by: name
      .optional()
      .meta({ description: 'The role that ticks it; the owner of the plan when nobody is said.' }),
    value: expression(readNumberBound, 'The bound that the reported figure must keep.', [
      '>= 85%',
      '< 5',
      '> 90%',
    ])
      .optional()
      .meta({ description: 'The item is a figure, reported when it is ticked, that must keep this bound.' }),
  }),
]);

export const tasks = z.array(task).meta({ description: 'A checklist: each item must be ticked.' });

/** What follows a no-go. */
const otherwise = z.enum(['hold', 'revert step', 'revert phase', 'again next week']).meta({
  description:
    'What follows a no-go: hold and look again (default), put users back, or meet again at the same time next week.',
});

const decide = z.strictObject({
  by: name.meta({ description: 'The role whose person decides.' }),
  at: time.optional().meta({ description: 'Not before this moment.' }),
});

const longGate = z.strictObject({
  all: z.array(condition).optional().meta({ description: 'Conditions that must all hold.' }),
  any: z.array(condition).optional().meta({ description: 'Conditions of which one must hold.' }),
  tasks: tasks.optional(),
  signOff: oneOrMore(name).optional().meta({ description: 'The roles whose recorded yes is needed.' }),
  decide: decide
    .optional()
    .meta({ description: 'The go or no-go of one person; before it the gate says neither.' }),
  otherwise: otherwise.optional(),
  within: duration.optional().meta({ description: 'Told when the gate has not passed after this time.' }),
  judge: judgeHere
    .optional()
    .meta({ description: 'How its conditions are judged; as its phase says when nothing is said.' }),
});

/** A question before moving on: a list of conditions (all of them), or a mapping. */
export const gate = z
  .union([
    z.array(condition).transform((all) => ({ all, isList: true as const })),
    longGate.transform((source) => ({ ...source, isList: false as const })),
  ])
  .transform((source) => {
    const long = source.isList ? undefined : source;
    return {
      /** Whether it was written as a plain list: then its conditions stand one level higher in the file. */
      isList: source.isList,
      all: source.all ?? [],
      any: long?.any ?? [],
      tasks: long?.tasks ?? [],
      signOff: long?.signOff ?? [],
      decide: long?.decide,
      otherwise: long?.otherwise ?? ('hold' as const),
      within: long?.within,
      judge: long?.judge,
    };
  });
