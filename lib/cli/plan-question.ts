import { Option, type Command } from 'commander';
import type { FlagsQuestion } from '../report/flags-view.js';
import { planPoint } from '../report/plan-point.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { listOf, sayChoices } from '../plan/source/choices.js';
import { contextValues } from './context-values.js';
import type { Refusal } from './refuse.js';

/** The options of a command that looks at one point of a plan. */
export interface PointOptions {
  readonly at?: string;
  readonly environment?: string;
  readonly user?: string;
  readonly context: readonly string[];
}

/** Adds the options to a command. */
export function addPointOptions(command: Command): Command {
  return command
    .option('--at <point>', 'a step (when it is reached), a phase (its last step), start or end')
    .option(
      '--environment <name>',
      "one of the plan's environments; the one that the step exposes in otherwise",
    )
    .option('--user <unit>', 'what this user, or whatever the plan buckets, gets')
    .addOption(
      new Option('--context <name=value>', 'an attribute of the user; may be given again')
        .default([], 'none')
        .argParser((pair: string, before: readonly string[]) => [...before, pair]),
    );
}

/** What was asked of a plan. */
interface PlanQuestion {
  readonly question: Omit<FlagsQuestion, 'lanes'>;
  /** What was said besides, and changes nothing. */
  readonly notes: readonly string[];
}

/** What was asked of a plan, or everything that is wrong with the question. */
export function planQuestion(plan: RolloutPlan, options: PointOptions): PlanQuestion | readonly Refusal[] {
  const point = planPoint(plan, options.at ?? '');
  const { attributes, unused, refusals } = contextValues(plan, options.context);
  const wrong: Refusal[] = [...environmentRefusals(plan, options.environment), ...refusals];
  if (options.user === '') wrong.unshift({ found: '--user without a name', advice: 'say whom: --user u-17' });
  if (options.user === undefined && options.context.length > 0)
    wrong.push({ found: '--context without --user', advice: 'say whose attributes they are: --user u-17' });
  if ('found' in point) {
    return [
      {
        found:
          options.at === undefined
            ? 'no point of the plan'
            : `the plan has no step or phase \`${point.found}\``,
        allowed: listOf(point.allowed, Infinity),
        advice:
          point.meant === undefined || options.at === undefined
            ? 'say which with --at'
            : `did you mean \`${point.meant}\`?`,
      },
      ...wrong,
    ];
  }
  if (wrong.length > 0) return wrong;
  return {
    question: {
      point,
      environment: options.environment ?? point.environment,
      ...(options.user === undefined ? {} : { unit: { name: options.user, attributes } }),
    },
    notes: unused.map((name) => `the plan does not look at \`${name}\`: it makes no difference`),
  };
}

function environmentRefusals(plan: RolloutPlan, name: string | undefined): readonly Refusal[] {
  if (name === undefined || plan.environments.includes(name)) return [];
  const { allowed, advice } = sayChoices(name, plan.environments);
  return [
    {
      found: `the plan has no environment \`${name}\``,
      allowed,
      advice: advice ?? 'name one of them with --environment',
    },
  ];
}
