import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** How a run ended: its exit code, the triggers that fired, and what they did to users' exposure. */
interface End {
  readonly exit: number;
  readonly fired: readonly string[];
  readonly lowered: readonly string[];
}

const COMPLETED: End = { exit: 0, fired: [], lowered: [] };
const STOPPED: End = { exit: 10, fired: [], lowered: [] };
const reverted = (...fired: readonly string[]): End => ({ exit: 11, fired, lowered: ['revert'] });

const PLANS = ['comfyfixer', 'connection-flow', 'dark-launch', 'phoenix', 'unified-pipeline'] as const;

/** The expected end of every shipped plan (in the order of PLANS) in every shipped scenario. */
const ENDS: readonly (readonly [scenario: string, ...ends: readonly End[]])[] = [
  ['all-well', COMPLETED, COMPLETED, COMPLETED, COMPLETED, COMPLETED],
  [
    'second-phase-fails',
    {
      exit: 11,
      fired: ['lost-records', 'slower-alert', 'much-slower'],
      lowered: ['revert', 'serve'],
    },
    reverted('slower'),
    { exit: 11, fired: ['slow-warning', 'corrupt-data'], lowered: ['reduce', 'revert'] },
    reverted('validation', 'slow', 'revolt'),
    reverted('lost-data'),
  ],
  [
    'slow-leak',
    reverted('lost-records'),
    reverted('data-integrity'),
    reverted('corrupt-data'),
    reverted('slow', 'validation', 'revolt'),
    reverted('lost-data'),
  ],
  ['shared-incident-below-caps', COMPLETED, COMPLETED, COMPLETED, COMPLETED, COMPLETED],
  [
    'shared-incident-above-caps',
    reverted('lost-records'),
    reverted('data-integrity'),
    { exit: 11, fired: ['slow-warning', 'errors-warning', 'corrupt-data'], lowered: ['reduce', 'revert'] },
    // It puts the affected users back; then the pilot's gate does not let an incident of two hours pass.
    { exit: 10, fired: ['validation'], lowered: ['revert'] },
    reverted('lost-data'),
  ],
  // The plan of ComfyFixer asks for no signature.
  ['nobody-signs', COMPLETED, STOPPED, STOPPED, STOPPED, STOPPED],
  ['telemetry-stops', STOPPED, STOPPED, STOPPED, STOPPED, STOPPED],
  ['freeze', COMPLETED, COMPLETED, COMPLETED, COMPLETED, COMPLETED],
];

/** As many runs at once as the machine has cores; each is a process, as it is for a user. */
const WORKERS = availableParallelism();

const folder = mkdtempSync(join(tmpdir(), 'phasegate-ends-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const cases = ENDS.flatMap(([scenario, ...ends]) =>
  PLANS.map((plan, index) => ({ plan, scenario, end: ends[index], run: lazily(() => run(plan, scenario)) })),
);

it.each(cases)(
  '$plan in the scenario $scenario ends as expected',
  async ({ end, run: ended }) => {
    const ahead = cases.slice(cases.findIndex((one) => one.run === ended)).slice(0, WORKERS);
    for (const one of ahead) void one.run();
    expect(await ended()).toEqual(end);
  },
  60_000,
);

function lazily<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => (started ??= start());
}

async function run(plan: string, scenario: string): Promise<End> {
  const args = ['run', `plans/${plan}.yaml`, '--scenario', scenario, '--json'];
  const evidence = join(folder, `${plan}-${scenario}.jsonl`);
  const { exit, output } = await new Promise<{ readonly exit: number; readonly output: string }>((done) => {
    execFile(
      process.execPath,
      [resolve('dist/bin/phasegate.js'), ...args, '--evidence', evidence],
      { maxBuffer: 1 << 28 },
      (error, stdout) => {
        done({ exit: typeof error?.code === 'number' ? error.code : error ? 1 : 0, output: stdout });
      },
    );
  });
  const happenings = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind: string; readonly say?: string });
  const fired = happenings.flatMap(({ kind, say = '' }) =>
    kind === 'trigger' ? (/^trigger (\S+) fires/u.exec(say)?.[1] ?? []) : [],
  );
  const lowered = happenings.flatMap(({ kind }) =>
    ['revert', 'reduce', 'disable', 'serve', 'kill'].includes(kind) ? [kind] : [],
  );
  return { exit, fired: [...new Set(fired)], lowered: [...new Set(lowered)] };
}
