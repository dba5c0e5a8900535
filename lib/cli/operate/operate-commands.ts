import { Command } from 'commander';
import { raises, type OperateWord } from '../../aws/operate/operate-request.js';
import { statusText } from '../../report/status-text.js';
import type { StatusView } from '../../report/status-view.js';
import { paint } from '../paint.js';
import { refuse } from '../refuse.js';
import type { Terminal } from '../terminal.js';
import type { TargetAnswer } from './rollout-target.js';
import { targetOf, withTargetOptions, withUserOption, type TargetOptions } from './target-options.js';

interface OperateOptions extends TargetOptions {
  readonly because?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What follows the options in the help of each of these commands. */
function after(example: string): string {
  return `
--target embedded (the default) speaks to the newest run of \`phasegate run\`
here: its evidence is replayed, time stands still there, and what is said goes
into the next evidence file. --target aws speaks to the deployed rollout through
its function \`operate\`; PHASEGATE_TARGET=aws makes that the default.

Exit code 0 when it is done, 14 when it is refused, 15 when there is no such
rollout or it does not answer.

Examples:
  phasegate ${example}
  phasegate ${example} --target aws`;
}

/** `phasegate status`: how a rollout stands. */
export function statusCommand(io: Terminal): Command {
  return command('status', 'how a rollout stands').action(
    async (rollout: string, options: OperateOptions) => {
      const target = await targetOf(io, rollout, options);
      const answer = await target.ask();
      if (answer.kind !== 'status') {
        printAnswer(io, answer, options);
        return;
      }
      io.out(
        options.json === true
          ? `${JSON.stringify(answer.view)}\n`
          : `${statusText(answer.view, Math.min(io.width, 100))}\n`,
      );
    },
  );
}

/** `phasegate pause`: nothing rises any more. */
export const pauseCommand = (io: Terminal): Command =>
  wordCommand(io, 'pause', 'let nothing rise any more', ({ because }) => ({
    kind: 'pause',
    ...(because === undefined ? {} : { because }),
  }));

/** `phasegate resume`: ends a pause. */
export const resumeCommand = (io: Terminal): Command =>
  wordCommand(io, 'resume', 'end a pause', () => ({ kind: 'resume' }));

/** `phasegate promote`: does not wait for a soak or a date any longer. */
export const promoteCommand = (io: Terminal): Command =>
  wordCommand(io, 'promote', 'skip a soak or a date, never a gate', () => ({ kind: 'promote' }));

/** `phasegate retry`: a new attempt after a revert. */
export const retryCommand = (io: Terminal): Command =>
  wordCommand(io, 'retry', 'begin a new attempt after a revert', () => ({ kind: 'retry' }));

/** `phasegate kill`: off for everybody. */
export const killCommand = (io: Terminal): Command =>
  wordCommand(io, 'kill', 'off for everybody, now', () => ({ kind: 'kill' }));

/** `phasegate revert`: puts users back. */
export function revertCommand(io: Terminal): Command {
  return command('revert', 'put users back', 'revert phoenix phase --because "slow"')
    .argument('[what]', 'step, phase or all', 'all')
    .action((rollout: string, what: string, options: OperateOptions) => {
      if (what !== 'step' && what !== 'phase' && what !== 'all') {
        refuse(io, 'usage', [
          {
            found: `\`${what}\` cannot be reverted`,
            allowed: 'step, phase, all',
            advice: 'name one of them',
          },
        ]);
        return undefined;
      }
      const because = options.because === undefined ? {} : { because: options.because };
      return speak(io, rollout, options, { kind: 'revert', what, ...because });
    });
}

/** `phasegate disable`: turns flags off. */
export function disableCommand(io: Terminal): Command {
  return command('disable', 'turn flags off, and those that need them', 'disable phoenix microSlots')
    .argument('<flags...>', 'flags of the plan')
    .action((rollout: string, flags: string[], options: OperateOptions) =>
      speak(io, rollout, options, { kind: 'disable', flags }),
    );
}

function wordCommand(
  io: Terminal,
  name: OperateWord['kind'],
  summary: string,
  wordOf: (options: OperateOptions) => OperateWord,
): Command {
  return command(name, summary).action((rollout: string, options: OperateOptions) =>
    speak(io, rollout, options, wordOf(options)),
  );
}

function command(name: string, summary: string, example = `${name} phoenix`): Command {
  const made = withTargetOptions(
    new Command(name)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .argument('<rollout>', 'name of the rollout'),
  )
    .option('--json', 'print the answer as JSON')
    .addHelpText('after', after(example));
  if (name === 'status') return made;
  if (name === 'pause' || name === 'revert') made.option('--because <text>', 'why, for the evidence');
  return withUserOption(made).option('--yes', 'do not ask before exposure may rise');
}

async function speak(
  io: Terminal,
  rollout: string,
  options: OperateOptions,
  word: OperateWord,
): Promise<void> {
  const target = await targetOf(io, rollout, options);
  const seen = await target.ask();
  // What lowers exposure does not depend on what could be seen.
  if (seen.kind !== 'status' && (raises(word) || seen.kind === 'unreachable')) {
    printAnswer(io, seen, options);
    return;
  }
  const view = seen.kind === 'status' ? seen.view : undefined;
  if (view && raises(word) && options.yes !== true && !(await agreed(io, word, view))) return;
  printAnswer(io, await target.say(word, view?.generation ?? 0), options);
}

/** Before anything that may let exposure rise: what it will do, and to how many. */
async function agreed(io: Terminal, word: OperateWord, view: StatusView): Promise<boolean> {
  io.err(`${statusText(view, Math.min(io.width, 100))}\n`);
  if (!io.isTty) {
    refuse(io, 'refused', [
      { found: `\`${word.kind}\` may let exposure rise, and nobody can be asked here`, advice: 'say --yes' },
    ]);
    return false;
  }
  if (await io.confirm(`${word.kind}: exposure may rise from ${view.exposed.say}. Go on?`)) return true;
  refuse(io, 'refused', [{ found: 'not done', advice: 'answer y to go on' }]);
  return false;
}

function printAnswer(io: Terminal, answer: TargetAnswer, options: OperateOptions): void {
  if (options.json === true && answer.kind !== 'unreachable') {
    io.out(`${JSON.stringify(answer)}\n`);
    if (answer.kind === 'refused') io.end('refused');
    return;
  }
  switch (answer.kind) {
    case 'status':
      io.out(`${statusText(answer.view, Math.min(io.width, 100))}\n`);
      return;
    case 'drill':
      return;
    case 'done':
      for (const say of answer.say) io.out(`${paint(io).green('done')}: ${say}\n`);
      io.out(`${answer.view.say}; exposed: ${answer.view.exposed.say}\n`);
      return;
    case 'refused':
      refuse(io, 'refused', [{ found: answer.reason, advice: 'see `phasegate status`' }]);
      return;
    case 'unreachable':
      refuse(io, 'unreachable', [{ found: answer.found, advice: answer.advice }]);
      return;
  }
}
