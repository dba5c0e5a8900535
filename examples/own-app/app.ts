import type { App } from 'aws-cdk-lib';
import { Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
// In an app of your own: import { Rollout, RolloutPlan } from 'phasegate';
import { Rollout, RolloutPlan } from '../../lib/index.js';

/**
 * A rollout in a CDK app of your own: its hook is your function, its on-call is your topic, everything is encrypted with
 * your key, and your application may read its flags. Synthesise it with
 * `npx cdk synth --app "npx tsx examples/own-app/main.ts"`.
 */
export function ownApp(app: App): Rollout {
  const stack = new Stack(app, 'checkout', { terminationProtection: true });
  const plan = RolloutPlan.fromFile('examples/own-app/checkout.yaml');
  const warmCaches = new Function(stack, 'WarmCaches', {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    timeout: Duration.minutes(5),
    // Answers with an event, see docs/events.md; this one stands for yours.
    code: Code.fromInline('exports.handler = async (event) => console.log(event.run);'),
  });
  const rollout = new Rollout(stack, 'Rollout', {
    plan,
    phase: String(app.node.tryGetContext('phasegate:new-checkout') ?? 'off'),
    hooks: { warmCaches },
    topics: {
      'on-call': Topic.fromTopicArn(
        stack,
        'OnCall',
        stack.formatArn({ service: 'sns', resource: 'on-call' }),
      ),
    },
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  });
  const shop = new Function(stack, 'Shop', {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => "asks the agent at localhost:2772";'),
  });
  rollout.grantReadFlags(shop, 'production');
  return rollout;
}
