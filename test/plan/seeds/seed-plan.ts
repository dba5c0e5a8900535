import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Condition } from '../../../lib/plan/expressions/condition.js';
import { termsOf } from '../../../lib/plan/expressions/condition.js';
import { sayTime } from '../../../lib/plan/expressions/time.js';
import { readPlan } from '../../../lib/plan/read-plan.js';
import type { Gate, Phase, RolloutPlan, Step, Task, Trigger } from '../../../lib/plan/rollout-plan.js';
import { sayAct, sayExposure, sayLevel } from './say-parts.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Line of the prose plan, the fact in a few words, where the plan says it, and what it must say. */
export type SeedRow = readonly [
  line: number,
  fact: string,
  read: (plan: RolloutPlan) => unknown,
  expected: unknown,
];

/** One test for each fact of the prose plan behind `plans/<name>.yaml`. */
export function provesSeed(name: string, rows: readonly SeedRow[]): void {
  describe(`the ${name} plan says what its seed says`, () => {
    const file = fileURLToPath(new URL(`../../../plans/${name}.yaml`, import.meta.url));
    const readList = (list: string): string => readFileSync(join(dirname(file), list), 'utf8');
    const { plan, problems } = readPlan(file, readFileSync(file, 'utf8'), readList);

    it('has no mistakes', () => {
      expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    });

    it.each(rows)('line %i: %s', (_line, _fact, read, expected) => {
      if (!plan) throw new Error(`plans/${name}.yaml cannot be read`);
      expect(read(plan)).toEqual(expected);
    });
  });
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the plan has no ${what}`);
  return value;
}

export function phaseOf(plan: RolloutPlan, name: string): Phase {
  return found(
    plan.phases.find((phase) => phase.name === name),
    `phase ${name}`,
  );
}

/** The weeks of a phase, from and to. */
export function weeksOf(plan: RolloutPlan, name: string): readonly number[] {
  const { from, to } = found(phaseOf(plan, name).weeks, `weeks of ${name}`);
  return [from, to];
}

/** Days that a phase lasts at least and at most. */
export function daysOf(plan: RolloutPlan, name: string): readonly (number | undefined)[] {
  const { minMs, maxMs } = phaseOf(plan, name);
  return [minMs / DAY, maxMs === undefined ? undefined : maxMs / DAY];
}

export function stepOf(plan: RolloutPlan, phase: string, name: string): Step {
  return found(
    phaseOf(plan, phase).steps.find((step) => step.name === name),
    `step ${phase}/${name}`,
  );
}

/** When a step happens, as the calendar says it. */
export function timeOf(plan: RolloutPlan, phase: string, step: string): string {
  return sayTime(found(stepOf(plan, phase, step).at, `time of ${phase}/${step}`));
}

/** Whom a step exposes: `+0.4 of remaining`, `0.05..0.1 from optIn`. */
export function exposureOf(plan: RolloutPlan, phase: string, step: string): string {
  const change = found(stepOf(plan, phase, step).change, `exposure of ${phase}/${step}`);
  return `${change.mode === 'add' ? '+' : ''}${sayExposure(change.exposure)}`;
}

/** The exposures of the rungs of a ladder. */
export function rungsOf(plan: RolloutPlan, phase: string, step: string): readonly string[] {
  return phaseOf(plan, phase)
    .steps.filter(({ name }) => name.startsWith(`${step}.`))
    .map(({ name }) => exposureOf(plan, phase, name));
}

/** The names of a step's (or a gate's) checklist. */
export function tasksOf(holder: { readonly tasks: readonly Task[] }): readonly string[] {
  return holder.tasks.map((task) => task.name);
}

/** The bound of a checklist item with a figure: `>= 85`. */
export function itemOf(holder: { readonly tasks: readonly Task[] }, name: string): string {
  const { value } = found(
    holder.tasks.find((task) => task.name === name),
    `item ${name}`,
  );
  const { comparison, value: bound } = found(value, `bound of ${name}`);
  return `${comparison} ${String(bound)}`;
}

export function leaveOf(plan: RolloutPlan, phase: string): Gate {
  return found(phaseOf(plan, phase).leave, `leave gate of ${phase}`);
}

export function enterOf(plan: RolloutPlan, phase: string): Gate {
  return found(phaseOf(plan, phase).enter, `entry gate of ${phase}`);
}

export function goOf(plan: RolloutPlan, phase: string, step: string): Gate {
  return found(stepOf(plan, phase, step).go, `gate of ${phase}/${step}`);
}

/** What a gate claims about a metric, figures only: `< 0.02`, `<= 1.2 of baseline`, `5 of 5`. */
export function claimed(gate: Gate, metric: string): readonly string[] {
  return [...gate.all, ...gate.any].flatMap((condition) => claimsIn(condition, metric));
}

/** How many samples a gate's claims about a metric need. */
export function samplesOf(gate: Gate, metric: string): readonly (number | undefined)[] {
  return [...gate.all, ...gate.any]
    .flatMap(termsOf)
    .flatMap((term) => (term.kind === 'claim' && term.metric === metric ? [term.samples?.atLeast] : []));
}

export function successOf(plan: RolloutPlan, metric: string): readonly string[] {
  return claimed(found(plan.success, 'success'), metric);
}

/** Facts that a gate asks for, as they are written. */
export function factsOf(gate: Gate): readonly string[] {
  return [...gate.all, ...gate.any]
    .flatMap(termsOf)
    .flatMap((term) => (term.kind === 'claim' ? [] : [term.text]));
}

export function triggerOf(plan: RolloutPlan, name: string): Trigger {
  return found(
    plan.triggers.find((trigger) => trigger.name === name),
    `trigger ${name}`,
  );
}

/** The threshold of a trigger, without the span and the samples, which are the author's. */
export function firesAt(plan: RolloutPlan, name: string, metric: string): readonly string[] {
  return claimsIn(triggerOf(plan, name).when, metric);
}

export function resumesAt(plan: RolloutPlan, name: string, metric: string): readonly string[] {
  return claimsIn(found(triggerOf(plan, name).resume, `resume of ${name}`), metric);
}

/** What a trigger does, in order: `task fix within 4h`, `revert step after 4h`, times in milliseconds. */
export function responsesOf(plan: RolloutPlan, name: string): readonly string[] {
  return triggerOf(plan, name).then.map(
    ({ act, afterMs }) => `${sayAct(act)}${afterMs === 0 ? '' : ` after ${String(afterMs)}`}`,
  );
}

function claimsIn(condition: Condition, metric: string): readonly string[] {
  return termsOf(condition).flatMap((term) =>
    term.kind === 'claim' && term.metric === metric ? [sayLevel(term.comparison, term.level)] : [],
  );
}

type Named<K extends 'notices' | 'digests' | 'surveys'> = RolloutPlan[K][number];

export function noticeOf(plan: RolloutPlan, name: string): Named<'notices'> {
  return found(
    plan.notices.find((notice) => notice.name === name),
    `notice ${name}`,
  );
}

export function digestOf(plan: RolloutPlan, name: string): Named<'digests'> {
  return found(
    plan.digests.find((digest) => digest.name === name),
    `digest ${name}`,
  );
}

export function surveyOf(plan: RolloutPlan, name: string): Named<'surveys'> {
  return found(
    plan.surveys.find((survey) => survey.name === name),
    `survey ${name}`,
  );
}

/** When a message of a step goes out: lead times and times afterwards, by channel. */
export function stepNoticesOf(step: Step): readonly object[] {
  return step.notices.map(({ by, before, after, required }) => ({ by, before, after, required }));
}

/** Who ticks which recurring checklist how often. */
export function recurringOf(plan: RolloutPlan, task: string): RolloutPlan['recurring'][number] {
  return found(
    plan.recurring.find((list) => list.tasks.includes(task)),
    `recurring ${task}`,
  );
}
