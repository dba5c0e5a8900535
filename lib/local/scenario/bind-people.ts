import type { Reports } from '../../plan/compile/reports.js';
import { termsOf, type Claim, type Condition } from '../../plan/expressions/condition.js';
import { keepsBound } from '../../plan/expressions/bound.js';
import { gatesOf, type RolloutPlan, type Task } from '../../plan/rollout-plan.js';
import type { Path } from '../../plan/source/problem.js';
import { bindMoment, bindPhase } from './bind-moments.js';
import type { BoundScenario, Habits, HookModel, PlannedFreeze, Spoken } from './bound-scenario.js';
import { keepingFigure } from './keeping-figure.js';
import { knowsKey } from './knows-key.js';
import type { HabitsFile, ScenarioFile } from './scenario-file.js';

const MINUTE = 60_000;

/** What people do when the scenario says nothing about them. */
const DEFAULT_HABITS: Habits = {
  sign: 60 * MINUTE,
  tick: 120 * MINUTE,
  decide: { verdict: 'go', after: 60 * MINUTE },
  answer: { verdict: 'yes', after: 30 * MINUTE },
  report: 0,
};
const DEFAULT_HOOK_MS = 5 * MINUTE;

export function bindHabits(
  scenario: ScenarioFile,
  plan: RolloutPlan,
  reports: Reports,
): Pick<BoundScenario, 'habits' | 'habitsOfOthers'> {
  const roles = Object.keys(plan.roles);
  const people = scenario.people ?? {};
  for (const role of Object.keys(people)) {
    if (role !== 'everybody') knowsKey(reports, ['people', role], 'role', roles);
  }
  const others = withHabits(DEFAULT_HABITS, people.everybody);
  return {
    habits: Object.fromEntries(roles.map((role) => [role, withHabits(others, people[role])])),
    habitsOfOthers: others,
  };
}

function withHabits(before: Habits, file: HabitsFile = {}): Habits {
  const delayed = (said: number | 'never' | undefined, otherwise: number | undefined) =>
    said === undefined ? otherwise : said === 'never' ? undefined : said;
  const judged = <V>(
    said: { readonly verdict: V; readonly after: number | 'never' } | undefined,
    otherwise: { readonly verdict: V; readonly after: number } | undefined,
  ) => {
    if (said === undefined) return otherwise;
    return said.after === 'never' ? undefined : { verdict: said.verdict, after: said.after };
  };
  return {
    sign: delayed(file.sign, before.sign),
    tick: delayed(file.tick, before.tick),
    decide: judged(file.decide, before.decide),
    answer: judged(file.answer, before.answer),
    report: delayed(file.report, before.report),
  };
}

/** The figures of tasks that have a bound: said, or one that keeps it. */
export function bindValues(
  scenario: ScenarioFile,
  plan: RolloutPlan,
  reports: Reports,
): Readonly<Record<string, number>> {
  const tasks = tasksOf(plan);
  const names = [...new Set(tasks.map(({ name }) => name))];
  for (const task of Object.keys(scenario.values ?? {})) knowsKey(reports, ['values', task], 'task', names);
  const kept = tasks.flatMap(({ name, value }) => (value ? [[name, keepingFigure(value)] as const] : []));
  return { ...Object.fromEntries(kept), ...scenario.values };
}

export function bindSays(scenario: ScenarioFile, plan: RolloutPlan, reports: Reports): readonly Spoken[] {
  return (scenario.says ?? []).map((spoken, index): Spoken => {
    const path: Path = ['says', index];
    const { say } = spoken;
    if (say.kind === 'disable') {
      for (const flag of say.flags) reports.knows([...path, 'say'], 'flag', flag, Object.keys(plan.flags));
    }
    if (say.kind === 'adopt')
      reports.knows([...path, 'say'], 'environment', say.environment, plan.environments);
    return {
      who: spoken.by === undefined ? firstPerson(plan) : (plan.roles[spoken.by]?.people[0] ?? spoken.by),
      word: say,
      ...(spoken.because === undefined ? {} : { because: spoken.because }),
      at: bindMoment(spoken, plan, path, reports),
    };
  });
}

export function bindFreezes(
  scenario: ScenarioFile,
  plan: RolloutPlan,
  reports: Reports,
): readonly PlannedFreeze[] {
  return (scenario.freezes ?? []).map((freeze, index): PlannedFreeze => {
    const path: Path = ['freezes', index];
    const base = { who: firstPerson(plan), lastsMs: freeze.lasts, because: freeze.because ?? 'a freeze' };
    if (freeze.over === undefined)
      return { ...base, kind: 'at', at: bindMoment(freeze, plan, path, reports) };
    for (const key of ['phase', 'from', 'day', 'after'] as const) {
      if (freeze[key] !== undefined) {
        reports.error([...path, key], {
          code: 'moment',
          atKey: true,
          found: `\`over\` and \`${key}\``,
          allowed: '`over: next step in phase 2`, or a time',
          advice: 'keep one of them',
        });
      }
    }
    const { phase } = freeze.over;
    return {
      ...base,
      kind: 'over',
      ...(phase === undefined ? {} : { phase: bindPhase(phase, plan, [...path, 'over'], reports) }),
    };
  });
}

export function bindHooks(
  scenario: ScenarioFile,
  plan: RolloutPlan,
  reports: Reports,
): Readonly<Record<string, HookModel>> {
  const models = scenario.hooks ?? {};
  for (const hook of Object.keys(models)) {
    if (hook !== 'every') knowsKey(reports, ['hooks', hook], 'hook', Object.keys(plan.hooks));
  }
  return Object.fromEntries(
    Object.entries(plan.hooks).map(([name, hook]): [string, HookModel] => {
      const said = models[name] ?? {};
      const every = models.every ?? {};
      for (const figure of Object.keys(said.figures ?? {})) {
        knowsKey(reports, ['hooks', name, 'figures', figure], 'figure', hook.figures);
      }
      const because = said.because ?? every.because;
      return [
        name,
        {
          result: said.result ?? every.result ?? 'ok',
          afterMs: said.after ?? every.after ?? DEFAULT_HOOK_MS,
          ...(because === undefined ? {} : { because }),
          figures: Object.fromEntries(
            hook.figures.map((figure) => [figure, said.figures?.[figure] ?? figureKeeping(plan, figure)]),
          ),
        },
      ];
    }),
  );
}

/** A figure that keeps what every gate asks of it, where there is one. */
function figureKeeping(plan: RolloutPlan, figure: string): number {
  const claims = gatesOf(plan)
    .flatMap((gate) => [...gate.all, ...gate.any])
    .flatMap((condition: Condition) => termsOf(condition))
    .filter((term): term is Claim => term.kind === 'claim' && term.metric === figure);
  const bounds = claims.flatMap(({ comparison, level, text }) => {
    if (level.kind !== 'fixed') return [];
    return [
      { comparison: comparison === '=' ? ('<=' as const) : comparison, value: level.quantity.value, text },
    ];
  });
  const figures = bounds.map(keepingFigure);
  return figures.find((one) => bounds.every((bound) => keepsBound(bound, one))) ?? figures[0] ?? 0;
}

function tasksOf(plan: RolloutPlan): readonly Task[] {
  return [
    ...gatesOf(plan).flatMap((gate) => gate.tasks),
    ...plan.phases.flatMap((phase) => phase.steps.flatMap((step) => step.tasks)),
  ];
}

function firstPerson(plan: RolloutPlan): string {
  return Object.values(plan.roles)[0]?.people[0] ?? plan.owner ?? 'somebody';
}
