import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { goalsOf } from './goals.js';
import { allRaces, type Sizes } from './races.js';
import { runRaces } from './run-races.js';
import { measureSpeed } from './speed.js';
import { tablesOf } from './tables.js';

const SEED = 20_261_207;
const FULL: Sizes = { alternatives: 2000, nulls: 1000, largeNulls: 20_000 };
const QUICK: Sizes = { alternatives: 200, nulls: 100, largeNulls: 400 };
const TARGET = 'docs/benchmarks/judge.md';

/** `npm run bench:judge`: ours and the peers' procedures on the same draws. `--quick` for a tenth, not written. */
async function main(): Promise<void> {
  const isQuick = process.argv.includes('--quick');
  const sizes = isQuick ? QUICK : FULL;
  const start = performance.now();
  const speed = measureSpeed();
  const finished = await runRaces(allRaces(sizes, SEED), (done, of) => {
    process.stderr.write(`\r${String(done)} of ${String(of)} races `);
  });
  process.stderr.write('\n');
  const seconds = Math.round((performance.now() - start) / 1000);
  const goals = goalsOf(finished, speed);
  const text = [
    '# The judge against its peers',
    '',
    'Made by `npm run bench:judge`: simulated traffic, the same draws for every procedure, seeded ' +
      `(${String(SEED)}). What each procedure is, and where it is published: \`bench/judge/peers\`. ` +
      'How ours works: [judge.md](../judge.md).',
    '',
    `Node ${process.version}, ${String(availableParallelism())} cores, ${String(seconds)} s; ` +
      `${String(sizes.alternatives)} runs for a delay, ${String(sizes.nulls)} for a false revert, ` +
      `${String(sizes.largeNulls)} where the risk itself is checked.`,
    '',
    '## Goals',
    '',
    ...goals,
    '',
    ...tablesOf(finished),
    '',
  ].join('\n');
  process.stdout.write(text);
  if (isQuick) return;
  mkdirSync('docs/benchmarks', { recursive: true });
  writeFileSync(TARGET, text);
  process.stderr.write(`written to ${TARGET}\n`);
}

await main();
