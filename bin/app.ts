import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Tags } from 'aws-cdk-lib';
import { PlanError, Rollout, RolloutPlan } from '../lib/index.js';

/** Folder of the plans: every plan file in it becomes a stack. */
const PLANS = 'plans';

/**
 * One stack per plan in `plans/`, `phasegate-<rollout>`. The context says which phase is asked for:
 * `-c phasegate:phoenix=pilot`, or the same key in cdk.context.json; and `-c phasegate:phoenix:accept=<code>` accepts
 * changes of a plan under way that need consent.
 */
function makeApp(): App {
  const app = new App();
  const files = readdirSync(PLANS).filter((name) => name.endsWith('.yaml'));
  for (const file of files) {
    const plan = RolloutPlan.fromFile(join(PLANS, file));
    const { rollout, summary } = plan.plan;
    const stack = new Stack(app, `phasegate-${rollout}`, {
      description: summary ?? `The rollout ${rollout}, carried out by Phasegate`,
      env: { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] },
      terminationProtection: true,
    });
    Tags.of(stack).add('phasegate:rollout', rollout);
    new Rollout(stack, 'Rollout', {
      plan,
      phase: told(app, rollout),
      accept: told(app, `${rollout}:accept`),
    });
  }
  return app;
}

function told(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(`phasegate:${key}`);
  return value === undefined ? undefined : String(value);
}

try {
  makeApp().synth();
} catch (error) {
  if (!(error instanceof PlanError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
