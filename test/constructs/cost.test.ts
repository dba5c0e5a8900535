import { AWS_PRICES } from '../../lib/contract/aws-prices.js';
import { monthlyCost, totalOf } from '../../lib/contract/monthly-cost.js';
import { stackUse } from '../../lib/contract/stack-use.js';
import { alarmsOf } from '../../lib/contract/alarm-definitions.js';
import { dashboardGraphs } from '../../lib/contract/dashboard-graphs.js';
import { limitsView } from '../../lib/report/limits-view.js';
import { courseOf } from '../../lib/rollout/checks/course.js';
import { planNamed, PLANS, rolloutStack } from './plan-stack.js';

interface AlarmProperties {
  readonly Period?: number;
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Period: number } }[];
}
type Resources = Readonly<Record<string, { readonly Properties: Readonly<Record<string, unknown>> }>>;

describe.each(PLANS)('the stack of %s', (name) => {
  const file = planNamed(name);
  const { template } = rolloutStack(file);
  const found = (type: string): readonly Readonly<Record<string, unknown>>[] =>
    Object.values(template.findResources(type) as Resources).map(({ Properties }) => Properties);
  const alarms = found('AWS::CloudWatch::Alarm') as readonly AlarmProperties[];
  const limit = (what: RegExp): number =>
    limitsView(courseOf(file.plan)).find((one) => what.test(one.what))?.used ?? NaN;

  it('has the alarms, dashboards and metrics that are priced', () => {
    const metricsBelowMinute = (below: boolean): number =>
      alarms.reduce((sum, { Period, Metrics }) => {
        const periods = Metrics
          ? Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Period] : []))
          : [Period ?? 60];
        return sum + periods.filter((period) => period < 60 === below).length;
      }, 0);
    expect(stackUse(file.plan)).toEqual({
      alarmMetrics: metricsBelowMinute(false),
      fastAlarmMetrics: metricsBelowMinute(true),
      compositeAlarms: found('AWS::CloudWatch::CompositeAlarm').length,
      dashboards: found('AWS::CloudWatch::Dashboard').length,
      controllerMetrics: 2,
    });
  });

  it('has the function, the schedule and the table that are priced', () => {
    const [evaluator] = found('AWS::Lambda::Function').filter(({ Description }) =>
      /every minute$/u.test(String(Description)),
    );
    expect(evaluator).toMatchObject({
      MemorySize: 512,
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    expect(found('AWS::Scheduler::Schedule')).toMatchObject([{ ScheduleExpression: 'rate(1 minute)' }]);
    expect(found('AWS::DynamoDB::Table')).toMatchObject([
      {
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    ]);
    // Whatever else is priced by the piece would be missing from the bill.
    for (const type of ['AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::S3::Bucket'])
      expect(found(type)).toEqual([]);
  });

  it('uses of the limits what is said', () => {
    expect(limit(/^alarms of a stack/u)).toBe(
      alarms.length + found('AWS::CloudWatch::CompositeAlarm').length,
    );
    expect(limit(/^deployment strategies/u)).toBe(found('AWS::AppConfig::DeploymentStrategy').length);
    expect(limit(/^environments/u)).toBe(found('AWS::AppConfig::Environment').length);
    expect(limit(/^monitors/u)).toBe(
      Math.max(
        ...found('AWS::AppConfig::Environment').map(
          ({ Monitors }) => (Monitors as unknown[] | undefined)?.length ?? 0,
        ),
      ),
    );
    const body = JSON.stringify(found('AWS::CloudWatch::Dashboard'));
    const widgets = body.match(/\\"type\\":\\"metric\\"/gu) ?? [];
    expect(widgets).toHaveLength(dashboardGraphs(file.plan, alarmsOf(file.plan)).length);
  });
});

describe('what a month costs', () => {
  const { plan } = planNamed('phoenix');
  const looks = { metricsAMinute: 18, at: 'at pilot.1' };

  it('is each number times its price', () => {
    const lines = monthlyCost(plan, looks);
    expect(lines.find(({ what }) => what === 'GetMetricData')).toMatchObject({
      count: 18 * 43_200,
      usd: 7.776,
      unitPrice: AWS_PRICES.metricsRequested,
    });
    for (const { count, unitPrice, usd } of lines)
      expect(usd).toBeCloseTo((count * unitPrice.usd) / unitPrice.per, 10);
    expect(totalOf(lines, 'stack')).toBeGreaterThan(12);
  });

  it('is more with a controller that looks every ten seconds: its runs wait and are billed for it', () => {
    const fast = { ...plan, judge: { ...plan.judge, periodMs: 10_000 } };
    const time = monthlyCost(fast, looks).find(({ what }) => what === 'evaluate-gates, time');
    expect(time?.count).toBe(43_200 * 50.5 * 0.5);
  });

  it('follows prices that are given', () => {
    const dear = { ...AWS_PRICES, dashboard: { ...AWS_PRICES.dashboard, usd: 30 } };
    expect(
      totalOf(monthlyCost(plan, looks, dear), 'stack') - totalOf(monthlyCost(plan, looks), 'stack'),
    ).toBeCloseTo(27, 10);
  });
});
