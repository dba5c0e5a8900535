import { mapTerms, type Claim, type Condition, type Span, type Term } from '../expressions/condition.js';
import type { JudgeSettings, Metric } from '../rollout-plan.js';
import type { Path } from '../source/problem.js';
import { UNIT_WORDS, valueIn, type Metrics } from './compile-metrics.js';
import type { Reports } from './reports.js';

/** The names that conditions may use. */
export interface ConditionNames extends Metrics {
  readonly roles: readonly string[];
  readonly hooks: readonly string[];
  readonly tasks: readonly string[];
  readonly segments: readonly string[];
  /** How conditions are judged here, unless they say otherwise. */
  readonly judge: JudgeSettings;
}

/** Checks the names and units of a condition, spells out groups, and gives claims without a span `defaultSpan`. */
export function compileCondition(
  condition: Condition,
  defaultSpan: Span,
  names: ConditionNames,
  path: Path,
  reports: Reports,
): Condition {
  return mapTerms(condition, (term) => {
    if (term.kind !== 'claim') {
      checkFact(term, names, path, reports);
      return term;
    }
    const spanned: Claim = { ...term, over: term.over ?? defaultSpan };
    if (term.group) return compileGroup(spanned, term.group, names, path, reports);
    const metric = names.metrics[term.metric];
    if (!metric) {
      if (term.metric in names.groups) {
        reports.error(path, {
          code: 'group',
          offset: term.offset,
          found: `the group \`${term.metric}\``,
          allowed: `\`any ${term.metric}\` or \`every ${term.metric}\``,
        });
      } else {
        reports.unknown(
          path,
          'metric',
          term.metric,
          [...Object.keys(names.metrics), ...Object.keys(names.groups)],
          term.offset,
        );
      }
      return spanned;
    }
    checkClaim(spanned, metric, names, path, reports);
    return spanned;
  });
}

function compileGroup(
  claim: Claim,
  quantifier: 'any' | 'every',
  names: ConditionNames,
  path: Path,
  reports: Reports,
): Condition {
  const members = names.groups[claim.metric];
  if (!members) {
    reports.unknown(path, 'group of metrics', claim.metric, Object.keys(names.groups), claim.offset);
    return claim;
  }
  const of = members.map((member): Condition => {
    const metric = names.metrics[member];
    const single: Claim = {
      ...withoutGroup(claim),
      metric: member,
      text: claim.text.replace(`${quantifier} ${claim.metric}`, member),
    };
    if (metric) checkClaim(single, metric, names, path, reports);
    return single;
  });
  return { kind: quantifier === 'any' ? 'any' : 'all', of };
}

function withoutGroup({ group: _group, ...claim }: Claim): Claim {
  return claim;
}

function checkFact(fact: Exclude<Term, Claim>, names: ConditionNames, path: Path, reports: Reports): void {
  switch (fact.kind) {
    case 'hook':
      reports.knows(path, 'hook', fact.hook, names.hooks, fact.offset);
      return;
    case 'decision':
      reports.knows(path, 'role', fact.role, names.roles, fact.offset);
      return;
    case 'task':
      reports.knows(path, 'task', fact.task, names.tasks, fact.offset);
      return;
    case 'elapsed':
    case 'quiet':
    case 'drill':
      return;
  }
}

function checkClaim(claim: Claim, metric: Metric, names: ConditionNames, path: Path, reports: Reports): void {
  const { level, scope, offset } = claim;
  const restsOn: Path = ['metrics', metric.name];
  if (level.kind === 'fixed' && valueIn(metric.unit, level.quantity) === undefined) {
    reports.error(path, {
      code: 'unit',
      offset,
      restsOn,
      found: `\`${claim.text}\`: \`${metric.name}\` is not counted that way`,
      allowed: UNIT_WORDS[metric.unit],
    });
  }
  if (level.kind === 'count' && metric.source.kind !== 'ratio') {
    reports.error(path, {
      code: 'count-kind',
      offset,
      restsOn,
      found: `\`${claim.text}\` on a metric that is not a ratio`,
      allowed: '`A of B` on a ratio: at least B samples, A of them good',
    });
  }
  if (level.kind === 'relative' && level.reference === 'control' && !metric.cohorts) {
    reports.error(path, {
      code: 'no-cohorts',
      offset,
      restsOn,
      found: `\`${claim.text}\`: \`${metric.name}\` does not tell canary from control`,
      allowed: 'a fixed level, or one relative to `baseline`',
    });
  }
  if (level.kind === 'relative' && level.reference === 'baseline' && metric.baseline === undefined) {
    reports.error(path, {
      code: 'no-baseline',
      offset,
      restsOn,
      found: `\`${claim.text}\`, but \`${metric.name}\` has no baseline`,
      advice: `say the value before the change: \`baseline:\` under \`metrics.${metric.name}\``,
    });
  }
  if (scope.kind === 'cohort' && !metric.cohorts) {
    reports.error(path, {
      code: 'no-cohorts',
      offset,
      restsOn,
      found: `\`in ${scope.cohort}\`: \`${metric.name}\` does not tell canary from control`,
      allowed: 'no scope',
    });
  }
  if (scope.kind === 'segment') reports.knows(path, 'segment', scope.segment, names.segments, offset);
  if (scope.kind === 'split' && scope.dimension !== 'segment' && !metric.split.includes(scope.dimension)) {
    reports.error(path, {
      code: 'no-split',
      offset,
      restsOn,
      found: `\`in ${scope.quantifier} ${scope.dimension}\``,
      allowed: ['segment', ...metric.split]
        .map((dimension) => `\`in ${scope.quantifier} ${dimension}\``)
        .join(', '),
      advice: `add \`split: ${scope.dimension}\` under \`metrics.${metric.name}\` if it is published by ${scope.dimension}`,
    });
  }
}
