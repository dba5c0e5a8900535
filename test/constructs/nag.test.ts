import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Rollout } from '../../lib/index.js';
import { PLANS, planNamed } from './plan-stack.js';

const env = { account: '111122223333', region: 'eu-west-1' };

describe('the rules of AwsSolutions', () => {
  it.each(PLANS)('find nothing in the stack of %s', (name) => {
    const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
    new Rollout(new Stack(app, `phasegate-${name}`, { env }), 'Rollout', { plan: planNamed(name) });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    // A finding that nobody has acknowledged fails the synthesis.
    expect(() => app.synth()).not.toThrow();
  });
});
