import { sortProblems, type Problem } from '../../../lib/plan/source/problem.js';
import { readPlan } from '../../../lib/plan/read-plan.js';
import { checkRollout } from '../../../lib/rollout/checks/check-rollout.js';
import { place, say } from '../../plan/reading.js';

/** A plan without phases: a thousand users who send a request a minute each. */
export const COURSE = `rollout: small
audience:
  unit: user
  key: userId
  size: 1000
  traffic: 1000 requests/min
  segments:
    pilot: { list: [a, b, c, d, e, f, g, h, i, j] }
    eu: { where: region is eu, size: 400 }
    us: { where: region is us, size: 600 }
flags: { alpha: {} }
metrics:
  failures: { ratio: [Failed, Seen], census: true, baseline: 1% }
  kept: { ratio: [Kept, Seen], census: true, better: higher, baseline: 99% }
  errors: { ratio: [Errors, Requests], split: page, baseline: 1% }
  latency: { p95: Latency, unit: ms, reference: control else baseline, baseline: 100ms }
roles: { release: [ann], support: [sam] }
`;

/** The units that a list file named after its length holds, of ten characters each: `10.txt`. */
function unitsOfFile(file: string): readonly string[] {
  return Array.from({ length: parseInt(file, 10) }, (_, index) => `user-${String(index).padStart(5, '0')}`);
}

/** What the checks of the course say about a plan that can be read. */
function courseFindings(text: string): readonly Problem[] {
  const { plan, problems, locate } = readPlan('plan.yaml', text, (file) => unitsOfFile(file).join('\n'));
  if (!plan) throw new Error(problems.map(say).join('\n'));
  return sortProblems(checkRollout(plan).map(locate));
}

/** A plan in which a caret marks where one finding of `code` is to be; the caret itself is taken out. */
export function expectFinding(
  marked: string,
  code: string,
  severity: Problem['severity'],
  said: RegExp,
): void {
  const at = marked.indexOf('^');
  const before = marked.slice(0, at).split('\n');
  const found = courseFindings(marked.slice(0, at) + marked.slice(at + 1)).filter((one) => one.code === code);
  expect(found.map(place)).toEqual([
    `${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)} ${code}`,
  ]);
  expect(found[0]?.severity).toBe(severity);
  expect(found.map(say).join()).toMatch(said);
}

/** The codes of everything that is said about a plan. */
export function codesOf(text: string): readonly string[] {
  return courseFindings(text).map(({ code }) => code);
}
