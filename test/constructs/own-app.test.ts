import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ownApp } from '../../examples/own-app/app.js';

describe('an app of one’s own', () => {
  const rollout = ownApp(new App({ context: { 'phasegate:new-checkout': 'staff' } }));
  const template = Template.fromStack(Stack.of(rollout));

  it('asks for the phase that its context says', () => {
    template.hasResourceProperties('Custom::PhasegatePhase', { Phase: 'staff' });
  });

  it('lends its function to the hook, and lets the controller start it', () => {
    const told = JSON.stringify(
      template.findResources('AWS::Lambda::Function', {
        Properties: { Description: Match.stringLikeRegexp('Judges the gates') },
      }),
    );
    expect(told).toMatch(/warmCaches.*WarmCaches/u);
  });

  it('uses its own topic for the on-call, and makes none', () => {
    const names = Object.values(template.findResources('AWS::SNS::Topic')).map(
      ({ Properties }) => (Properties as { DisplayName: string }).DisplayName,
    );
    expect(names.sort()).toEqual([
      'new-checkout: Phasegate itself',
      'new-checkout: alarms of triggers',
      'new-checkout: release',
    ]);
  });

  it('lets its application read both lanes, and nothing else', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('Shop'),
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Action: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
            Resource: [Match.anyValue(), Match.anyValue()],
          }),
        ],
      }),
    });
  });
});
