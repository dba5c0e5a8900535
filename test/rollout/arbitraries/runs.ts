import fc from 'fast-check';

/** Runs of a property: `FC_RUNS` times as many when it is set. */
export function runs(count: number): { readonly numRuns: number; readonly seed?: number } {
  const factor = Number(process.env['FC_RUNS'] ?? '1');
  const seed = process.env['FC_SEED'];
  return { numRuns: Math.ceil(count * factor), ...(seed === undefined ? {} : { seed: Number(seed) }) };
}

/** Fails with a sentence and what was seen. */
export function fail(sentence: string, seen: unknown): never {
  throw new Error(`${sentence}\n${fc.stringify(seen)}`);
}
