import { procedureOf, type Procedure } from '../../lib/judge/procedure.js';
import { alarmOf, judgedPlan, metricIn } from './criterion/criteria.js';

const procedure = (claim: string, judge?: string): Procedure => {
  const plan = judgedPlan(claim, 'errors < 1%', judge);
  const alarm = alarmOf(plan);
  return procedureOf(alarm, metricIn(plan, alarm));
};

describe('the procedure of a claim', () => {
  it.each<[string, Partial<Procedure>]>([
    ['errors > 2%', { kind: 'one arm', side: 'above', allowed: 0.02, counted: 'part' }],
    ['errors <= 200% of baseline', { kind: 'one arm', side: 'below', allowed: 0.02, counted: 'part' }],
    [
      'success < 99%',
      { kind: 'one arm', side: 'above', allowed: expect.closeTo(0.01, 12) as number, counted: 'rest' },
    ],
    [
      'success >= 98%',
      { kind: 'one arm', side: 'below', allowed: expect.closeTo(0.02, 12) as number, counted: 'rest' },
    ],
    ['errors > 150% of control', { kind: 'two arms', side: 'above', allowed: 1.5 }],
    ['errors > control', { kind: 'two arms', side: 'above', allowed: 1.2 }],
    ['orders < control', { kind: 'two arms', side: 'below', allowed: 0.8 }],
    ['latency > 120% of control', { kind: 'two arms', side: 'above', allowed: 1, limitFactor: 1.2 }],
    [
      'latency > 300ms',
      { kind: 'one arm', side: 'above', allowed: expect.closeTo(0.05, 12) as number, limit: 300 },
    ],
    [
      'latency < 200% of baseline',
      { kind: 'one arm', side: 'below', allowed: expect.closeTo(0.05, 12) as number, limit: 500 },
    ],
    ['render > 120% of control', { kind: 'signs', side: 'above', allowed: 1.2, percentile: 95 }],
    ['render > 100ms', { kind: 'exact', because: 'its single values are not published' }],
    ['success = 100%', { kind: 'none', counted: 'rest' }],
    ['errors = 0%', { kind: 'none', counted: 'part' }],
    ['errors <= 0%', { kind: 'none', counted: 'part' }],
    ['broken > 2%', { kind: 'exact', because: 'the exposed units themselves are counted' }],
    ['tickets > 2%', { kind: 'exact', because: 'people report it' }],
    ['errors >= 3 of 5', { kind: 'exact', because: 'the samples are counted out' }],
    ['errors in any segment > 2%', { kind: 'exact', because: 'each part has its own threshold' }],
    ['wait > 120% of control', { kind: 'exact', because: 'a mean says nothing about how much it varies' }],
    ['wait > 300ms', { kind: 'exact', because: 'it is not a share of samples' }],
    ['cost > $0.003', { kind: 'exact', because: 'it is not a share of samples' }],
    ['errors > 0%', { kind: 'exact', because: 'its level is not between 0 and 100 %' }],
  ])('%s', (claim, expected) => {
    expect(procedure(claim)).toMatchObject(expected);
  });
});
