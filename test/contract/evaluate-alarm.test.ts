import { readFileSync } from 'node:fs';
import { evaluateAlarm } from './evaluate-alarm.js';

interface Row {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly data: readonly ('0' | 'X' | '-')[];
  readonly missing: string;
  readonly ignore: string;
  readonly breaching: string;
  readonly notBreaching: string;
}

const { cases } = JSON.parse(readFileSync('test/fixtures/cloudwatch-alarm-mofn.json', 'utf8')) as {
  readonly cases: readonly Row[];
};

const rows = cases.flatMap((row) =>
  (['missing', 'ignore', 'breaching', 'notBreaching'] as const).map((treatMissingData) => ({
    ...row,
    points: row.data.join(' '),
    treatMissingData,
    state: row[treatMissingData],
  })),
);

it.each(rows)(
  '$points with $datapointsToAlarm of $evaluationPeriods and missing data $treatMissingData is $state',
  ({ data, state, ...alarm }) => {
    const points = data.map((point) => (point === '-' ? undefined : point === 'X'));
    expect(evaluateAlarm(points, alarm)).toBe(state);
  },
);
