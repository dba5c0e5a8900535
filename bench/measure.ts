import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One row of the benchmark table. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly goal: string;
  readonly met: boolean;
}

const PEAK = fileURLToPath(new URL('./report-peak.mjs', import.meta.url));

export interface ProcessFigures {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly status: number | null;
  readonly output: string;
}

/** Runs the built command as a process of its own, as a user does. */
export function runCommand(args: readonly string[]): ProcessFigures {
  const started = performance.now();
  const child = spawnSync(process.execPath, ['--import', PEAK, 'dist/bin/phasegate.js', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  const peak = /peak (\d+) kB/u.exec(child.stderr);
  return {
    seconds,
    peakMegabytes: peak ? Number(peak[1]) / 1024 : Number.NaN,
    status: child.status,
    output: child.stdout,
  };
}

/** The median of several runs, by a figure. */
export function median<T>(runs: readonly T[], by: (run: T) => number): number {
  const sorted = runs.map(by).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Prints rows as a table. */
export function printTable(rows: readonly Row[]): void {
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => [row.what, row.figure, row.goal][column]?.length ?? 0)),
  );
  for (const row of rows) {
    const cells = [
      row.what.padEnd(widths[0] ?? 0),
      row.figure.padStart(widths[1] ?? 0),
      row.goal.padEnd(widths[2] ?? 0),
    ];
    process.stdout.write(`${cells.join('   ')}   ${row.met ? 'met' : 'missed'}\n`);
  }
}
