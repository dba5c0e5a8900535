import type { Condition, Span } from '../expressions/condition.js';
import type { GateFile } from '../schema/plan-file.js';
import type { Gate, Task } from '../rollout-plan.js';
import type { Path } from '../source/problem.js';
import { compileCondition, type ConditionNames } from './compile-conditions.js';
import { judgeGateConditions, judgeSettings } from './judge-conditions.js';
import type { Reports } from './reports.js';

const EMPTY: GateFile = {
  isList: false,
  all: [],
  any: [],
  tasks: [],
  signOff: [],
  decide: undefined,
  otherwise: 'hold',
  within: undefined,
  judge: undefined,
};

/** Resolves a gate; `extraTasks` are ticked before it passes as well. */
export function compileGate(
  id: string,
  source: GateFile | undefined,
  span: Span,
  names: ConditionNames,
  path: Path,
  reports: Reports,
  extraTasks: readonly Task[] = [],
): Gate | undefined {
  if (!source && extraTasks.length === 0) return undefined;
  const gate = source ?? EMPTY;
  // A gate written as a plain list has its conditions one level higher in the file than one written as a mapping.
  const conditionPath = (key: 'all' | 'any', index: number): Path =>
    gate.isList ? [...path, index] : [...path, key, index];
  gate.signOff.forEach((role, index) =>
    reports.knows([...path, 'signOff', index], 'role', role, names.roles),
  );
  if (gate.decide) reports.knows([...path, 'decide', 'by'], 'role', gate.decide.by, names.roles);
  checkTasks(gate.tasks, names, [...path, 'tasks'], reports);
  const compile = (key: 'all' | 'any'): readonly Condition[] =>
    gate[key].map((condition, index) =>
      compileCondition(condition, span, names, conditionPath(key, index), reports),
    );
  const judge = judgeSettings(gate.judge, names.judge);
  const [all, any] = judgeGateConditions(compile('all'), compile('any'), judge, names.metrics);
  return {
    id,
    source: path,
    all,
    any,
    tasks: [...gate.tasks, ...extraTasks],
    signOff: gate.signOff,
    ...(gate.decide ? { decide: gate.decide } : {}),
    otherwise: gate.otherwise,
    ...(gate.within === undefined ? {} : { withinMs: gate.within }),
  };
}

/** Checks the roles that a checklist names. */
export function checkTasks(
  tasks: readonly Task[],
  names: ConditionNames,
  path: Path,
  reports: Reports,
): void {
  tasks.forEach((task, index) => {
    if (task.by !== undefined) reports.knows([...path, index, 'by'], 'role', task.by, names.roles);
  });
}
