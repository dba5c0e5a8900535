import { spawn } from 'node:child_process';

export interface CommandAnswer {
  readonly status: number;
  readonly output: string;
  readonly seconds: number;
}

/** Runs the real CDK command on the app of this folder. */
export async function cdk(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandAnswer> {
  const app = ['--app', 'npx tsx test/emulator/app.ts', '--output', '.emulator/cdk.out', '--no-color'];
  return run('npx', ['cdk', ...args, ...app], { ...env, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' });
}

/** Runs the built `phasegate` command. */
export async function phasegate(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandAnswer> {
  return run(process.execPath, ['--no-warnings', 'dist/bin/phasegate.js', ...args], env);
}

/** Runs a command to its end. */
export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<CommandAnswer> {
  const began = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const status = await new Promise<number>((done) =>
    child.once('close', (code) => {
      done(code ?? 1);
    }),
  );
  return {
    status,
    output: Buffer.concat(chunks).toString('utf8'),
    seconds: (performance.now() - began) / 1000,
  };
}
