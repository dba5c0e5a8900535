import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { acknowledgeWildcard } from './acknowledge-wildcards.js';
import type { RolloutParts } from './rollout-parts.js';

/** What carrying a rollout out takes in AppConfig; each name is an IAM action. */
const APPCONFIG = [
  'appconfig:ListDeployments',
  'appconfig:GetDeployment',
  'appconfig:StartDeployment',
  'appconfig:StopDeployment',
  'appconfig:ListHostedConfigurationVersions',
  'appconfig:GetHostedConfigurationVersion',
  'appconfig:CreateHostedConfigurationVersion',
];

/** Lets a function keep state and evidence, and publish in the lanes. */
export function grantLanes(fn: IFunction, { state, flags, strategies, encryptionKey }: RolloutParts): void {
  state.grantReadWrite(fn);
  fn.addToRolePolicy(
    new PolicyStatement({
      sid: 'Flags',
      actions: APPCONFIG,
      resources: [
        flags.applicationArn,
        `${flags.applicationArn}/*`,
        ...strategies.map(({ strategyArn }) => strategyArn),
      ],
    }),
  );
  if (fn.role)
    acknowledgeWildcard(
      fn.role,
      `${flags.applicationArn}/*`,
      'Versions and deployments of the own application have numbers that only AppConfig knows.',
    );
  encryptionKey?.grantEncryptDecrypt(fn);
}

/** Lets a function carry the rollout out: look, decide, publish, tell, and start hooks. */
export function grantController(fn: IFunction, parts: RolloutParts): void {
  const { topics, hooks, bus } = parts;
  grantLanes(fn, parts);
  fn.addToRolePolicy(
    new PolicyStatement({
      sid: 'Measurements',
      // CloudWatch knows no resources for metrics, and composite alarms can be described with `*` only.
      actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics', 'cloudwatch:DescribeAlarms'],
      resources: ['*'],
    }),
  );
  fn.addToRolePolicy(
    new PolicyStatement({
      sid: 'ReportedValues',
      // Metrics have no resources; their namespace is a condition.
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': parts.plan.plan.namespace } },
    }),
  );
  if (fn.role) {
    acknowledgeWildcard(
      fn.role,
      '*',
      'CloudWatch knows no resources for metrics and composite alarms; nor does X-Ray.',
    );
    for (const hook of Object.values(hooks))
      acknowledgeWildcard(
        fn.role,
        `${hook.functionArn}:*`,
        'The versions of this one function, as the CDK grants it.',
      );
  }
  bus.grantPutEventsTo(fn);
  for (const topic of Object.values(topics)) topic.grantPublish(fn);
  for (const hook of Object.values(hooks)) hook.grantInvoke(fn);
}
