import { readFileSync } from 'node:fs';
import { inAlarm, threeOfFive, type AlarmRule } from '../../../../bench/judge/peers/three-of-five.js';
import { firstRevert, type Minute } from './first-revert.js';
import { relativeError } from './relative-error.js';

interface Vectors {
  readonly cases: readonly (AlarmRule & {
    readonly data: readonly ('0' | 'X' | '-')[];
    readonly missing: string;
  })[];
  readonly falseAlarm: readonly {
    readonly breachProb: number;
    readonly M: number;
    readonly N: number;
    readonly pAlarm60: number;
    readonly pAlarm1440: number;
  }[];
}
const { cases, falseAlarm } = JSON.parse(
  readFileSync('test/fixtures/vectors/cloudwatch-alarm-mofn.json', 'utf8'),
) as Vectors;

it.each(cases.map((row) => ({ ...row, points: row.data.join(' ') })))(
  '$points with $datapointsToAlarm of $evaluationPeriods is $missing, as AWS documents',
  ({ data, missing, ...rule }) => {
    const bits = (isSet: (point: string) => boolean): number =>
      data.reduce((mask, point) => (mask << 1) | (isSet(point) ? 1 : 0), 0);
    const alarm = inAlarm(
      bits((point) => point === 'X'),
      bits((point) => point !== '-'),
      rule,
    );
    expect(alarm ? 'ALARM' : 'OK').toBe(missing);
  },
);

it.each(falseAlarm)(
  '$M of $N with a breach in $breachProb of all minutes alarms within an hour and a day as often as the exact chain',
  ({ breachProb, M, N, pAlarm60, pAlarm1440 }) => {
    const rule = { datapointsToAlarm: M, evaluationPeriods: N, evaluationRange: N };
    expect(relativeError(alarmChance(rule, breachProb, 60), pAlarm60)).toBeLessThan(1e-9);
    expect(relativeError(alarmChance(rule, breachProb, 1440), pAlarm1440)).toBeLessThan(1e-9);
  },
);

it.each([
  ['X X X', 3],
  ['X 0 X 0 X', 5],
  ['X X 0 0 0 X', undefined],
  ['X X 0 0 X', 5],
  ['0 0 0 0 X X 0 X', 8],
  ['X X', undefined],
  ['0 X X - - X', 6],
  ['X X -', 3],
])('the minutes %s revert in minute %p', (points, reverts) => {
  const minutes = points.split(' ').map((point): Minute => {
    const requests = point === '-' ? 0 : 500;
    return [point === 'X' ? 11 : 0, requests, 0, 500];
  });
  expect(firstRevert(threeOfFive, minutes)).toBe(reverts);
});

/** The chance of an alarm within so many minutes: the mass of the chain over the newest N minutes that it absorbs. */
function alarmChance(rule: AlarmRule, breach: number, minutes: number): number {
  const every = (1 << rule.evaluationPeriods) - 1;
  let states = new Map([[0, 1]]);
  let alarmed = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const next = new Map<number, number>();
    for (const [mask, mass] of states) {
      for (const [bit, chance] of [
        [0, 1 - breach],
        [1, breach],
      ] as const) {
        const after = ((mask << 1) | bit) & every;
        if (inAlarm(after, every, rule)) alarmed += mass * chance;
        else next.set(after, (next.get(after) ?? 0) + mass * chance);
      }
    }
    states = next;
  }
  return alarmed;
}
