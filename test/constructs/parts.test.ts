import { readFileSync } from 'node:fs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PlanError, RollbackAlarm, RolloutFlags, RolloutPlan, StagedDeployment } from '../../lib/index.js';
import { planNamed } from './plan-stack.js';

const FIRST_PLAN = readFileSync('plans/templates/first-plan.yaml', 'utf8');
const stack = () => new Stack(new App(), 'own');

describe('a plan file', () => {
  it('is refused with every mistake, its line, what is allowed and what to do', () => {
    const text = FIRST_PLAN.replace('salt:', 'sart:').replace('errors > 2%', 'erors > 2%');
    expect(() => planNamed('first-plan', text)).toThrow(PlanError);
    expect(() => planNamed('first-plan', text)).toThrow(/first-plan\.yaml:\d+:\d+.*\n[^]*erors[^]*allowed/u);
  });

  it('that is not there is said so, with its name', () => {
    expect(() => RolloutPlan.fromFile('plans/nowhere.yaml')).toThrow(
      /^plans\/nowhere\.yaml: there is no such file\n {2}do: /u,
    );
  });

  it('with a window that CloudWatch would refuse is refused at its line', () => {
    const text = FIRST_PLAN.replace('over 30m', 'over 8d');
    expect(() => planNamed('first-plan', text)).toThrow(
      /first-plan\.yaml:\d+:\d+ +error +alarm-[^]*a limit of CloudWatch/u,
    );
  });
});

describe('a staged deployment', () => {
  it('is a strategy with a name that says what it does', () => {
    const scope = stack();
    const staged = new StagedDeployment(scope, 'Growth', {
      spread: Duration.minutes(40),
      growth: 'exponential',
      factor: 5,
      bake: Duration.minutes(30),
    });
    expect(staged.key).toBe('exponential-5-40m-bake-30m');
    Template.fromStack(scope).hasResourceProperties('AWS::AppConfig::DeploymentStrategy', {
      Name: 'own-exponential-5-40m-bake-30m',
      DeploymentDurationInMinutes: 40,
      GrowthType: 'EXPONENTIAL',
      GrowthFactor: 5,
      FinalBakeTimeInMinutes: 30,
    });
  });

  it.each([
    [{ spread: Duration.days(1) }, undefined],
    [{ spread: Duration.minutes(1441) }, /spread is 1441 minutes/u],
    [{ spread: Duration.seconds(90) }, /spread is 1\.5 minutes/u],
    [{ bake: Duration.days(2) }, /bake is 2880 minutes/u],
    [{ factor: 1 }, undefined],
    [{ factor: 0.5 }, /factor is 0\.5/u],
    [{ factor: 101 }, /factor is 101/u],
    [{ factor: Number.NaN }, /factor is NaN/u],
  ])('of %j is taken or refused as AppConfig would', (props, message) => {
    const act = () => new StagedDeployment(stack(), 'Growth', props);
    if (message) expect(act).toThrow(message);
    else expect(act).not.toThrow();
  });
});

describe('a rollback alarm', () => {
  it('is that of its trigger, and tells the topic that it is given', () => {
    const scope = stack();
    const { alarm } = new RollbackAlarm(scope, 'Errors', {
      plan: planNamed('first-plan', FIRST_PLAN),
      trigger: 'errors-high',
      topic: new Topic(scope, 'Topic'),
    });
    expect(scope.resolve(alarm.alarmArn)).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Errors/u), 'Arn'],
    });
    Template.fromStack(scope).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'phasegate-new-checkout-errors-high',
      TreatMissingData: 'notBreaching',
    });
  });

  it('of an unknown trigger is refused with those that there are', () => {
    expect(
      () =>
        new RollbackAlarm(stack(), 'X', { plan: planNamed('first-plan', FIRST_PLAN), trigger: 'sluggish' }),
    ).toThrow(/no trigger "sluggish"\. Allowed: errors-high/u);
  });
});

describe('flags', () => {
  it('refuse a sixth monitor, and say what to do', () => {
    const scope = stack();
    const plan = planNamed('first-plan', FIRST_PLAN);
    const { alarm } = new RollbackAlarm(scope, 'Errors', { plan, trigger: 'errors-high' });
    const monitors = {
      production: Array.from({ length: 6 }, (_, index) => ({ name: `a${String(index)}`, alarm })),
    };
    expect(() => new RolloutFlags(scope, 'Flags', { plan, monitors })).toThrow(
      /production-rise has 6 monitors: AppConfig allows 5\. Put a composite alarm/u,
    );
  });
});
