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

const LANES = ['rise', 'brake'] as const;

/** Compiles both lanes' documents after every step and says what AppConfig would refuse, where it is refused first. */
export const checkDocuments: CourseRule = ({ plan, steps }) => {
  const input = compileInput(plan);
  const off: Results = {
    rise: compileRise({ ...input, exposures: {}, included: [] }),
    brake: compileBrake({ ...input, caps: {}, excluded: [] }),
  };
  const found = LANES.flatMap((lane) =>
    problemsOf(off[lane]).map((problem) =>
      placed(problem, problem.flag === undefined ? ['flags'] : ['flags', problem.flag]),
    ),
  );
  for (const environment of plan.environments) {
    const sizes = { rise: new DocumentSize(off.rise), brake: new DocumentSize(off.brake) };
    for (const planned of steps.filter(({ phase }) => phase.environment === environment)) {
      const changed = compileChanged(input, planned);
      for (const lane of LANES) {
        if (!changed) continue;
        found.push(...problemsOf(changed[lane]).map((problem) => placed(problem, placeOf(problem, planned))));
        sizes[lane].replace(changed[lane]);
        const { bytes } = sizes[lane];
        if (bytes > APPCONFIG_LIMITS.document.max) found.push(placed(tooLarge(bytes), planned.step.source));
      }
    }
  }
  return firstOfEach(found);
};

type Results = Readonly<Record<(typeof LANES)[number], CompileResult>>;

/** Compiles the flags that a step changes: the others are as they were. */
function compileChanged(input: CompileInput, { step, before, after }: PlannedStep): Results | undefined {
  const changed = step.flags.filter((flag) => before[flag] !== after[flag]);
  if (changed.length === 0) return undefined;
  const part = { ...input, flags: input.flags.filter((flag) => changed.includes(flag.key)) };
  const exposures: Exposures = Object.fromEntries(
    changed.flatMap((flag) => (after[flag] ? [[flag, after[flag]]] : [])),
  );
  // What the brake says when the next step is taken back: no more than this.
  const caps: Caps = Object.fromEntries(
    Object.entries(exposures).map(([flag, exposure]) => [flag, { limit: exposure.grants }]),
  );
  return {
    rise: compileRise({ ...part, exposures, included: [] }),
    brake: compileBrake({ ...part, caps, excluded: [] }),
  };
}

function problemsOf(result: CompileResult): readonly CompileProblem[] {
  return result.ok ? [] : result.problems;
}

function tooLarge(size: number): CompileProblem {
  const { max, unit } = APPCONFIG_LIMITS.document;
  return {
    limit: 'document',
    found: `a document of ${String(size)} ${unit} after this step`,
    allowed: `at most ${String(max)}`,
    advice:
      'replace long lists of units by tests on attributes, split the plan, or ask AWS for up to 4,000 KB',
  };
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
