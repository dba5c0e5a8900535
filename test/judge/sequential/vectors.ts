import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../fixtures/vectors');

/** The reference values of a file, computed independently of this project with 50 digits. */
export function vectors<Case>(name: string): readonly Case[] {
  const file = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as {
    readonly cases: readonly Case[];
  };
  return file.cases;
}

/** Fails when `value` is further from `reference` than `relative` times it; what is 0 may be off by the last bits. */
export function expectClose(value: number, reference: number, relative = 1e-9): void {
  const distance = Math.abs(value - reference) / Math.abs(reference);
  if (distance <= relative || Math.abs(value - reference) < (reference === 0 ? 1e-14 : 0)) return;
  if (value === reference) return;
  throw new Error(`${String(value)} instead of ${String(reference)}: ${distance.toExponential(2)} off`);
}
