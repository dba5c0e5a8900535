import { APPCONFIG_LIMITS } from '../../flags/appconfig-limits.js';
import { compileBrake, compileRise } from '../../flags/compile-flags.js';
import type { CompileInput, CompileProblem, CompileResult } from '../../flags/compile-input.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Path, PlacedProblem } from '../../plan/source/problem.js';
import { compileInput } from '../desired.js';
import { plannedSteps, type PlannedStep } from '../planned-exposure.js';
import type { Caps, Exposures } from '../state.js';

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
export function checkDocuments(plan: RolloutPlan): readonly PlacedProblem[] {
  const input = compileInput(plan);
  const off = [
    compileRise({ ...input, exposures: {}, included: [] }),
    compileBrake({ ...input, caps: {}, excluded: [] }),
  ];
  const found: PlacedProblem[] = off
    .flatMap(problemsOf)
    .map((problem) => placed(problem, problem.flag === undefined ? ['flags'] : ['flags', problem.flag]));
  const sizes = { rise: sizesOf(off[0]), brake: sizesOf(off[1]) };
  for (const planned of plannedSteps(plan)) {
    const lanes = compileChanged(plan, input, planned);
    if (!lanes) continue;
    for (const lane of ['rise', 'brake'] as const) {
      const result = lanes[lane];
      found.push(...problemsOf(result).map((problem) => placed(problem, placeOf(problem, planned))));
      for (const [flag, size] of sizesOf(result)) sizes[lane].set(flag, size);
      const size = [...sizes[lane].values()].reduce((sum, one) => sum + one, 0);
      if (size > APPCONFIG_LIMITS.document.max) found.push(placed(tooLarge(size), planned.step.source));
    }
  }
  return firstOfEach(found);
}

/** The documents of the flags that a step changes: the others are as they were. */
function compileChanged(
  plan: RolloutPlan,
  input: CompileInput,
  { step, before, after }: PlannedStep,
): { readonly rise: CompileResult; readonly brake: CompileResult } | undefined {
  const changed = step.flags.filter((flag) => before[flag] !== after[flag]);
  if (changed.length === 0) return undefined;
  const part = { ...input, flags: input.flags.filter((flag) => changed.includes(flag.key)) };
  const exposures: Exposures = Object.fromEntries(
    Object.entries(after).filter(([flag]) => changed.includes(flag)),
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

/** Bytes that each flag takes in its document. */
function sizesOf(result: CompileResult | undefined): Map<string, number> {
  if (!result?.ok) return new Map();
  const { flags, values } = result.document;
  return new Map(
    Object.keys(flags).map((flag) => [
      flag,
      bytes(flags[flag]) + bytes(values[flag]) + 2 * (bytes(flag) + 2),
    ]),
  );
}

/** An upper bound of the UTF-8 length that is exact for plain text. */
function bytes(value: unknown): number {
  let length = 0;
  for (const character of JSON.stringify(value)) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
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
