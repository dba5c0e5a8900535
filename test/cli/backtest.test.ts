import type { BacktestView } from '../../lib/backtest/backtest.js';
import { poissonQuantile, binomialQuantile } from '../../lib/local/random/quantiles.js';
import { streamOf, uniformAt } from '../../lib/local/random/stream.js';
import { inFolder, phasegate, STACK } from './command-line.js';

const folder = inFolder();

const planWith = (judge: string) => `
rollout: history
audience: { unit: user, key: userId, size: 1000 }
flags: { search: {} }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
  latency: { p95: Latency, unit: ms, baseline: 200ms, split: region }
  memory: { average: Memory, baseline: 900 }
  bill: { sum: Bill, unit: $, baseline: $3, cohorts: false }
roles: { ops: [olga@example.com] }
${judge}
triggers:
  - { name: bad, when: errors > 3% over 30m for 2 of 3 periods, then: [revert all] }
  - { name: worse, when: errors > 150% of control, then: [pause] }
  - { name: slow, when: latency > 150% of control, then: [pause] }
  - { name: full, when: memory > 1000 over 10m, then: [pause] }
phases:
  - { name: one, steps: [{ expose: 10%, soak: 1d }], leave: [errors < 2% over 1h, 24h since last rise] }
armed: { for: 1d }
`;
const PLAIN = planWith('');
const JUDGED = planWith('judge: { risk: 0.001 }');

const START = Date.parse('2026-12-07T00:00:00Z');
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();

/** Two days of control, the second with a canary, whose errors rise at noon. */
function history(): string {
  const stream = streamOf(1, 'history');
  const counts = (minute: number, arm: number, mean: number, rate: number): string => {
    const total = poissonQuantile(mean, uniformAt(stream, minute, 2 * arm));
    return `${String(binomialQuantile(total, rate, uniformAt(stream, minute, 2 * arm + 1)))},${String(total)}`;
  };
  const lines = ['time,metric,cohort,count,total'];
  for (let minute = 0; minute < 2880; minute += 1) {
    if (minute >= 1440)
      lines.push(`${at(minute)},errors,canary,${counts(minute, 1, 60, minute < 2160 ? 0.01 : 0.05)}`);
    lines.push(`${at(minute)},errors,control,${counts(minute, 0, 300, 0.01)}`);
  }
  return lines.join('\n');
}

async function run(plan: string, csv: string, ...options: readonly string[]) {
  folder.put('plan.yaml', plan);
  folder.put('history.csv', csv);
  return phasegate(folder.path(), ['backtest', 'plan.yaml', '--metrics', 'history.csv', ...options]);
}

async function view(plan: string, csv: string, ...options: readonly string[]): Promise<BacktestView> {
  const { out, exit } = await run(plan, csv, '--json', ...options);
  expect(exit).toBe(0);
  return JSON.parse(out) as BacktestView;
}

const of = (all: BacktestView['triggers'], name: string) => all.find((one) => one.name === name);

describe('backtest', () => {
  it.each([
    ['plain thresholds', PLAIN],
    ['evidence', JUDGED],
  ])(
    'finds the regression in recorded data soon after it begins, and nothing before: by %s',
    async (_how, plan) => {
      const { triggers, gates, exposedFrom } = await view(plan, history());
      expect(exposedFrom.at).toBe(at(1440).replace('.000Z', '.000Z'));
      for (const name of plan === JUDGED ? ['bad', 'worse'] : ['bad']) {
        const fired = of(triggers, name)?.bad[0];
        expect(fired?.from.at.slice(0, 13)).toBe('2026-12-08T12');
        expect(fired?.why).toMatch(/^errors > /u);
      }
      const [gate] = gates;
      expect(gate).toMatchObject({ name: 'one.leave', criterion: 'errors < 2% over 1h', left: [] });
      expect(gate?.good[0]?.from.at.slice(0, 10)).toBe('2026-12-08');
      expect(gate?.bad.at(-1)?.from.at.slice(0, 13)).toBe('2026-12-08T12');
    },
  );

  it('says it for people, with what the data does not say', async () => {
    const { exit, out } = await run(JUDGED, history());
    expect(exit).toBe(0);
    expect(out).toMatch(/^history: its triggers and gates over recorded data$/mu);
    expect(out).toMatch(/4,320 rows from Mon 2026-12-07 to Wed 2026-12-09/u);
    expect(out).toMatch(
      /^ {2}bad +fires once\n {4}- Tue 2026-12-08 12:\d\d, to the end of the data: errors > 3% over 30m/mu,
    );
    expect(out).toMatch(/^ {2}one\.leave +errors < 2% over 1h: go from Tue 2026-12-08/mu);
    expect(out).toMatch(/^ {2}- no row of latency of canary, asked by slow$/mu);
    expect(out).not.toMatch(/^ {2}slow/mu);
  });

  it('takes the exposure from where it is told', async () => {
    const { exposedFrom, triggers } = await view(PLAIN, history(), '--exposed-from', at(2820));
    expect(exposedFrom.at).toBe(at(2820));
    expect(of(triggers, 'bad')?.bad[0]?.from.at.slice(0, 13)).toBe('2026-12-08T23');
  });

  it('reads values with their samples, and puts them together by these', async () => {
    const rows = Array.from({ length: 60 }, (_, minute) => {
      const high = minute >= 30 && minute % 2 === 0;
      return `${at(minute)},memory,canary,${high ? '2000' : '800'},${high ? '9' : '1'}`;
    });
    const { triggers } = await view(PLAIN, ['time,metric,cohort,value,total', ...rows].join('\n'));
    const fired = of(triggers, 'full')?.bad[0];
    expect(fired?.from.at).toBe(at(31));
    expect(fired?.why).toMatch(/memory > 1000 over 10m: 1[,.]?400 of 18/u);
  });

  it('reads times as seconds, milliseconds and with zones alike', async () => {
    const seconds = START / 1000;
    const rows = [
      `${String(seconds)},errors,canary,0,10`,
      `${String(START + 60_000)},errors,canary,0,10`,
      '2026-12-07T01:02:00+01:00,errors,canary,0,10',
      '2026-12-07 00:03:00Z,errors,canary,0,10',
    ];
    const {
      from,
      to,
      rows: count,
    } = await view(PLAIN, ['time,metric,cohort,count,total', ...rows].join('\n'));
    expect([from.at, to.at, count]).toEqual([at(0), at(4), 4]);
  });

  it('leaves metrics out that the plan does not have, and says so', async () => {
    const csv = `time,metric,cohort,count,total\n${at(0)},errors,canary,0,10\n${at(0)},cpu,canary,1,2`;
    const { out } = await run(PLAIN, csv);
    expect(out).toMatch(/the plan has no metric cpu: 1 rows? (?:is|are) left out/u);
  });

  it.each<readonly [string, string, RegExp]>([
    [
      'no column for the time',
      'metric,cohort,count,total\nerrors,canary,1,2',
      /history\.csv:1: no column `time`/u,
    ],
    ['nothing that was measured', 'time,metric,cohort\n', /:1: no column that holds what was measured/u],
    [
      'a column with a typing mistake',
      'time,metric,cohort,coutn,total,value\n',
      /:1 \(coutn\): column `coutn`[\s\S]*did you mean `count`/u,
    ],
    [
      'a time without a zone',
      `time,metric,cohort,count,total\n2026-12-07T00:00:00,errors,canary,1,2`,
      /:2 \(time\): `2026-12-07T00:00:00`[\s\S]*with its zone/u,
    ],
    [
      'no cohort',
      `time,metric,cohort,count,total\n${at(0)},errors,,1,2`,
      /:2 \(cohort\): no cohort[\s\S]*canary or control/u,
    ],
    [
      'a cohort where there is none',
      `time,metric,cohort,value,total\n${at(0)},bill,canary,1,2`,
      /:2 \(cohort\): `canary`[\s\S]*knows no cohorts/u,
    ],
    [
      'a ratio without its whole',
      `time,metric,cohort,value\n${at(0)},errors,canary,0.1`,
      /:2: a ratio without its `total`/u,
    ],
    [
      'what is no number',
      `time,metric,cohort,count,total\n${at(0)},errors,canary,"1,000",2`,
      /:2 \(count\): `1,000`[\s\S]*without units and thousands/u,
    ],
    ['a negative count', `time,metric,cohort,count,total\n${at(0)},errors,canary,-1,2`, /:2 \(count\): -1/u],
    [
      'two dimensions in a row',
      `time,metric,cohort,value,segment,region\n${at(0)},latency,canary,1,a,b`,
      /:2: a row of `segment` and `region`/u,
    ],
    [
      'a line with too many cells',
      `time,metric,cohort,count,total\n${at(0)},errors,canary,1,2,3`,
      /history\.csv:\d+: an invalid record length/iu,
    ],
    [
      'only metrics of something else',
      `time,metric,cohort,count,total\n${at(0)},cpu,canary,1,2`,
      /only rows of metrics that the plan does not have: `cpu`/u,
    ],
    ['nothing at all', '', /no column `time`/u],
  ])('says where and what is wrong with %s', async (_what, csv, said) => {
    const { exit, err } = await run(PLAIN, csv);
    expect(err).toMatch(said);
    expect(err).not.toMatch(STACK);
    expect(exit).toBe(3);
  });

  it('tells ten mistakes and counts the others', async () => {
    const rows = Array.from({ length: 25 }, () => 'never,errors,canary,1,2');
    const { err } = await run(PLAIN, ['time,metric,cohort,count,total', ...rows].join('\n'));
    expect(err.match(/history\.csv:/gu)).toHaveLength(10);
    expect(err).toMatch(/and 15 more/u);
  });

  it.each<readonly [string, string, RegExp]>([
    ['a segment that the plan does not have', `${at(0)},errors,canary,1,2,ue`, /:2 \(segment\): `ue`/u],
    ['more than there were', `${at(0)},errors,canary,500,100,`, /:2: 500 of 100/u],
    ['a date without dashes', '20261207000000,errors,canary,1,2,', /:2 \(time\): `20261207000000`/u],
    ['a day that does not exist', '2026-02-30T00:00:00Z,errors,canary,1,2,', /:2 \(time\): `2026-02-30/u],
  ])('refuses %s', async (_what, row, said) => {
    const { exit, err } = await run(PLAIN, `time,metric,cohort,count,total,segment\n${row}`);
    expect(err).toMatch(said);
    expect(exit).toBe(3);
  });

  it('judges a percentile against control by signs', async () => {
    const rows = Array.from({ length: 60 }, (_, minute) => [
      `${at(minute)},latency,canary,${String(400 + (minute % 3))},600`,
      `${at(minute)},latency,control,${String(200 + (minute % 5))},6000`,
    ]).flat();
    const { triggers, bySigns } = await view(JUDGED, ['time,metric,cohort,value,total', ...rows].join('\n'));
    expect(of(triggers, 'slow')?.bad[0]?.why).toMatch(/latency > 150% of control/u);
    expect(bySigns).toEqual(['latency']);
  });

  it('takes what was reported as it was reported, and the last publication in', async () => {
    const plan = PLAIN.replace(
      'roles:',
      '  tickets: { rate: Tickets per week, reported: by ops, baseline: 60 }\nroles:',
    ).replace(
      'triggers:',
      'triggers:\n  - { name: overload, when: tickets > 2x baseline over 7d, then: [pause] }\n  - { name: dear, when: bill > $20, then: [pause] }',
    );
    const rows = [
      `${at(0)},tickets,,58`,
      `${at(600)},tickets,,60`,
      `${at(0)},bill,,3`,
      `${at(1200)},bill,,50`,
    ];
    const { triggers } = await view(plan, ['time,metric,cohort,value', ...rows].join('\n'));
    expect(of(triggers, 'overload')?.bad).toEqual([]);
    expect(of(triggers, 'dear')?.bad).toHaveLength(1);
  });

  it('adds rows of the same moment up: they are one publication', async () => {
    const plan = PLAIN.replace(
      'roles:',
      '  calls: { rate: Calls per hour, cohorts: false, baseline: 60 }\nroles:',
    ).replace('triggers:', 'triggers:\n  - { name: many, when: calls > 100 over 10m, then: [pause] }');
    const rows = Array.from({ length: 20 }, (_, minute) => [
      `${at(minute)},calls,,1`,
      `${at(minute)},calls,,1`,
    ]).flat();
    const { triggers } = await view(plan, ['time,metric,cohort,value', ...rows].join('\n'));
    expect(of(triggers, 'many')?.bad[0]?.why).toMatch(/calls > 100 over 10m: 120/u);
  });

  it('says that a series is not there rather than that a trigger never fires', async () => {
    const csv = `time,metric,cohort,count,total\n${at(0)},errors,control,1,100`;
    const { triggers, unrecorded } = await view(PLAIN, csv);
    expect(of(triggers, 'bad')?.isAsked).toBe(false);
    expect(unrecorded[0]).toMatchObject({ metric: 'errors of canary' });
  });

  it('is refused without data that can be read, or with a time that is none', async () => {
    folder.put('plan.yaml', PLAIN);
    expect((await phasegate(folder.path(), ['backtest', 'plan.yaml'])).exit).toBe(2);
    expect((await phasegate(folder.path(), ['backtest', 'plan.yaml', '--metrics', 'nowhere.csv'])).exit).toBe(
      4,
    );
    expect((await run(PLAIN, 'x', '--exposed-from', 'yesterday')).exit).toBe(2);
    expect((await run(PLAIN, history(), '--exposed-from', at(9999))).exit).toBe(2);
  });
});
