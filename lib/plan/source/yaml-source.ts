import { LineCounter, parseDocument } from 'yaml';
import type { Path, PlacedProblem, Problem } from './problem.js';
import { isLocal, sayYamlMistake } from './yaml-mistakes.js';
import { Places } from './yaml-places.js';
import { DEEPEST_TREE, readTree } from './yaml-tree.js';

/** The largest file that is read, in characters: some 4,000 lines of a plan. */
export const LARGEST_SOURCE = 200_000;

/** A YAML file with its positions. */
export interface YamlSource {
  /** The plain value, without the parts that are wrong; `undefined` when the file cannot be understood at all. */
  readonly value: unknown;
  /** Mistakes of the YAML itself. */
  readonly problems: readonly Problem[];
  /** The parts of the value in which there are such mistakes. */
  readonly wrong: readonly Path[];
  /** Gives a problem its line and column. */
  readonly locate: (problem: PlacedProblem) => Problem;
}

type Words = Pick<Problem, 'code' | 'found' | 'allowed' | 'advice'>;

/** Reads YAML 1.2 and keeps where everything stands. Never throws. */
export function readYamlSource(file: string, text: string): YamlSource {
  const unreadable = refusal(text);
  if (unreadable) return refused(file, text, unreadable);
  try {
    return readDocument(file, text);
  } catch (error) {
    // The parser recurses: what is nested too deep in a way that the refusal did not see ends here.
    if (!(error instanceof RangeError)) throw error;
    return refused(file, text, { at: 0, ...TOO_DEEP });
  }
}

function readDocument(file: string, text: string): YamlSource {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    const afterMark = line === 1 && text.startsWith('\uFEFF') ? 1 : 0;
    return { file, line: Math.max(line, 1), column: Math.max(col - afterMark, 1) };
  };
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    resolveKnownTags: false,
    strict: true,
  });
  const places = new Places(document, text);
  const locate = (placed: PlacedProblem): Problem => ({
    ...words(placed),
    ...place(places.offsetOf(placed)),
  });
  const structural = document.errors.find((error) => !isLocal(error));
  const local = document.errors.filter(isLocal);
  const problems = [...local, ...(structural ? [structural] : [])].map((error): Problem => ({
    severity: 'error',
    code: 'yaml',
    ...place(error.pos[0]),
    ...sayYamlMistake(error, text),
  }));
  // What follows a mistake of the structure would be read in the wrong place: its mistakes would not be its own.
  if (structural) return { value: undefined, problems, wrong: [], locate };
  const tree = readTree(
    document.contents,
    local.map((error) => error.pos[0]),
  );
  problems.push(
    ...tree.mistakes.map(({ path: _path, at, ...said }): Problem => ({
      severity: 'error',
      ...said,
      ...place(at),
    })),
  );
  return {
    value: tree.value,
    problems,
    wrong: [...tree.wrong, ...tree.mistakes.flatMap(({ path }) => (path ? [path] : []))],
    locate,
  };
}

const TOO_DEEP = {
  code: 'yaml',
  found: 'nesting too deep to be read',
  allowed: `at most ${String(DEEPEST_TREE)} levels`,
  advice: 'a plan needs no more than a dozen levels',
} as const;

/** Why a text is not even looked at: what would cost too much, and what no editor shows. */
function refusal(text: string): (Words & { readonly at: number }) | undefined {
  if (text.length > LARGEST_SOURCE) {
    return {
      at: 0,
      code: 'too-large',
      found: `a file of ${text.length.toLocaleString('en')} characters`,
      allowed: `at most ${LARGEST_SOURCE.toLocaleString('en')}`,
      advice: 'move long lists of units to files of their own and name them with `list:`',
    };
  }
  const control = text.search(/[^\P{Cc}\t\n\r]/u);
  if (control >= 0) {
    const code = (text.codePointAt(control) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return {
      at: control,
      code: 'control-character',
      found: `the invisible character U+${code}`,
      allowed: 'text',
      advice: 'delete it; save the file as UTF-8 text',
    };
  }
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '[' || text[at] === '{') depth += 1;
    else if ((text[at] === ']' || text[at] === '}') && depth > 0) depth -= 1;
    if (depth > 4 * DEEPEST_TREE) return { at, ...TOO_DEEP };
  }
  return undefined;
}

function refused(file: string, text: string, { at, ...said }: Words & { readonly at: number }): YamlSource {
  const before = text.slice(0, at).split('\n');
  const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return {
    value: undefined,
    problems: [{ severity: 'error', ...said, ...place }],
    wrong: [],
    locate: (placed) => ({ ...words(placed), file, line: 1, column: 1 }),
  };
}

function words({
  severity,
  code,
  found,
  allowed,
  advice,
}: PlacedProblem): Omit<Problem, 'file' | 'line' | 'column'> {
  return {
    severity,
    code,
    found,
    ...(allowed === undefined ? {} : { allowed }),
    ...(advice === undefined ? {} : { advice }),
  };
}
