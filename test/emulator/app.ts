import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rollout, RolloutPlan } from '../../lib/index.js';
import { smallPlan } from './plans.js';

/** Folder that the plans are written to. */
const FOLDER = '.emulator/plans';

/** The endpoints that the functions are to ask, where they are not those of AWS. */
const environment = Object.fromEntries(
  ['AWS_ENDPOINT_URL_APPCONFIG', 'AWS_ENDPOINT_URL_APPCONFIGDATA', 'AWS_ENDPOINT_URL_STS'].flatMap((name) => {
    const value = process.env[`PHASEGATE_E2E_${name}`];
    return value === undefined ? [] : [[name, value] as const];
  }),
);
const app = new App();
mkdirSync(FOLDER, { recursive: true });
for (const [rollout, ...enter] of [
  ['e2e-main'],
  ['e2e-glass'],
  ['e2e-drill', 'drill younger than 14d'],
] as const) {
  const file = join(FOLDER, `${rollout}.yaml`);
  writeFileSync(file, smallPlan(rollout, enter));
  const stack = new Stack(app, `phasegate-${rollout}`, {
    terminationProtection: true,
    env: { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] },
  });
  new Rollout(stack, 'Rollout', {
    plan: RolloutPlan.fromFile(file),
    phase: String(app.node.tryGetContext(`phasegate:${rollout}`) ?? 'off'),
    removalPolicy: RemovalPolicy.DESTROY,
    environment,
  });
}
app.synth();
