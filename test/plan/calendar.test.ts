import fc from '../fast-check.js';
import { DateTime } from 'luxon';
import {
  localDate,
  localWeekday,
  nextOccurrence,
  nextOpening,
  planStart,
  resolveTime,
  sayInstant,
  weekStart,
  windowOpen,
} from '../../lib/plan/calendar.js';
import { readExpression } from '../../lib/plan/expressions/reader.js';
import { readTime, readWindow, type TimeExpression, type Window } from '../../lib/plan/expressions/time.js';

const BERLIN = 'Europe/Berlin';
const MINUTE = 60_000;
const DAY = 86_400_000;

function time(text: string): TimeExpression {
  const result = readExpression(text, readTime);
  if (!result.ok) throw new Error(`${text}: ${result.error.found}`);
  return result.value;
}

function window(text: string): Window {
  const result = readExpression(text, readWindow);
  if (!result.ok) throw new Error(`${text}: ${result.error.found}`);
  return result.value;
}

/** Local time in, milliseconds out, by luxon. */
function local(text: string, zone: string): number {
  return DateTime.fromISO(text, { zone }).toMillis();
}

const anyInstant = fc
  .integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2030, 0, 1) / MINUTE })
  .map((minute) => minute * MINUTE);
const anyZone = fc.constantFrom(
  'UTC',
  BERLIN,
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
  'Pacific/Apia',
);

describe('the start of a plan', () => {
  it.each([
    ['2026-12-07', 'UTC', '2026-12-07T00:00:00.000Z'],
    ['2026-12-07', BERLIN, '2026-12-06T23:00:00.000Z'],
    ['2026-07-06', BERLIN, '2026-07-05T22:00:00.000Z'],
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
  ])(
    'of %s in %s is %s: local midnight, or the first minute of a day that has none',
    (starts, timezone, expected) => {
      expect(new Date(planStart({ starts, timezone })).toISOString()).toBe(expected);
    },
  );

  it('follows the date of the caller before the plan’s own', () => {
    expect(planStart({ starts: '2026-12-07', timezone: 'UTC' }, '2027-01-04')).toBe(Date.UTC(2027, 0, 4));
  });

  it('throws when nobody says a date', () => {
    expect(() => planStart({ timezone: 'UTC' })).toThrow('`starts`');
  });
});

describe('the weeks of a plan', () => {
  it.each([
    [1, 'Mon 2026-03-23 00:00'],
    [2, 'Mon 2026-03-30 00:00'],
    [32, 'Mon 2026-10-26 00:00'],
    [42, 'Mon 2027-01-04 00:00'],
  ])('week %i begins on %s whatever summer time does', (week, expected) => {
    const plan = { timezone: BERLIN };
    expect(sayInstant(weekStart(plan, local('2026-03-23', BERLIN), week), BERLIN)).toBe(expected);
  });

  it('begin on the weekday on which the plan starts', () => {
    const start = local('2026-12-09', 'UTC');
    expect(sayInstant(weekStart({ timezone: 'UTC' }, start, 3), 'UTC')).toBe('Wed 2026-12-23 00:00');
  });
});

describe('the instant that a time means', () => {
  const startAt = local('2026-12-07', BERLIN);
  const context = {
    zone: BERLIN,
    startAt,
    phaseEnteredAt: local('2026-12-10T17:30', BERLIN),
    notBefore: local('2026-12-16T09:15', BERLIN),
  };

  it.each([
    ['2027-01-15', 'Fri 2027-01-15 00:00'],
    ['2027-01-15 02:30', 'Fri 2027-01-15 02:30'],
    ['day 1', 'Thu 2026-12-10 00:00'],
    ['day 3 14:00', 'Sat 2026-12-12 14:00'],
    ['week 1', 'Mon 2026-12-07 00:00'],
    ['week 6 Monday', 'Mon 2027-01-11 00:00'],
    ['week 6 Sunday 23:59', 'Sun 2027-01-17 23:59'],
    ['week 2 24:00', 'Tue 2026-12-15 00:00'],
    ['Wednesday', 'Wed 2026-12-16 00:00'],
    ['Wednesday 08:00', 'Wed 2026-12-16 08:00'],
    ['Thursday 10:00', 'Thu 2026-12-17 10:00'],
    ['Tuesday', 'Tue 2026-12-22 00:00'],
    ['10:00', 'Wed 2026-12-16 10:00'],
    ['08:00', 'Wed 2026-12-16 08:00'],
  ])('%s is %s', (text, expected) => {
    expect(sayInstant(resolveTime(time(text), context), BERLIN)).toBe(expected);
  });

  it('takes a weekday of a week from the seven days that begin on the weekday of the start', () => {
    const wednesday = { ...context, startAt: local('2026-12-09', BERLIN) };
    expect(sayInstant(resolveTime(time('week 1 Monday'), wednesday), BERLIN)).toBe('Mon 2026-12-14 00:00');
  });

  it.each([
    ['2026-03-29 01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29 02:00', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 02:30', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25 01:59', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25 02:00', '2026-10-25T00:00:00.000Z'],
    ['2026-10-25 02:59', '2026-10-25T00:59:00.000Z'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
  ])(
    '%s in Berlin is %s: a skipped time is the next that exists, a repeated one the first',
    (text, expected) => {
      expect(new Date(resolveTime(time(text), context)).toISOString()).toBe(expected);
    },
  );
});

describe('when what waits for a time goes ahead', () => {
  const startAt = local('2026-12-07', BERLIN);
  const at = (notBefore: string) => ({
    zone: BERLIN,
    startAt,
    phaseEnteredAt: startAt,
    notBefore: local(notBefore, BERLIN),
  });

  it.each([
    ['week 2 Wednesday 02:00', '2026-12-14T12:00', 'Wed 2026-12-16 02:00'],
    ['week 2 Wednesday 02:00', '2026-12-16T01:59', 'Wed 2026-12-16 02:00'],
    ['week 2 Wednesday 02:00', '2026-12-16T23:59', 'Wed 2026-12-16 23:59'],
    ['week 2 Wednesday 02:00', '2026-12-17T00:00', 'Wed 2026-12-23 02:00'],
    ['week 2 Wednesday 02:00', '2027-01-20T01:00', 'Wed 2027-01-20 02:00'],
    ['Friday 10:00', '2026-12-11T12:00', 'Fri 2026-12-11 12:00'],
    ['Friday 10:00', '2026-12-12T00:00', 'Fri 2026-12-18 10:00'],
    ['week 2', '2027-01-20T01:00', 'Wed 2027-01-20 01:00'],
    ['day 3', '2027-01-20T01:00', 'Wed 2027-01-20 01:00'],
    ['2026-12-10 02:00', '2027-01-20T01:00', 'Wed 2027-01-20 01:00'],
    ['10:00', '2027-01-20T11:00', 'Wed 2027-01-20 11:00'],
  ])('%s, not before %s, is %s', (text, notBefore, expected) => {
    expect(sayInstant(nextOccurrence(time(text), at(notBefore)), BERLIN)).toBe(expected);
  });

  it('is never before it may be, and on the weekday that was said', () => {
    const weekdays = ['Monday', 'Wednesday', 'Sunday'] as const;
    fc.assert(
      fc.property(
        anyInstant,
        anyInstant,
        anyZone,
        fc.constantFrom(...weekdays),
        fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
        fc.integer({ min: 0, max: 1439 }),
        (start, notBefore, zone, weekday, week, minute) => {
          const context = { zone, startAt: start, phaseEnteredAt: start, notBefore };
          const found = nextOccurrence(
            { kind: 'weekday', weekday, ...(week === undefined ? {} : { week }), minute },
            context,
          );
          expect(found).toBeGreaterThanOrEqual(notBefore);
          expect(localWeekday(found, zone)).toBe(weekday);
        },
      ),
    );
  });
});

describe('windows', () => {
  it('are always open when there is none', () => {
    expect(windowOpen([], 'UTC', 0)).toBe(true);
    expect(nextOpening([], 'UTC', 12345)).toBe(12345);
  });

  it.each([
    ['02:00-04:00', '2026-12-07T01:59', false],
    ['02:00-04:00', '2026-12-07T02:00', true],
    ['02:00-04:00', '2026-12-07T03:59', true],
    ['02:00-04:00', '2026-12-07T04:00', false],
    ['22:00-02:00', '2026-12-07T21:59', false],
    ['22:00-02:00', '2026-12-07T22:00', true],
    ['22:00-02:00', '2026-12-08T01:59', true],
    ['22:00-02:00', '2026-12-08T02:00', false],
    ['00:00-24:00', '2026-12-08T23:59', true],
    ['Friday 22:00-02:00', '2026-12-12T01:00', true],
    ['Friday 22:00-02:00', '2026-12-11T01:00', false],
    ['Monday..Thursday 09:00-16:00', '2026-12-10T15:59', true],
    ['Monday..Thursday 09:00-16:00', '2026-12-11T10:00', false],
    ['Saturday..Monday 09:00-16:00', '2026-12-07T10:00', true],
    ['Saturday..Monday 09:00-16:00', '2026-12-13T10:00', true],
    ['Saturday..Monday 09:00-16:00', '2026-12-08T10:00', false],
    ['02:00-04:00 America/New_York', '2026-12-07T08:00', true],
    ['02:00-04:00 America/New_York', '2026-12-07T02:00', false],
    ['02:00-03:00', '2026-03-29T03:00', false],
    ['02:00-04:00', '2026-03-29T03:00', true],
  ])('%s at %s in Berlin: open %s', (text, at, expected) => {
    expect(windowOpen([window(text)], BERLIN, local(at, BERLIN))).toBe(expected);
  });

  it.each([
    ['02:00-04:00', '2026-12-07T04:00', 'Tue 2026-12-08 02:00'],
    ['02:00-04:00', '2026-12-07T03:00', 'Mon 2026-12-07 03:00'],
    ['Monday..Thursday 09:00-16:00', '2026-12-10T16:00', 'Mon 2026-12-14 09:00'],
    ['Friday 22:00-02:00', '2026-12-12T02:00', 'Fri 2026-12-18 22:00'],
    ['02:00-03:00', '2026-03-28T03:00', 'Mon 2026-03-30 02:00'],
    ['02:30-04:00', '2026-03-29T00:00', 'Sun 2026-03-29 03:00'],
    ['Sunday 02:00-03:00', '2026-03-28T00:00', 'Sun 2026-04-05 02:00'],
  ])('%s from %s on opens %s', (text, at, expected) => {
    expect(sayInstant(nextOpening([window(text)], BERLIN, local(at, BERLIN)), BERLIN)).toBe(expected);
  });

  it('open first where the earliest of several does', () => {
    const windows = [window('Friday 10:00-12:00'), window('02:00-04:00 America/New_York')];
    expect(sayInstant(nextOpening(windows, BERLIN, local('2026-12-10T10:00', BERLIN)), BERLIN)).toBe(
      'Fri 2026-12-11 08:00',
    );
  });

  it('open at their next opening and at no minute before', () => {
    const clock = fc.integer({ min: 0, max: 1439 });
    const weekday = fc.option(fc.constantFrom('Monday' as const, 'Friday' as const, 'Sunday' as const), {
      nil: undefined,
    });
    const anyWindow = fc.record({
      from: weekday,
      to: weekday,
      start: clock,
      end: clock,
      text: fc.constant(''),
    });
    fc.assert(
      fc.property(
        fc.array(anyWindow, { minLength: 1, maxLength: 3 }),
        anyZone,
        anyInstant,
        (windows, zone, at) => {
          const opening = nextOpening(windows, zone, at);
          expect(opening).toBeGreaterThanOrEqual(at);
          expect(windowOpen(windows, zone, opening)).toBe(true);
          for (let before = opening - MINUTE; before >= at && before > opening - DAY; before -= 7 * MINUTE) {
            expect(windowOpen(windows, zone, before)).toBe(false);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('dates and weekdays', () => {
  it('are those of the zone, as luxon says them', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        const moment = DateTime.fromMillis(at, { zone });
        expect(localDate(at, zone)).toBe(moment.toISODate());
        expect(localWeekday(at, zone)).toBe(moment.setLocale('en').weekdayLong);
        expect(sayInstant(at, zone)).toBe(moment.setLocale('en').toFormat('ccc yyyy-MM-dd HH:mm'));
      }),
    );
  });

  it('read back as the instant that they were said for, but for the hour that comes twice', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        const [, date = '', clock = ''] = sayInstant(at, zone).split(' ');
        const back = resolveTime(time(`${date} ${clock}`), {
          zone,
          startAt: 0,
          phaseEnteredAt: 0,
          notBefore: 0,
        });
        expect(sayInstant(back, zone)).toBe(sayInstant(at, zone));
        expect([0, 30 * MINUTE, 60 * MINUTE]).toContain(at - back);
      }),
    );
  });
});
