import { isExposing, stepsOf, type RolloutPlan } from '../plan/rollout-plan.js';
import { AWS_PRICES, type Price, type PriceName, type Prices } from './aws-prices.js';
import { applicationMetrics, stackUse } from './stack-use.js';

/** One line of a bill for 30 days. */
export interface CostLine {
  /** Who pays: the stack of the rollout, the application it is about, or each process of that application. */
  readonly of: 'stack' | 'application' | 'instance';
  readonly what: string;
  /** How many units of the price. */
  readonly count: number;
  readonly price: PriceName;
  readonly unitPrice: Price;
  /** US dollars in 30 days. */
  readonly usd: number;
  /** What the number rests on, where it is not counted. */
  readonly because?: string;
}

/** What cannot be read off a plan, but from what the controller asks for when it carries the plan out. */
export interface Looks {
  /** Metrics that it requests of CloudWatch in a minute, at most. */
  readonly metricsAMinute: number;
  /** The step at which it requests so many. */
  readonly at: string;
}

const DAYS = 30;
const MINUTES = DAYS * 1440;
/** A look takes about so long, most of it waiting for CloudWatch; seconds. */
const LOOK_S = 0.5;
/** Memory of `evaluate-gates`; GB. */
const LOOK_GB = 0.5;
/** State, inbox and effects: read units of a look at which nothing happens. */
const READS_A_LOOK = 10;
/** Commits in a month, and write units of one: a transaction (twice) over a state and a record of a few KB. */
const COMMITS = 1000;
const WRITES_A_COMMIT = 20;
/** A state, its evidence and its plans hardly ever reach this. */
const STORED_GB = 0.01;
/** Lines of a run with its embedded metrics. */
const LOG_BYTES_A_RUN = 1000;
const GB = 1_000_000_000;
/** Messages and hooks, and what topics and queues pass on. */
const MESSAGES = 1000;
/** What AppConfig's agent does when it is not told otherwise; seconds. */
const POLL_S = 45;
const LANES = 2;

/**
 * What a plan costs in 30 days while its triggers are armed and somebody is exposed: at list prices, without free tiers.
 * The stack's functions that only people or alarms start, S3, and data transfer are left out: together they are cents.
 */
export function monthlyCost(
  plan: RolloutPlan,
  { metricsAMinute, at }: Looks,
  prices: Prices = AWS_PRICES,
): readonly CostLine[] {
  const use = stackUse(plan);
  const looksAMinute = Math.max(1, Math.floor(60_000 / plan.judge.periodMs));
  // Looks within a minute are one run, which waits in between and is billed for it.
  const runSeconds = looksAMinute === 1 ? LOOK_S : 60 - plan.judge.periodMs / 1000 + LOOK_S;
  const line =
    (of: CostLine['of']) =>
    (what: string, count: number, price: PriceName, because?: string): readonly CostLine[] => {
      if (count === 0) return [];
      const unitPrice = prices[price];
      const usd = (count * unitPrice.usd) / unitPrice.per;
      return [{ of, what, count, price, unitPrice, usd, ...(because === undefined ? {} : { because }) }];
    };
  const stack = line('stack');
  const instance = line('instance');
  const rises = stepsOf(plan).filter(isExposing).length;
  return [
    ...stack(
      'GetMetricData',
      metricsAMinute * MINUTES,
      'metricsRequested',
      `${figure(metricsAMinute)} a minute, ${at}`,
    ),
    ...stack('alarms', use.alarmMetrics, 'alarmMetric'),
    ...stack('fast alarms', use.fastAlarmMetrics, 'fastAlarmMetric'),
    ...stack('composite alarms', use.compositeAlarms, 'compositeAlarm'),
    ...stack('dashboard', use.dashboards, 'dashboard'),
    ...stack('controller metrics', use.controllerMetrics, 'customMetric'),
    ...stack('evaluate-gates, runs', MINUTES, 'lambdaRequests', 'one a minute'),
    ...stack(
      'evaluate-gates, time',
      MINUTES * runSeconds * LOOK_GB,
      'lambdaArm',
      `about ${figure(runSeconds)} s each with 512 MB`,
    ),
    ...stack('traces', MINUTES, 'traces', 'one a run'),
    ...stack('Scheduler', MINUTES, 'scheduler', 'one a minute'),
    ...stack(
      'DynamoDB reads',
      MINUTES * looksAMinute * READS_A_LOOK,
      'reads',
      `about ${String(READS_A_LOOK)} a look`,
    ),
    ...stack('DynamoDB writes', COMMITS * WRITES_A_COMMIT, 'writes', 'about 1,000 commits'),
    ...stack('DynamoDB storage', STORED_GB, 'storage', 'about 10 MB'),
    ...stack('DynamoDB recovery', STORED_GB, 'recovery', 'about 10 MB'),
    ...stack('logs', (MINUTES * looksAMinute * LOG_BYTES_A_RUN) / GB, 'logs', 'about 1 KB a look'),
    ...stack('messages', MESSAGES, 'events', 'about 1,000'),
    ...line('application')(
      'its metrics',
      applicationMetrics(plan),
      'customMetric',
      'names x cohorts x parts',
    ),
    ...instance(
      'AppConfig requests',
      (LANES * DAYS * 86_400) / POLL_S,
      'configRequests',
      `2 lanes, each ${String(POLL_S)} s`,
    ),
    ...instance('AppConfig received', LANES + rises, 'configReceived', `start and ${String(rises)} rises`),
  ];
}

/** Dollars of some lines together. */
export function totalOf(lines: readonly CostLine[], of: CostLine['of']): number {
  return lines.reduce((sum, line) => (line.of === of ? sum + line.usd : sum), 0);
}

function figure(value: number): string {
  return String(Number(value.toFixed(1)));
}
