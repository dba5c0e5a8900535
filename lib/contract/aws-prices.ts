/** How a price was found: none of AWS's own price pages could be read, they are the place to look before quoting. */
type Seen =
  /** Documentation of AWS, or its staff, say it. */
  | 'said by AWS'
  /** Several others quote the page so. */
  | 'quoted by others'
  /** From memory alone. */
  | 'not verified'
  /** By a file of one's own. */
  | 'given';

/** A list price. */
export interface Price {
  /** US dollars for `per` of `unit`. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** The page that has it. */
  readonly source: string;
  readonly seen: Seen;
}

/** When, and where, the prices hold. */
export const PRICES_OF = { region: 'us-east-1', date: '2026-11-21' } as const;

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const EVENTBRIDGE = 'https://aws.amazon.com/eventbridge/pricing/';
const APPCONFIG = 'https://aws.amazon.com/systems-manager/pricing/';
const MILLION = 1_000_000;

/** List prices of the first tier in us-east-1, without free tiers and discounts. The only place where they stand. */
export const AWS_PRICES = {
  alarmMetric: { usd: 0.1, per: 1, unit: 'metric', source: CLOUDWATCH, seen: 'quoted by others' },
  fastAlarmMetric: {
    usd: 0.3,
    per: 1,
    unit: 'metric',
    source: CLOUDWATCH,
    seen: 'quoted by others',
  },
  compositeAlarm: { usd: 0.5, per: 1, unit: 'alarm', source: CLOUDWATCH, seen: 'not verified' },
  customMetric: { usd: 0.3, per: 1, unit: 'metric', source: CLOUDWATCH, seen: 'quoted by others' },
  metricsRequested: {
    usd: 0.01,
    per: 1000,
    unit: 'metrics',
    source: CLOUDWATCH,
    seen: 'said by AWS',
  },
  dashboard: { usd: 3, per: 1, unit: 'dashboard', source: CLOUDWATCH, seen: 'quoted by others' },
  logs: { usd: 0.5, per: 1, unit: 'GB', source: CLOUDWATCH, seen: 'quoted by others' },
  lambdaRequests: { usd: 0.2, per: MILLION, unit: 'requests', source: LAMBDA, seen: 'quoted by others' },
  lambdaArm: { usd: 0.0000133334, per: 1, unit: 'GB-s', source: LAMBDA, seen: 'quoted by others' },
  scheduler: { usd: 1, per: MILLION, unit: 'invocations', source: EVENTBRIDGE, seen: 'quoted by others' },
  events: { usd: 1, per: MILLION, unit: 'events', source: EVENTBRIDGE, seen: 'quoted by others' },
  traces: {
    usd: 5,
    per: MILLION,
    unit: 'traces',
    source: 'https://aws.amazon.com/xray/pricing/',
    seen: 'quoted by others',
  },
  reads: { usd: 0.125, per: MILLION, unit: 'read units', source: DYNAMODB, seen: 'quoted by others' },
  writes: { usd: 0.625, per: MILLION, unit: 'write units', source: DYNAMODB, seen: 'quoted by others' },
  storage: { usd: 0.25, per: 1, unit: 'GB-month', source: DYNAMODB, seen: 'quoted by others' },
  recovery: {
    usd: 0.2,
    per: 1,
    unit: 'GB-month',
    source: DYNAMODB,
    seen: 'quoted by others',
  },
  configRequests: { usd: 0.0000002, per: 1, unit: 'request', source: APPCONFIG, seen: 'said by AWS' },
  configReceived: { usd: 0.0008, per: 1, unit: 'configuration', source: APPCONFIG, seen: 'said by AWS' },
} as const satisfies { readonly [price: string]: Price };

export type PriceName = keyof typeof AWS_PRICES;
export type Prices = Readonly<Record<PriceName, Price>>;
