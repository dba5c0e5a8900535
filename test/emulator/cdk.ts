import { spawn } from 'node:child_process';

export interface CdkAnswer {
  readonly status: number;
  readonly output: string;
  readonly seconds: number;
}

/** Runs the real CDK command on the app of this folder. */
export async function cdk(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CdkAnswer> {
  const began = performance.now();
  const child = spawn(
    'npx',
    ['cdk', ...args, '--app', 'npx tsx test/emulator/app.ts', '--output', '.emulator/cdk.out', '--no-color'],
    { env: { ...process.env, ...env, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' } },
  );
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
