import { APPCONFIG_LIMITS } from '../../flags/appconfig-limits.js';
import { compileBrake, compileRise } from '../../flags/compile-flags.js';
import type { CompileInput, CompileProblem, CompileResult } from '../../flags/compile-input.js';
import type { Path, PlacedProblem } from '../../plan/source/problem.js';
import { compileInput } from '../desired.js';
import type { PlannedStep } from '../planned-exposure.js';
import type { Caps, Exposures } from '../state.js';
import type { CourseRule } from './course.js';
import { DocumentSize } from './document-size.js';

/** Limits that belong to a flag as it is written, whatever is exposed. */
const OF_THE_FLAG: ReadonlySet<CompileProblem['limit']> = new Set([
  'flag',
  'flagKey',
  'attributeKey',
  'variantName',
  'attributes',
  'stringValue',
  'description',
  'attributeType',
  'attributeValue',
]);

/** Compiles both lanes' documents after every step and says what AppConfig would refuse, where it is refused first. */
export const checkDocuments: CourseRule = ({ plan, steps }) => {
  const input = compileInput(plan);
  const off = compileRise({ ...input, exposures: {}, included: [] });
  const found = [off, compileBrake({ ...input, caps: {}, excluded: [] })]
    .flatMap(problemsOf)
    .map((problem) => placed(problem, problem.flag === undefined ? ['flags'] : ['flags', problem.flag]));
  for (const environment of plan.environments) {
    const size = new DocumentSize(off);
    for (const planned of steps.filter(({ phase }) => phase.environment === environment)) {
      const rise = compileChanged(input, planned);
      if (!rise) continue;
      size.replace(rise);
      const problems = [
        ...problemsOf(rise),
        ...tooLarge(size.bytes),
        ...brakeProblems(input, planned, size.bytes),
      ];
      found.push(...problems.map((problem) => placed(problem, placeOf(problem, planned))));
    }
  }
  return firstOfEach(found);
};

/** The rise lane's document of the flags that a step changes: the others are as they were. */
export function compileChanged(
  input: CompileInput,
  { step, before, after }: PlannedStep,
): CompileResult | undefined {
  const changed = step.flags.filter((flag) => before[flag] !== after[flag]);
  if (changed.length === 0) return undefined;
  const exposures: Exposures = Object.fromEntries(
    changed.flatMap((flag) => (after[flag] ? [[flag, after[flag]]] : [])),
  );
  const flags = input.flags.filter((flag) => changed.includes(flag.key));
  return compileRise({ ...input, flags, exposures, included: [] });
}

/**
 * What is wrong with the brake lane's document when a revert brings it to what is exposed after the step. Its rules are
 * those of the rise lane and its other parts hardly longer, so only a large one needs a look.
 */
function brakeProblems(
  input: CompileInput,
  { after }: PlannedStep,
  riseBytes: number,
): readonly CompileProblem[] {
  if (riseBytes < APPCONFIG_LIMITS.document.max / 2) return [];
  const caps: Caps = Object.fromEntries(
    Object.entries(after).map(([flag, exposure]) => [flag, { limit: exposure.grants }]),
  );
  return problemsOf(compileBrake({ ...input, caps, excluded: [] }));
}

function problemsOf(result: CompileResult): readonly CompileProblem[] {
  return result.ok ? [] : result.problems;
}

function tooLarge(size: number): readonly CompileProblem[] {
  const { max, unit } = APPCONFIG_LIMITS.document;
  if (size <= max) return [];
  return [
    {
      limit: 'document',
      found: `a document of ${String(size)} ${unit} after this step`,
      allowed: `at most ${String(max)}`,
      advice:
        'replace long lists of units by tests on attributes, split the plan, or ask AWS for up to 4,000 KB',
    },
  ];
}

function placeOf(problem: CompileProblem, { step }: PlannedStep): Path {
  if (problem.flag !== undefined && OF_THE_FLAG.has(problem.limit)) return ['flags', problem.flag];
  return step.source;
}

function placed({ flag, limit, found, allowed, advice }: CompileProblem, path: Path): PlacedProblem {
  return {
    severity: 'error',
    code: `appconfig-${limit}`,
    path,
    found: flag === undefined ? found : `flag \`${flag}\`: ${found}`,
    allowed,
    advice,
  };
}

/** The same limit of the same flag is told once, at the first step that breaks it. */
function firstOfEach(problems: readonly PlacedProblem[]): readonly PlacedProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, found }) => {
    const key = `${code} ${/^flag `[^`]*`/u.exec(found)?.[0] ?? ''}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
