import { Command } from 'commander';
import { backtest, endOf } from '../backtest/backtest.js';
import { backtestText } from '../backtest/backtest-text.js';
import type { HistoryProblem } from '../backtest/history-problem.js';
import { readHistory } from '../backtest/read-history.js';
import { timeIn } from '../backtest/recorded-time.js';
import { loadPlan } from '../files/load-plan.js';
import { readText } from '../files/read-text.js';
import { paint } from './paint.js';
import { printFailure, printProblems, printWarnings } from './print-problems.js';
import { refuse, type Refusal } from './refuse.js';
import type { Terminal } from './terminal.js';

/** Bytes of recorded data: some ten million rows would not fit into memory as text. */
const LARGEST_HISTORY = 500_000_000;

interface BacktestCommandOptions {
  readonly metrics: string;
  readonly exposedFrom?: string;
  readonly json?: boolean;
}

/** `phasegate backtest`: the plan's triggers and gates over recorded data. */
export function backtestCommand(io: Terminal): Command {
  return new Command('backtest')
    .summary('when the triggers and gates would have fired over recorded data')
    .description(
      'Judges recorded data by the triggers and gates of a plan, period by period, as a rollout would: when each would have fired, and when each would have let it go on.',
    )
    .argument('<plan>', 'a plan file')
    .requiredOption(
      '--metrics <file>',
      'the recorded data: CSV with time, metric, cohort and value, or count and total',
    )
    .option('--exposed-from <time>', 'when the canary was exposed (default: its first row)')
    .option('--json', 'print everything that was found as JSON')
    .addHelpText(
      'after',
      `
Columns: time (with its zone, or seconds or milliseconds since 1970), metric (as in the plan), cohort (canary, control;
empty where the metric knows none), then value and total (its samples), or count and total; others are dimensions.
More: docs/backtest.md.

Examples:
  phasegate backtest plans/comfyfixer.yaml --metrics history.csv
  phasegate backtest plans/comfyfixer.yaml --metrics history.csv --exposed-from 2026-12-08T09:00:00Z --json`,
    )
    .action((file: string, options: BacktestCommandOptions) => {
      const loaded = loadPlan(io, file);
      if (loaded.kind !== 'plan') {
        printFailure(io, loaded);
        return;
      }
      const from = options.exposedFrom === undefined ? undefined : timeIn(options.exposedFrom);
      if (from !== undefined && typeof from !== 'number') {
        refuse(io, 'usage', [{ ...from, found: `--exposed-from ${options.exposedFrom ?? ''}` }]);
        return;
      }
      const source = readText(io, options.metrics, LARGEST_HISTORY);
      if (source.kind === 'unreadable') {
        printFailure(io, { ...source, file: options.metrics });
        return;
      }
      if (source.kind === 'wrong') {
        printProblems(io, [source.problem], '');
        io.end('wrong');
        return;
      }
      const read = readHistory(source.text, loaded.plan);
      if (!read.ok) {
        refuse(io, 'wrong', [
          ...read.problems.map((problem) => refusalOf(options.metrics, problem)),
          ...(read.more === 0
            ? []
            : [{ found: `and ${read.more.toLocaleString('en-US')} more`, advice: 'mend these first' }]),
        ]);
        return;
      }
      const [first] = read.history.rows;
      if (from !== undefined && first && (from < first.at || from >= endOf(loaded.plan, read.history))) {
        refuse(io, 'usage', [
          {
            found: `--exposed-from ${options.exposedFrom ?? ''}, and nothing was recorded then`,
            allowed: `a time from ${new Date(first.at).toISOString()} to ${new Date(endOf(loaded.plan, read.history)).toISOString()}`,
            advice: 'name a time in the data',
          },
        ]);
        return;
      }
      const progress = io.isTty && options.json !== true;
      const view = backtest(loaded.plan, read.history, {
        ...(from === undefined ? {} : { exposedFrom: from }),
        onDay: (done, all) => {
          if (progress) io.err(`\r${String(done)} of ${String(all)} days`);
        },
      });
      if (progress) io.err('\r');
      if (options.json === true) io.out(`${JSON.stringify(view, null, 2)}\n`);
      else {
        const { bold, yellow } = paint(io);
        const width = Math.min(110, Math.max(80, io.width));
        io.out(backtestText(view, { width, heading: bold, warning: yellow }));
      }
      printWarnings(io, loaded);
    });
}

function refusalOf(file: string, { line, column, found, allowed, advice }: HistoryProblem): Refusal {
  const place = `${file}:${String(line)}${column === undefined ? '' : ` (${column})`}`;
  return { found: `${place}: ${found}`, allowed, advice };
}
