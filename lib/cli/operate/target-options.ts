import { Option, type Command } from 'commander';
import type { Terminal } from '../terminal.js';
import { EmbeddedTarget } from './embedded-target.js';
import type { RolloutTarget } from './rollout-target.js';

/** Which rollout is meant. */
export interface TargetOptions {
  readonly target: 'aws' | 'embedded';
  readonly region?: string;
  readonly stack?: string;
  /** Who speaks, of an embedded rollout. */
  readonly user?: string;
}

/** Gives a command the options that say which rollout is meant. */
export function withTargetOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--target <where>', 'what is spoken to')
        .choices(['embedded', 'aws'])
        .default('embedded')
        .env('PHASEGATE_TARGET'),
    )
    .option('--region <region>', 'Region of the stack (default: as the AWS SDK finds it)')
    .option('--stack <name>', 'name of the stack (default: phasegate-<rollout>)');
}

/** The option that says who speaks. */
export function withUserOption(command: Command): Command {
  return command.option(
    '--user <name>',
    'who says it, of an embedded rollout; not verified (default: the user here)',
  );
}

/** The rollout that is meant. */
export async function targetOf(
  io: Terminal,
  rollout: string,
  { target, user, region, stack }: TargetOptions,
): Promise<RolloutTarget> {
  if (target === 'embedded') return new EmbeddedTarget(io, rollout, user);
  // The SDK is loaded by those who need it only: it costs a quarter of a second.
  const { AwsTarget } = await import('./aws-target.js');
  return new AwsTarget({
    rollout,
    ...(region === undefined ? {} : { region }),
    ...(stack === undefined ? {} : { stack }),
  });
}
