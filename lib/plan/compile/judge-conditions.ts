import { mapTerms, termsOf, type Claim, type Condition, type Judging } from '../expressions/condition.js';
import type { JudgeSettings, Metric } from '../rollout-plan.js';
import type { JudgeFile } from '../schema/plan-file.js';

/** What is said nowhere: a revert in a thousand is false, and a go in twenty. */
const RISK = 0.001;
const FALSE_GO = 0.05;
const MARGIN = 0.2;
/** A gate is asked over a step or a phase: a week of minutes, about. */
const GATE_PERIODS = 10_080;
/** No plan is so short that nothing can begin late in it. */
const LEAST_PERIODS = 1440;

/** What a plan says that says nothing. */
export const PLAIN: JudgeSettings = { kind: 'fixed', margin: MARGIN };

type Metrics = Readonly<Record<string, Metric>>;
type JudgeHere = Pick<Extract<JudgeFile, object>, 'risk' | 'falseGo' | 'margin'> | 'fixed';

/** How often exposure rises, and for how many periods it is watched. */
export interface PlannedWatch {
  readonly rises: number;
  readonly periods: number;
}

/** The settings of a part of the plan: what it says itself, and what is said around it. */
export function judgeSettings(here: JudgeHere | undefined, around: JudgeSettings): JudgeSettings {
  if (here === undefined || saysNothing(here)) return around;
  if (here === 'fixed') return { kind: 'fixed', margin: around.margin };
  const known = around.kind === 'sequential' ? around : { risk: RISK, falseGo: FALSE_GO };
  return {
    kind: 'sequential',
    risk: here.risk ?? known.risk,
    falseGo: here.falseGo ?? known.falseGo,
    margin: here.margin ?? around.margin,
  };
}

/** `judge: { every: 10s }` says when to look, and nothing about evidence. */
function saysNothing(here: JudgeHere): boolean {
  return (
    here !== 'fixed' && here.risk === undefined && here.falseGo === undefined && here.margin === undefined
  );
}

/** A trigger's conditions: the one that fires shares the risk among its claims; the one that ends it is as a gate. */
export function judgeTrigger(
  trigger: { readonly when: Condition; readonly resume?: Condition },
  settings: JudgeSettings,
  { metrics, rises, periods }: PlannedWatch & { readonly metrics: Metrics },
): { readonly when: Condition; readonly resume?: Condition } {
  const watch = { rises: Math.max(1, rises), periods: Math.max(LEAST_PERIODS, periods) };
  const shared = { settings, metrics, ...watch };
  return {
    when: judged(trigger.when, { as: 'alarm', ...shared, claims: claimsIn([trigger.when]) }),
    ...(trigger.resume
      ? { resume: judged(trigger.resume, { as: 'gate', ...shared, claims: claimsIn([trigger.resume]) }) }
      : {}),
  };
}

/** A gate's conditions. All of `all` must hold, so that each may keep the whole risk of a false go; one of `any` does. */
export function judgeGateConditions(
  all: readonly Condition[],
  any: readonly Condition[],
  settings: JudgeSettings,
  metrics: Metrics,
): readonly [all: readonly Condition[], any: readonly Condition[]] {
  const claims = claimsIn([...all, ...any]);
  const shared = { as: 'gate', settings, metrics, rises: 1, periods: GATE_PERIODS, claims } as const;
  const choices = Math.max(1, claimsIn(any));
  return [
    all.map((condition) => judged(condition, shared)),
    any.map((condition) => judged(condition, shared, choices)),
  ];
}

interface Shared extends PlannedWatch {
  readonly as: Judging['as'];
  readonly settings: JudgeSettings;
  readonly metrics: Metrics;
  /** The claims that share the risk. */
  readonly claims: number;
}

function judged(condition: Condition, shared: Shared, choices = choicesIn(condition)): Condition {
  const { as, settings, metrics, rises, periods, claims } = shared;
  return mapTerms(condition, (term) => {
    if (term.kind !== 'claim') return term;
    const metric = metrics[term.metric];
    const claim = metric ? withMargin(term, metric, settings.margin) : term;
    if (settings.kind === 'fixed') return claim;
    const judging: Judging = {
      as,
      risk: settings.risk / claims,
      falseGo: settings.falseGo / choices,
      sharedBy: claims,
      rises,
      periods,
    };
    return { ...claim, judging };
  });
}

/** `control` alone means: not worse than control by more than the margin. */
function withMargin(claim: Claim, { better }: Metric, margin: number): Claim {
  const { level } = claim;
  if (level.kind !== 'relative' || level.plain !== true) return claim;
  return { ...claim, level: { ...level, factor: better === 'lower' ? 1 + margin : 1 - margin } };
}

function claimsIn(conditions: readonly Condition[]): number {
  return Math.max(1, conditions.flatMap(termsOf).filter(({ kind }) => kind === 'claim').length);
}

/** How many claims of a condition would each be enough for it. */
function choicesIn(condition: Condition): number {
  switch (condition.kind) {
    case 'any':
      return condition.of.reduce((sum, inner) => sum + choicesIn(inner), 0);
    case 'all':
      return Math.max(1, ...condition.of.map(choicesIn));
    case 'not':
      return choicesIn(condition.of);
    default:
      return 1;
  }
}
