import fc from '../../fast-check.js';
import {
  LATEST_WEEK,
  readTime,
  readWindow,
  sayClock,
  sayTime,
  WEEKDAYS,
  type TimeExpression,
} from '../../../lib/plan/expressions/time.js';
import { mistake, parsed } from './parsing.js';

describe('times', () => {
  it.each<[string, TimeExpression]>([
    ['week 1', { kind: 'weekday', week: 1 }],
    ['week 6 Monday', { kind: 'weekday', week: 6, weekday: 'Monday' }],
    ['week 6 Monday 02:00', { kind: 'weekday', week: 6, weekday: 'Monday', minute: 120 }],
    ['week 6 02:00', { kind: 'weekday', week: 6, minute: 120 }],
    ['Friday', { kind: 'weekday', weekday: 'Friday' }],
    ['Friday 10:00', { kind: 'weekday', weekday: 'Friday', minute: 600 }],
    ['00:00', { kind: 'weekday', minute: 0 }],
    ['23:59', { kind: 'weekday', minute: 1439 }],
    ['24:00', { kind: 'weekday', minute: 1440 }],
    ['day 1', { kind: 'day', day: 1 }],
    ['day 3 14:00', { kind: 'day', day: 3, minute: 840 }],
    ['2026-12-07', { kind: 'date', date: '2026-12-07' }],
    ['2028-02-29 02:00', { kind: 'date', date: '2028-02-29', minute: 120 }],
    ['week 520', { kind: 'weekday', week: LATEST_WEEK }],
  ])('%s', (text, expected) => {
    expect(parsed(text, readTime)).toEqual(expected);
  });

  it('read back as they are said', () => {
    const minute = fc.option(fc.integer({ min: 0, max: 1440 }), { nil: undefined });
    const weekday = fc.option(fc.constantFrom(...WEEKDAYS), { nil: undefined });
    const week = fc.option(fc.integer({ min: 1, max: 520 }), { nil: undefined });
    const day = fc
      .integer({ min: 0, max: 70_000 })
      .map((days) => new Date(Date.UTC(2000, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
    const times: fc.Arbitrary<TimeExpression> = fc.oneof(
      fc
        .record({ kind: fc.constant('weekday' as const), week, weekday, minute })
        .filter((one) => one.week !== undefined || one.weekday !== undefined || one.minute !== undefined),
      fc.record({ kind: fc.constant('day' as const), day: fc.integer({ min: 1, max: 3650 }), minute }),
      fc.record({ kind: fc.constant('date' as const), date: day, minute }),
    );
    fc.assert(
      fc.property(times, (time) => {
        const said = Object.fromEntries(Object.entries(time).filter(([, value]) => value !== undefined));
        expect(parsed(sayTime(time), readTime)).toEqual(said);
      }),
    );
  });

  it.each([
    ['', 0, 'an empty text', undefined],
    ['week', 4, 'the end of `week`', undefined],
    ['week 0', 5, '`0`', 'the first week of a plan is week 1'],
    ['week 521', 5, '`521`', 'say a date'],
    ['day 0', 4, '`0`', 'the first day of a phase is day 1'],
    ['day 3651', 4, '`3651`', 'say a date, or the week'],
    ['Mon', 0, '`Mon`', 'did you mean `Monday`?'],
    ['monday', 0, '`monday`', 'did you mean `Monday`?'],
    ['Wensday', 0, '`Wensday`', 'did you mean `Wednesday`?'],
    ['2026-02-30', 0, '`2026-02-30`', 'this day does not exist'],
    ['2027-02-29', 0, '`2027-02-29`', 'this day does not exist'],
    ['1999-12-31', 0, '`1999-12-31`', 'this day does not exist'],
    ['2:00', 0, '`2`', 'write the hour with two digits: `02:00`'],
    ['24:01', 0, '`24`', 'this time of day does not exist'],
    ['10:60', 0, '`10`', 'this time of day does not exist'],
    ['Friday 10:00 UTC', 13, '`UTC`', undefined],
    ['3pm', 0, '`3pm`', 'write the time of day from 00:00 to 24:00: `14:00`'],
    ['7.12.2026', 0, '`7.12.2026`', undefined],
  ])('%j: at %i %s', (text, offset, found, hint) => {
    const error = mistake(text, readTime);
    expect({ offset: error.offset, found: error.found, hint: error.hint }).toEqual({ offset, found, hint });
  });

  it.each([
    [0, '00:00'],
    [605, '10:05'],
    [1440, '24:00'],
  ])('minute %i of the day is %s', (minute, text) => {
    expect(sayClock(minute)).toBe(text);
  });
});

describe('windows', () => {
  it.each([
    ['02:00-04:00', { start: 120, end: 240 }],
    ['22:00-02:00', { start: 1320, end: 120 }],
    ['00:00-24:00', { start: 0, end: 1440 }],
    ['02:00 - 04:00', { start: 120, end: 240 }],
    ['Sunday 02:00-04:00', { from: 'Sunday', to: 'Sunday', start: 120, end: 240 }],
    ['Monday..Thursday 09:00-16:00', { from: 'Monday', to: 'Thursday', start: 540, end: 960 }],
    ['Saturday..Monday 09:00-16:00', { from: 'Saturday', to: 'Monday', start: 540, end: 960 }],
    ['02:00-04:00 UTC', { start: 120, end: 240, zone: 'UTC' }],
    ['02:00-04:00 Europe/Berlin', { start: 120, end: 240, zone: 'Europe/Berlin' }],
    [
      '02:00-04:00 America/Argentina/Buenos_Aires',
      { start: 120, end: 240, zone: 'America/Argentina/Buenos_Aires' },
    ],
    ['02:00-04:00 Etc/GMT+5', { start: 120, end: 240, zone: 'Etc/GMT+5' }],
  ])('%s', (text, expected) => {
    expect(parsed(text, readWindow)).toEqual({ ...expected, text });
  });

  it.each([
    ['', 0, 'an empty text', undefined],
    ['02:00', 5, 'the end of `02:00`', undefined],
    ['02:00-', 6, 'the end of `02:00-`', undefined],
    ['02:00–04:00', 5, '`–`', 'write a plain `-`'],
    ['2:00-4:00', 0, '`2`', 'write the hour with two digits: `02:00`'],
    ['02:00-02:00', 0, '`02`', 'for the whole day say `00:00-24:00`'],
    ['02:00-25:00', 6, '`25`', 'this time of day does not exist'],
    ['Mon..Thu 09:00-16:00', 0, '`Mon..Thu`', 'did you mean `Monday`?'],
    [
      'Monday-Thursday 09:00-16:00',
      0,
      '`Monday-Thursday`',
      'write two dots between weekdays: `Monday..Thursday`',
    ],
    ['02:00-04:00 CET', 12, '`CET`', '`CET` does not say when summer time applies'],
    ['02:00-04:00 EST', 12, '`EST`', '`EST` does not say when summer time applies'],
    ['02:00-04:00 Europe/Berlin x', 26, '`x`', undefined],
  ])('%j: at %i %s', (text, offset, found, hint) => {
    const error = mistake(text, readWindow);
    expect({ offset: error.offset, found: error.found, hint: error.hint }).toEqual({ offset, found, hint });
  });
});
