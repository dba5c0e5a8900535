import fc from 'fast-check';

/**
 * The same cases at every run, so that a failure is one of the change that was made: `FC_SEED=<number>` looks at
 * others, `FC_SEED=random` at others each time, `FC_RUNS=10` at ten times as many where a property says `runs`.
 */
const seed = process.env['FC_SEED'] ?? '20261207';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });

export default fc;
