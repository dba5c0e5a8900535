import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Rollout, RolloutPlan, type RolloutProps } from '../../lib/index.js';

export const PLANS = ['comfyfixer', 'connection-flow', 'dark-launch', 'phoenix', 'unified-pipeline'];

/** The plan in `plans/`, or one with this text. */
export function planNamed(name: string, text?: string): RolloutPlan {
  if (text === undefined) return RolloutPlan.fromFile(`plans/${name}.yaml`);
  const file = join(mkdtempSync(join(tmpdir(), 'phasegate-plan-')), `${name}.yaml`);
  writeFileSync(file, text);
  return RolloutPlan.fromFile(file);
}

/** A stack with one rollout. */
export function rolloutStack(
  plan: RolloutPlan,
  props: Omit<RolloutProps, 'plan'> | ((stack: Stack) => Omit<RolloutProps, 'plan'>) = {},
) {
  const app = new App({ context: { 'aws:cdk:path-metadata': false } });
  const stack = new Stack(app, `phasegate-${plan.plan.rollout}`, {
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  const rollout = new Rollout(stack, 'Rollout', {
    plan,
    ...(typeof props === 'function' ? props(stack) : props),
  });
  return { app, stack, rollout, template: Template.fromStack(stack) };
}
