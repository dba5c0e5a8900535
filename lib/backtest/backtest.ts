import type { Finding, Truth } from '../judge/finding.js';
import { judgeCondition } from '../judge/judge-condition.js';
import { isJudged } from '../judge/criterion/criterion-look.js';
import { procedureOf } from '../judge/procedure.js';
import { termsOf, type Claim } from '../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import { momentOf, type Moment } from '../report/moment.js';
import type { WatchItem } from '../rollout/watch.js';
import { Glance } from '../runtime/glance.js';
import { itemLook, judgeItem } from '../runtime/observe.js';
import { askersOf, claimsOf, itemsOf, keyOf, type Asker } from './askers.js';
import type { History, RecordedRow } from './history.js';
import { RecordedMetrics } from './recorded-metrics.js';
import { Spells, type Spell } from './spells.js';

/** What recorded data would have made of a trigger, or of one criterion of a gate. */
export interface Backtested {
  readonly name: string;
  /** The criterion of a gate, as it is written. */
  readonly criterion?: string;
  readonly kind: Asker['kind'];
  /** Of a trigger: while it held. Of a criterion: while it said no-go. */
  readonly bad: readonly Spell[];
  /** Of a criterion: while it said go. */
  readonly good: readonly Spell[];
  /** Whether any of the metrics that it asks about is in the data. */
  readonly isAsked: boolean;
  /** What only a rollout knows, and is left open here. */
  readonly left: readonly string[];
}

export interface BacktestView {
  readonly rollout: string;
  readonly rows: number;
  readonly from: Moment;
  readonly to: Moment;
  /** From here on the canary counts as exposed. */
  readonly exposedFrom: Moment;
  readonly triggers: readonly Backtested[];
  readonly gates: readonly Backtested[];
  /** Metrics that are asked about and have no row, with whoever asks. */
  readonly unrecorded: readonly { readonly metric: string; readonly askedBy: readonly string[] }[];
  /** Percentiles that are judged by signs, because single values are not recorded. */
  readonly bySigns: readonly string[];
  /** Metrics in the data that the plan does not have. */
  readonly unknown: readonly { readonly metric: string; readonly rows: number }[];
}

export interface BacktestOptions {
  /** When the canary was exposed; milliseconds. @default the first row of the canary */
  readonly exposedFrom?: number;
  /** Called after each day of the data. */
  readonly onDay?: (done: number, all: number) => void;
}

const DAY = 86_400_000;

/**
 * The plan's triggers and gates over recorded data, period by period, by the same judge as a rollout: when each would have
 * fired, and when each would have let it go on. The data is taken for one step that is exposed from its first canary sample
 * on. Percentiles are recorded without their single values: against control they are judged by signs.
 */
export function backtest(
  original: RolloutPlan,
  history: History,
  options: BacktestOptions = {},
): BacktestView {
  const plan = withoutSingleValues(original);
  const { periodMs } = plan.judge;
  const first = history.rows[0]?.at ?? 0;
  const exposedFrom =
    options.exposedFrom ?? history.rows.find(({ cohort }) => cohort === 'canary')?.at ?? first;
  const metrics = new RecordedMetrics(plan, history.rows);
  const recorded = new Set(
    history.rows.flatMap((row) => [seriesName(row), ...(row.part ? [someOf(row)] : [])]),
  );
  const askers = askersOf(plan);
  const items = askers.flatMap((asker) => itemsOf(plan, asker, exposedFrom));
  const glance = new Glance(plan, metrics);
  const spells = new Map(askers.map((asker) => [asker, new Spells(plan.timezone)]));
  const start = Math.floor(exposedFrom / periodMs) * periodMs;
  const end = Math.ceil(endOf(plan, history) / periodMs) * periodMs;
  for (let at = start + periodMs; at <= end; at += periodMs) {
    const known = { ...glance.gathered };
    const findings = glance.at(at, items);
    for (const [asker, one] of spells) {
      const truth = truthOf(asker, findings);
      one.take(truth, at, () => whyOf(plan, metrics, asker, items, known, at, truth));
    }
    if ((at - start) % DAY === 0) options.onDay?.((at - start) / DAY, Math.ceil((end - start) / DAY));
  }
  const moment = (at: number): Moment => momentOf(at, plan.timezone);
  const all = askers.map((asker) => resultOf(plan, asker, recorded, spells.get(asker)?.ended(end) ?? []));
  return {
    rollout: plan.rollout,
    rows: history.rows.length,
    from: moment(first),
    to: moment(end),
    exposedFrom: moment(exposedFrom),
    triggers: all.filter(({ kind }) => kind === 'trigger'),
    gates: all.filter(({ kind }) => kind === 'gate'),
    unrecorded: unrecordedOf(plan, askers, recorded),
    bySigns: judgedBySigns(plan, askers).filter((name) => history.rows.some(({ metric }) => metric === name)),
    unknown: [...history.unknown].map(([metric, rows]) => ({ metric, rows })),
  };
}

/** Until when the newest publications hold. */
export function endOf(plan: Pick<RolloutPlan, 'metrics' | 'judge'>, { rows }: History): number {
  return rows.reduce(
    (end, { at, metric }) =>
      Math.max(end, at + Math.max(plan.judge.periodMs, plan.metrics[metric]?.everyMs ?? 0)),
    0,
  );
}

function withoutSingleValues(plan: RolloutPlan): RolloutPlan {
  return {
    ...plan,
    metrics: Object.fromEntries(
      Object.entries(plan.metrics).map(([name, metric]): [string, Metric] => [
        name,
        metric.source.kind === 'percentile' ? { ...metric, percentileOnly: true } : metric,
      ]),
    ),
  };
}

function truthOf(asker: Asker, findings: Readonly<Record<string, Finding>>): Truth {
  return judgeCondition(asker.condition, (term) => {
    const found = term.kind === 'claim' ? findings[keyOf(asker, term)] : undefined;
    return found ?? { text: term.text, truth: 'unknown', why: 'only a rollout knows it' };
  });
}

/** The findings behind an answer, in words: what the glance has found, looked at again. */
function whyOf(
  plan: RolloutPlan,
  metrics: RecordedMetrics,
  asker: Asker,
  items: readonly WatchItem[],
  known: Glance['gathered'],
  at: number,
  truth: Truth,
): string {
  const said = claimsOf(plan, asker).flatMap(([claim]) => {
    const item = items.find(({ key }) => key === keyOf(asker, claim));
    if (!item) return [];
    const before = isJudged(claim) ? known[item.key] : undefined;
    const { finding } = judgeItem(itemLook(plan, item, before, at), before, (query) =>
      metrics.answerNow(query),
    );
    return [finding];
  });
  const deciding = said.filter((finding) => finding.truth === truth);
  return (deciding.length > 0 ? deciding : said).map(({ text, why }) => `${text}: ${why}`).join('; ');
}

function resultOf(
  plan: RolloutPlan,
  asker: Asker,
  recorded: ReadonlySet<string>,
  spells: readonly (Spell & { readonly truth: Truth })[],
): Backtested {
  const of = (truth: Truth): readonly Spell[] =>
    spells.filter((one) => one.truth === truth).map(({ truth: _truth, ...spell }) => spell);
  const isTrigger = asker.kind === 'trigger';
  return {
    name: asker.name,
    kind: asker.kind,
    ...(asker.criterion === undefined ? {} : { criterion: asker.criterion }),
    bad: of(isTrigger ? 'yes' : 'no'),
    good: isTrigger ? [] : of('yes'),
    isAsked: claimsOf(plan, asker).some((asked) => recorded.has(seriesAsked(asked))),
    left: termsOf(asker.condition)
      .filter((term) => term.kind !== 'claim' || !claimsOf(plan, asker).some(([claim]) => claim === term))
      .map(({ text }) => text),
  };
}

/** A series of the data as people name it: `errors of canary in segment eu`. */
function seriesName({ metric, cohort, part }: Pick<RecordedRow, 'metric' | 'cohort' | 'part'>): string {
  const of = cohort === 'all' ? '' : ` of ${cohort}`;
  return `${metric}${of}${part === undefined ? '' : ` in ${part.dimension} ${part.value}`}`;
}

/** What a claim about every part asks for: any part will do. */
function someOf({ metric, cohort, part }: Pick<RecordedRow, 'metric' | 'cohort' | 'part'>): string {
  return `${seriesName({ metric, cohort })} by ${part?.dimension ?? ''}`;
}

/** The series that a claim is about first. */
function seriesAsked([{ scope }, metric]: readonly [Claim, Metric]): string {
  const cohort = !metric.cohorts ? 'all' : scope.kind === 'cohort' ? scope.cohort : 'canary';
  if (scope.kind === 'split')
    return someOf({ metric: metric.name, cohort, part: { dimension: scope.dimension, value: '' } });
  const part = scope.kind === 'segment' ? { part: { dimension: 'segment', value: scope.segment } } : {};
  return seriesName({ metric: metric.name, cohort, ...part });
}

function unrecordedOf(
  plan: RolloutPlan,
  askers: readonly Asker[],
  recorded: ReadonlySet<string>,
): BacktestView['unrecorded'] {
  const found = new Map<string, Set<string>>();
  for (const asker of askers)
    for (const name of claimsOf(plan, asker).map(seriesAsked))
      if (!recorded.has(name)) found.set(name, (found.get(name) ?? new Set()).add(asker.name));
  return [...found].map(([metric, askedBy]) => ({ metric, askedBy: [...askedBy] }));
}

function judgedBySigns(plan: RolloutPlan, askers: readonly Asker[]): readonly string[] {
  const claims = askers.flatMap((asker) => claimsOf(plan, asker));
  return [
    ...new Set(
      claims.flatMap(([claim, metric]) =>
        isJudged(claim) && procedureOf(claim, metric).kind === 'signs' ? [metric.name] : [],
      ),
    ),
  ];
}
