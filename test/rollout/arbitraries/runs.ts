import fc from '../../fast-check.js';

/** Runs of a property: `FC_RUNS` times as many when it is set. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(count * Number(process.env['FC_RUNS'] ?? '1')) };
}

/** Fails with a sentence and what was seen. */
export function fail(sentence: string, seen: unknown): never {
  throw new Error(`${sentence}\n${fc.stringify(seen)}`);
}
