import { join } from 'node:path';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { sortProblems } from '../plan/source/problem.js';
import { LARGEST_SOURCE } from '../plan/source/yaml-source.js';
import { bindScenario } from '../local/scenario/bind-scenario.js';
import type { BoundScenario } from '../local/scenario/bound-scenario.js';
import { readScenario } from '../local/scenario/read-scenario.js';
import type { PlanFailure } from '../files/load-plan.js';
import { packageRoot } from '../files/package-root.js';
import { readText } from '../files/read-text.js';
import type { Terminal } from './terminal.js';

/** The futures that come with the command; each fits any plan. */
export const STANDARD_SCENARIOS = [
  'all-well',
  'second-phase-fails',
  'slow-leak',
  'shared-incident-below-caps',
  'shared-incident-above-caps',
  'nobody-signs',
  'telemetry-stops',
  'freeze',
] as const;

/** A scenario that fits the plan. */
export interface LoadedScenario {
  readonly kind: 'scenario';
  readonly scenario: BoundScenario;
}

/** Reads a scenario, by file or by the name of a standard one, and fits it to the plan. */
export function loadScenario(io: Terminal, named: string, plan: RolloutPlan): LoadedScenario | PlanFailure {
  const standard = STANDARD_SCENARIOS.some((name) => name === named);
  const file = standard ? join(packageRoot(), 'scenarios', `${named}.yaml`) : named;
  const source = readText(io, file, LARGEST_SOURCE);
  if (source.kind === 'wrong') return { kind: 'wrong', file, problems: [source.problem], text: '' };
  if (source.kind === 'unreadable') {
    return {
      kind: 'unreadable',
      file: named,
      why: source.why,
      advice: `name a scenario file, or one of ${STANDARD_SCENARIOS.join(', ')}`,
    };
  }
  const read = readScenario(file, source.text);
  if (!read.value) return { kind: 'wrong', file, problems: read.problems, text: source.text };
  const { bound, problems } = bindScenario(read.value, plan);
  if (bound) return { kind: 'scenario', scenario: bound };
  return { kind: 'wrong', file, problems: sortProblems(problems.map(read.locate)), text: source.text };
}
