import * as z from 'zod';
import { readDuration, readPercent, readQuantity } from '../expressions/amounts.js';
import { readCondition } from '../expressions/condition.js';
import { readAmount, readExposure } from '../expressions/exposure.js';
import type { Reader } from '../expressions/reader.js';
import { isReservedName } from '../expressions/reserved-names.js';
import { readResponse } from '../expressions/response.js';
import { readSegmentTest } from '../expressions/segment-test.js';
import { readSpread } from '../expressions/spread.js';
import { isDate, readTime, readWindow } from '../expressions/time.js';
import { isZone } from '../zone.js';
import { expression } from './expression.js';

/** A name: of a rollout, phase, step, metric, role, task. */
export const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/u, 'a name: a letter, then letters, digits, `-` or `_`, at most 64')
  .refine((value) => !isReservedName(value), 'a name that is not reserved: choose another')
  .meta({ description: 'A name: a letter, then letters, digits, `-` or `_`, at most 64.' });

/** A name that is also a flag or attribute key in AppConfig. */
export const flagKey = z
  .string()
  .regex(
    /^[a-z][a-zA-Z\d_-]{0,63}$/u,
    'a flag key: a small letter, then letters, digits, `-` or `_`, at most 64',
  )
  .refine((value) => !isReservedName(value), 'a name that is not reserved: choose another')
  .meta({
    description:
      'A flag key, as AppConfig allows it: a small letter, then letters, digits, `-` or `_`, at most 64.',
  });

export const text = z.string().min(1).max(1024);

/** Milliseconds. */
export const duration = expression(
  (reader: Reader) => reader.must(readDuration(reader)),
  'A duration: a number and ms, s, m, h, d or w. Months are refused: say `30d`.',
  ['15m', '4h', '2d'],
);

/** A fraction, 0..1. */
export const percent = expression((reader) => reader.must(readPercent(reader)), 'A percentage.', [
  '0.1%',
  '25%',
]);

/** `3d`, or `3d..5d`: at least and at most. */
export const durationRange = expression(
  (reader) => {
    const min = reader.must(readDuration(reader));
    const max = reader.symbol('..') ? reader.must(readDuration(reader)) : undefined;
    if (max !== undefined && max < min)
      reader.refuse(0, ['the shorter first'], 'the smaller figure comes first');
    return { minMs: min, ...(max === undefined ? {} : { maxMs: max }) };
  },
  'A duration, or from..to.',
  ['3d', '3d..5d'],
);

/** `4` or `4..5`: weeks of the plan, counted from 1. */
export const weeks = z
  .union([
    z
      .number()
      .int()
      .min(1)
      .transform((week) => ({ from: week, to: week })),
    expression(
      (reader) => {
        const found = reader.must(reader.match(/(\d+)\.\.(\d+)/u, 'weeks such as `4..5`'));
        const from = Number(found[1]);
        const to = Number(found[2]);
        if (from < 1 || to < from) reader.refuse(0, ['`1..2`, the earlier week first'], 'weeks count from 1');
        return { from, to };
      },
      'Weeks of the plan, from..to, counted from 1.',
      ['1..2'],
    ),
  ])
  .meta({ description: 'A week of the plan or from..to, counted from 1.' });

export const date = z
  .string()
  .refine(isDate, 'a day of the calendar, written 2026-12-07')
  .meta({ description: 'A date, YYYY-MM-DD.', examples: ['2026-12-07'] });

/** UTC or a name of the IANA database. */
export const zone = z
  .string()
  .refine(
    (value) => isZone(value),
    'UTC or a zone of the IANA database such as Europe/Berlin (never CET or EST)',
  )
  .meta({ description: 'UTC, or a zone of the IANA database such as Europe/Berlin.' });

export const condition = expression(
  readCondition,
  'A condition: claims about metrics and facts about the rollout.',
  [
    'failures < 1%',
    'errors > 5% for 2 of 3 periods',
    'renderTime <= 110% of control for 1h',
    '24h since last rise',
  ],
);

export const exposure = expression(readExposure, 'Who is exposed.', [
  'everyone',
  'segment pilot',
  '25%',
  '40% of remaining',
  '104 users of segment simple',
]);

/** One rung of a ladder. */
export const amount = expression(readAmount, 'A share, or a number of units.', ['0.1%', '25%', '100 users']);

export const response = expression(readResponse, 'What is done, and after what time.', [
  'pause',
  'tell on-call',
  'revert step after 4h',
  'ask release to revert affected users',
]);

export const segmentTest = expression(readSegmentTest, 'A rule over context attributes.', [
  'customizations in 2..5',
  'region is eu and plan in pro|team',
]);

export const time = expression(readTime, "A moment on the plan's calendar.", [
  'week 6 Monday',
  'day 3',
  'Friday 10:00',
  '2026-12-07 02:00',
]);

export const window = expression(readWindow, 'When exposure may rise.', [
  '02:00-04:00',
  'Monday..Thursday 09:00-16:00 Europe/Berlin',
]);

export const spread = expression(
  readSpread,
  "AppConfig's staged deployment: over how long, how it grows, and the increment (linear) or first share (exponential).",
  ['30m linear 20%', '20m exponential 10%'],
);

/** A value with its unit: `0.2%`, `180ms`, `$0.03`, `4.5`; a plain number is allowed too. */
export const quantity = z
  .union([
    z.number().transform((value) => ({ value, unit: 'number' as const })),
    expression((reader) => reader.must(readQuantity(reader)), 'A value with its unit.', [
      '0.2%',
      '180ms',
      '$0.03',
      '4.5',
    ]),
  ])
  .meta({ description: 'A value with its unit.' });

/** One or several; always a list afterwards. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z.union([item.transform((value) => [value]), z.array(item).min(1)]);
}
