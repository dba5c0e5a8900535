import { Command, InvalidArgumentError } from 'commander';
import { loadPlan, type LoadedPlan } from '../../files/load-plan.js';
import { drillInVirtualTime } from '../../local/drill/virtual-drill.js';
import { legText, titleText, verdictText } from '../../report/drill-text.js';
import { drillView, type DrillView } from '../../report/drill-view.js';
import { printFailure } from '../print-problems.js';
import { refuse } from '../refuse.js';
import { startOf } from '../start-date.js';
import type { Terminal } from '../terminal.js';
import { drillEverySwitch } from './drill-every-switch.js';
import { targetOf, withTargetOptions, withUserOption, type TargetOptions } from './target-options.js';

/** How a plan file is told from the name of a rollout. */
const PLAN_FILE = /\.ya?ml$/u;
const DEFAULT_SEED = 1;

interface DrillOptions extends TargetOptions {
  readonly seed?: number;
  readonly switches?: 'all';
  readonly json?: boolean;
}

const AFTER = `
A drill lets a flag of its own rise through lanes of its own, sets a trigger of
its own off, and times how it is taken back. Users, and the flags and lanes of
the rollout, are not touched. The proof is evidence of the rollout: a gate asks
for it with \`drill younger than 14d\`, and only a drill that has passed counts.

The name of a rollout is drilled where it is: --target aws on its own stack, by
the functions that would revert it; otherwise the newest run of \`phasegate run\`
here, in virtual time. A plan file is drilled on the model of AppConfig alone,
and nothing is recorded; --switches all does so under every reading of what AWS
leaves open.

Exit code 0 when it has passed, 17 when it has failed, 14 when it is refused,
15 when there is no such rollout or it does not answer.

Examples:
  phasegate drill phoenix --target aws
  phasegate drill phoenix
  phasegate drill plans/phoenix.yaml --switches all`;

/** `phasegate drill`: exercises the revert path for real, and times it. */
export function drillCommand(io: Terminal): Command {
  const command = new Command('drill')
    .summary('exercise the way back for real, and time it')
    .description('Exercises the way back for real, on a flag and lanes of its own, and times each leg of it.')
    .argument('<rollout>', 'name of the rollout, or a plan file');
  return withUserOption(withTargetOptions(command))
    .option('--seed <number>', 'seed of a drill in virtual time (default: 1)', wholeNumber)
    .option('--switches <which>', 'of a plan file: all = under every reading of what AWS leaves open', all)
    .option('--json', 'print the drill as JSON')
    .addHelpText('after', AFTER)
    .action(async (what: string, options: DrillOptions) => {
      if (!PLAN_FILE.test(what)) await drillRollout(io, what, options);
      else if (options.target === 'aws' && command.getOptionValueSource('target') === 'cli')
        refuse(io, 'usage', [
          {
            found: `${what} is a plan file, and on AWS a rollout is drilled`,
            advice: 'give the name of the rollout',
          },
        ]);
      else await drillPlanFile(io, what, options);
    });
}

async function drillRollout(io: Terminal, rollout: string, options: DrillOptions): Promise<void> {
  if (options.switches !== undefined) {
    refuse(io, 'usage', [
      {
        found: '--switches is for the model of AppConfig, and a rollout is drilled as it is',
        advice: 'give a plan file instead of the name of the rollout',
      },
    ]);
    return;
  }
  const target = await targetOf(io, rollout, options);
  const { seed } = options;
  const answer = await target.drill(watcher(io, options), seed === undefined ? {} : { seed });
  switch (answer.kind) {
    case 'over':
      printEnd(io, answer.view, options, answer.kept);
      return;
    case 'refused':
      refuse(io, 'refused', [{ found: answer.reason, advice: 'see `phasegate status`' }]);
      return;
    case 'unreachable':
      refuse(io, 'unreachable', [{ found: answer.found, advice: answer.advice }]);
      return;
  }
}

async function drillPlanFile(io: Terminal, file: string, options: DrillOptions): Promise<void> {
  const loaded = loadPlan(io, file);
  if (loaded.kind !== 'plan') {
    printFailure(io, loaded);
    return;
  }
  if (options.switches === undefined) await drillOnce(io, loaded, options);
  else await drillEverySwitch(io, loaded.plan, requestOf(loaded, options), options.json === true);
}

async function drillOnce(io: Terminal, loaded: LoadedPlan, options: DrillOptions): Promise<void> {
  const { plan } = loaded;
  const watch = watcher(io, options);
  const proof = await drillInVirtualTime({
    ...requestOf(loaded, options),
    tell: async (seen) => {
      watch(drillView(plan, seen, false));
    },
  });
  printEnd(io, drillView(plan, proof, true), options, 'on the model of AppConfig; nothing is recorded');
}

function requestOf({ plan }: LoadedPlan, { seed = DEFAULT_SEED, user = 'nobody' }: DrillOptions) {
  return { plan, seed, startsAt: startOf(plan, undefined), drill: 'drill', by: user };
}

/** Shows each leg as it is seen. */
function watcher(io: Terminal, { json }: DrillOptions): (view: DrillView) => void {
  let shown = -1;
  return (view) => {
    if (json === true) return;
    if (shown < 0) io.out(`${titleText(view)}\n`);
    const seen = view.legs.filter(({ at }) => at !== undefined);
    for (const leg of seen.slice(Math.max(0, shown))) io.out(`${legText(leg, io.width)}\n`);
    shown = seen.length;
  };
}

function printEnd(io: Terminal, view: DrillView, { json }: DrillOptions, kept: string): void {
  if (view.verdict === 'failed') io.end('failed');
  if (json === true) {
    io.out(`${JSON.stringify({ ...view, kept })}\n`);
    return;
  }
  for (const leg of view.legs) if (leg.at === undefined) io.out(`${legText(leg, io.width)}\n`);
  io.out(`${verdictText(view, kept, io.width)}\n`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/u.test(text))
    throw new InvalidArgumentError('a whole number from 0 to 999999999 is needed.');
  return Number(text);
}

function all(text: string): 'all' {
  if (text !== 'all') throw new InvalidArgumentError('Allowed choices are all.');
  return text;
}
