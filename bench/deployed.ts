import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEPLOYED_VARIABLE } from '../lib/contract/deployed.js';
import { FUNCTION_BUNDLES, FUNCTION_NAMES } from '../scripts/function-bundles.js';
import { median, type Row } from './measure.js';

const RUNS = 5;
const LOADER = fileURLToPath(new URL('./load-function.mjs', import.meta.url));
const ASSEMBLY = 'cdk.out';
const MEGABYTE = 1e6;

/** What is deployed: sizes and load times of the functions, the synthesis of the five plans, and their templates. */
export function deployedRows(): readonly Row[] {
  return [...FUNCTION_NAMES.flatMap(functionRows), synthRow(), ...templateRows()];
}

function functionRows(name: string): readonly Row[] {
  const file = join(FUNCTION_BUNDLES.outdir, name, 'index.mjs');
  const megabytes = statSync(file).size / MEGABYTE;
  const most = name === 'start-revert' ? 150 : 250;
  const loads = Array.from({ length: RUNS }, () => loadMs(resolve(file)));
  const load = median(loads, (ms) => ms);
  return [
    {
      what: `the function ${name}, bundle`,
      figure: `${megabytes.toFixed(2)} MB`,
      goal: '< 1.5 MB',
      met: megabytes < 1.5,
    },
    {
      what: 'the same, loaded in a fresh process',
      figure: `${load.toFixed(0)} ms`,
      goal: `< ${String(most)} ms`,
      met: load < most,
    },
  ];
}

function loadMs(file: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', LOADER, file], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      AWS_REGION: 'eu-west-1',
      [DEPLOYED_VARIABLE]: JSON.stringify({ rollout: 'bench', region: 'eu-west-1', table: 'bench' }),
    },
  });
  const ms = Number(stdout);
  if (stdout === '' || !Number.isFinite(ms)) throw new Error(`${file} could not be loaded:\n${stderr}`);
  return ms;
}

function synthRow(): Row {
  rmSync(ASSEMBLY, { recursive: true, force: true });
  const began = performance.now();
  const { status, stderr } = spawnSync('npx', ['cdk', 'synth', '--quiet'], {
    encoding: 'utf8',
    env: { ...process.env, CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1' },
  });
  if (status !== 0) throw new Error(`the plans could not be synthesised:\n${stderr}`);
  const seconds = (performance.now() - began) / 1000;
  return { what: 'cdk synth of the five plans', figure: `${seconds.toFixed(1)} s`, goal: '', met: true };
}

function templateRows(): readonly Row[] {
  const names = readdirSync(ASSEMBLY).filter((name) => name.endsWith('.template.json'));
  return names.map((name) => {
    const text = readFileSync(join(ASSEMBLY, name), 'utf8');
    const { Resources } = JSON.parse(text) as { Resources: object };
    const resources = Object.keys(Resources).length;
    return {
      what: `template of ${name.replace('.template.json', '')}, ${String(resources)} of 500 resources`,
      figure: `${(text.length / 1000).toFixed(0)} kB`,
      goal: '< 1,000 kB',
      met: text.length < 1_000_000 && resources <= 500,
    };
  });
}
