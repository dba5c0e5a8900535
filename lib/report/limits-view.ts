import { childrenOf, ruleText } from '../contract/alarm-definition.js';
import { alarmsOf } from '../contract/alarm-definitions.js';
import { allAlarms } from '../contract/all-alarms.js';
import { CLOUDWATCH_LIMITS } from '../contract/cloudwatch-limits.js';
import { dashboardGraphs, metricsOf } from '../contract/dashboard-graphs.js';
import { strategiesOf } from '../contract/deployment-strategy.js';
import { riseMonitors } from '../contract/rise-monitors.js';
import { APPCONFIG_LIMITS } from '../flags/appconfig-limits.js';
import { APPCONFIG_QUOTAS, appconfigEnvironmentCount, type Quota } from '../plan/appconfig-quotas.js';
import { stepsOf, type RolloutPlan } from '../plan/rollout-plan.js';
import { documentUse, type Most } from '../rollout/checks/document-use.js';
import type { Course } from '../rollout/checks/course.js';

const MINUTE = 60_000;

/** How much of a limit of AWS a plan uses. */
export interface LimitView {
  readonly service: 'AppConfig' | 'CloudWatch';
  readonly what: string;
  readonly used: number;
  readonly most: number;
  /** Where the most of it is used: a flag, a step, an environment, an alarm. */
  readonly at?: string;
  /** What AWS raises it to, or who shares it. */
  readonly raised?: string;
  readonly source: string;
}

/** How much of every limit of AppConfig and CloudWatch a plan uses, when everything goes well. */
export function limitsView(course: Course): readonly LimitView[] {
  return [...appconfigView(course), ...cloudwatchView(course.plan)];
}

function appconfigView(course: Course): readonly LimitView[] {
  const { plan } = course;
  const { document, variants, attributes, rule } = APPCONFIG_LIMITS;
  const use = documentUse(course);
  const quota = rowOf('AppConfig');
  const strategies = Object.keys(strategiesOf(plan)).length;
  const steps = stepsOf(plan);
  const spread = most(steps, ({ id, spread: one }) => ({ count: (one?.overMs ?? 0) / MINUTE, at: id }));
  const bake = most(steps, ({ id, bakeMs }) => ({ count: bakeMs / MINUTE, at: id }));
  const monitors = most(plan.environments, (environment) => ({
    count: riseMonitors(plan, alarmsOf(plan), environment).monitors.length,
    at: environment,
  }));
  return [
    quota(
      {
        what: 'bytes of a document',
        max: document.max,
        raised: 'AWS raises it to 4,000 KB on request',
        source: document.source,
      },
      use.bytes,
    ),
    quota({ ...variants, what: variants.what }, use.variants),
    quota({ ...attributes, what: attributes.what }, use.attributes),
    quota({ what: 'characters of a rule', max: rule.max, source: rule.source }, use.rule),
    quota(APPCONFIG_QUOTAS.minutes, spread.count > bake.count ? spread : bake),
    quota(APPCONFIG_QUOTAS.environments, {
      count: appconfigEnvironmentCount(plan),
    }),
    quota(APPCONFIG_QUOTAS.monitors, monitors),
    quota(APPCONFIG_QUOTAS.strategies, { count: strategies }),
    quota(APPCONFIG_QUOTAS.applications, { count: 1 }),
  ];
}

function cloudwatchView(plan: RolloutPlan): readonly LimitView[] {
  const definitions = alarmsOf(plan);
  const alarms = allAlarms(plan, definitions);
  const graphs = dashboardGraphs(plan, definitions);
  const limit = rowOf('CloudWatch');
  const metricAlarms = alarms.flatMap((alarm) => (alarm.kind === 'metric' ? [alarm] : []));
  const composites = alarms.flatMap((alarm) => (alarm.kind === 'composite' ? [alarm] : []));
  const window = most(metricAlarms, (one) => ({ count: one.period * one.evaluationPeriods, at: one.name }));
  const longest = metricAlarms.find(({ name }) => name === window.at);
  const { windowOfShortPeriods, window: windowOfLong } = CLOUDWATCH_LIMITS;
  return [
    limit(CLOUDWATCH_LIMITS.alarms, { count: alarms.length }),
    limit(
      CLOUDWATCH_LIMITS.alarmMetrics,
      most(metricAlarms, ({ name, series }) => ({ count: series.length, at: name })),
    ),
    limit(
      CLOUDWATCH_LIMITS.expression,
      most(metricAlarms, ({ name, expression }) => ({ count: expression.length, at: name })),
    ),
    limit((longest?.period ?? 0) < 3600 ? windowOfShortPeriods : windowOfLong, window),
    limit(
      CLOUDWATCH_LIMITS.children,
      most(composites, ({ name, rule }) => ({ count: childrenOf(rule).length, at: name })),
    ),
    limit(
      CLOUDWATCH_LIMITS.rule,
      most(composites, ({ name, rule }) => ({ count: ruleText(rule).length, at: name })),
    ),
    limit(
      CLOUDWATCH_LIMITS.name,
      most(alarms, ({ name }) => ({ count: name.length, at: name })),
    ),
    limit(
      CLOUDWATCH_LIMITS.widgetMetrics,
      most(graphs, ({ title, lines }) => ({ count: metricsOf(lines), at: title })),
    ),
    limit(CLOUDWATCH_LIMITS.dashboardMetrics, {
      count: graphs.reduce((sum, { lines }) => sum + metricsOf(lines), 0),
    }),
  ];
}

function rowOf(service: LimitView['service']) {
  return ({ what, max, raised, source }: Quota, { count, at }: Most): LimitView => ({
    service,
    what,
    used: count,
    most: max,
    ...(at === undefined || count === 0 ? {} : { at }),
    ...(raised === undefined ? {} : { raised }),
    source,
  });
}

function most<T>(all: readonly T[], countOf: (one: T) => Most): Most {
  return all.map(countOf).reduce((a, b) => (b.count > a.count ? b : a), { count: 0 });
}

/** A limit that several plans share, with what they use together. */
interface SharedLimit {
  readonly what: string;
  readonly used: number;
  readonly most: number;
  readonly raised: string;
}

/**
 * What plans that are deployed to one account and Region use together of the limits that they share: deployment
 * strategies and applications.
 */
function sharedLimits(plans: readonly RolloutPlan[]): readonly SharedLimit[] {
  const { strategies, applications } = APPCONFIG_QUOTAS;
  const used = plans.reduce((sum, plan) => sum + Object.keys(strategiesOf(plan)).length, 0);
  return [
    { what: strategies.what, used, most: strategies.max, raised: strategies.raised },
    { what: applications.what, used: plans.length, most: applications.max, raised: applications.raised },
  ];
}

/** What is said of plans that use more together than one account and Region has; nothing while they do not. */
export function saySharedLimits(plans: readonly RolloutPlan[]): readonly string[] {
  return sharedLimits(plans)
    .filter(({ used, most: max }) => used > max)
    .map(
      ({ what, used, most: max, raised }) =>
        `these ${String(plans.length)} plans use ${String(used)} ${what} together, and there are ${String(max)} (${raised}): ask AWS for more before they are in one Region, or use the same spread and bake more often`,
    );
}
