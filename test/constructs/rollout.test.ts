import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { Match } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { alarmsOf } from '../../lib/contract/alarm-definitions.js';
import { strategiesOf } from '../../lib/contract/deployment-strategy.js';
import { LONGEST_DRILL_MS } from '../../lib/rollout/drill/broken-off.js';
import { DEPLOYED_VARIABLE } from '../../lib/contract/deployed.js';
import { PLANS, planNamed, rolloutStack } from './plan-stack.js';

const FIRST_PLAN = readFileSync('plans/templates/first-plan.yaml', 'utf8');
const firstPlan = () => planNamed('first-plan', FIRST_PLAN);
const { template, rollout } = rolloutStack(firstPlan());

type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
};
const resources = (of: Template, type?: string): Readonly<Record<string, Resource>> =>
  type === undefined
    ? (of.toJSON() as { Resources: Record<string, Resource> }).Resources
    : (of.findResources(type) as Record<string, Resource>);

/** Everything that a resource waits for, directly or through others. */
function waitsFor(of: Template, id: string): ReadonlySet<string> {
  const all = resources(of);
  const found = new Set<string>();
  const visit = (one: string): void => {
    const text = JSON.stringify(all[one]?.Properties ?? {});
    const named = [...text.matchAll(/"(?:Ref|Fn::GetAtt)":(?:"([^"]+)"|\["([^"]+)")/gu)].flatMap(
      ([, ref, attribute]) => ref ?? attribute ?? [],
    );
    for (const next of [...(all[one]?.DependsOn ?? []), ...named])
      if (all[next] && !found.has(next)) {
        found.add(next);
        visit(next);
      }
  };
  visit(id);
  return found;
}
const idOf = (of: Template, type: string): string => Object.keys(resources(of, type))[0] ?? '';

describe('the lanes', () => {
  it('are two environments per environment of the plan: monitors on the rise lane, none on the brake lane', () => {
    template.resourceCountIs('AWS::AppConfig::Environment', 2 + 2);
    template.hasResourceProperties('AWS::AppConfig::Environment', {
      Name: 'production-rise',
      Monitors: Match.arrayWith([
        Match.objectLike({ AlarmArn: Match.anyValue(), AlarmRoleArn: Match.anyValue() }),
      ]),
    });
    template.hasResourceProperties('AWS::AppConfig::Environment', {
      Name: 'production-brake',
      Monitors: [],
    });
  });

  it.each(PLANS)('have at most five monitors each: %s', (name) => {
    for (const { Properties } of Object.values(
      resources(rolloutStack(planNamed(name)).template, 'AWS::AppConfig::Environment'),
    ))
      expect((Properties['Monitors'] as unknown[]).length).toBeLessThanOrEqual(5);
  });

  it('are deployed to by the controller only: CloudFormation would wait for each bake', () => {
    template.resourceCountIs('AWS::AppConfig::Deployment', 0);
    template.resourceCountIs('AWS::AppConfig::HostedConfigurationVersion', 0);
  });
});

describe('the strategies', () => {
  it.each(PLANS)('are those of the plan, each once: %s', (name) => {
    const plan = planNamed(name);
    const made = Object.values(
      resources(rolloutStack(plan).template, 'AWS::AppConfig::DeploymentStrategy'),
    ).map(({ Properties: p }) =>
      [
        p['DeploymentDurationInMinutes'],
        p['GrowthType'],
        p['GrowthFactor'],
        p['FinalBakeTimeInMinutes'],
      ].join(' '),
    );
    const asked = Object.values(strategiesOf(plan.plan)).map((one) =>
      [one.spreadMinutes, one.growth.toUpperCase(), one.growthFactor, one.bakeMinutes].join(' '),
    );
    expect([...made].sort()).toEqual([...asked].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  it('grow in at least two of the five plans', () => {
    const growing = PLANS.filter((name) =>
      Object.values(strategiesOf(planNamed(name).plan)).some(({ spreadMinutes }) => spreadMinutes > 0),
    );
    expect(growing.length).toBeGreaterThanOrEqual(2);
  });
});

describe('the alarms', () => {
  it.each(PLANS)('are one per trigger that CloudWatch can look at, and say what will happen: %s', (name) => {
    const plan = planNamed(name);
    const of = rolloutStack(plan).template;
    for (const definition of alarmsOf(plan.plan)) {
      if (definition.kind === 'none') continue;
      const { alarm } = definition;
      of.hasResourceProperties(
        alarm.kind === 'metric' ? 'AWS::CloudWatch::Alarm' : 'AWS::CloudWatch::CompositeAlarm',
        {
          AlarmName: alarm.name,
          AlarmDescription: Match.stringLikeRegexp(`trigger ${definition.trigger}[^]*What happens`),
          AlarmActions: [{ Ref: Match.stringLikeRegexp('TopicsRevert') }],
        },
      );
    }
  });

  it('tell who runs Phasegate when nobody watches, and silence is the breach', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'phasegate-new-checkout-heartbeat',
      TreatMissingData: 'breaching',
      EvaluationPeriods: 5,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('TopicsOperators') }],
    });
  });

  it('reach the function that reverts through a topic that only this account and encrypted calls may use', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      TopicArn: { Ref: Match.stringLikeRegexp('TopicsRevert') },
      Endpoint: { 'Fn::GetAtt': [Match.stringLikeRegexp('AutoRevertFunction'), 'Arn'] },
      RedrivePolicy: Match.anyValue(),
    });
    const policies = JSON.stringify(resources(template, 'AWS::SNS::TopicPolicy'));
    expect(policies).toContain('"aws:SecureTransport":"false"');
    expect(policies).toContain('cloudwatch.amazonaws.com');
    expect(policies).toContain('"aws:SourceAccount":"111122223333"');
  });
});

describe('the drill', () => {
  const drill = (name: string) => ({
    Name: name,
    ApplicationId: { Ref: Match.stringLikeRegexp('FlagsApplication') },
  });

  it('has a profile, two lanes and an alarm of its own, and the rise lane is watched by it', () => {
    template.hasResourceProperties('AWS::AppConfig::ConfigurationProfile', {
      ...drill('drill'),
      Type: 'AWS.AppConfig.FeatureFlags',
    });
    template.hasResourceProperties('AWS::AppConfig::Environment', {
      ...drill('phasegate-drill-rise'),
      Monitors: [
        {
          AlarmArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DrillLanesAlarm'), 'Arn'] },
          AlarmRoleArn: Match.anyValue(),
        },
      ],
    });
    template.hasResourceProperties('AWS::AppConfig::Environment', {
      ...drill('phasegate-drill-brake'),
      Monitors: [],
    });
  });

  it('tells the topic of the triggers, so that the function that reverts is the one that is drilled', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'phasegate-new-checkout-drill',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('TopicsRevert') }],
    });
  });

  it.each(PLANS)('is there once, however many environments the plan has: %s', (name) => {
    const plan = planNamed(name);
    const of = rolloutStack(plan).template;
    of.resourceCountIs('AWS::AppConfig::Environment', 2 * plan.plan.environments.length + 2);
    of.resourceCountIs('AWS::AppConfig::ConfigurationProfile', 2);
  });

  it('may last as long as the rollout waits for its proof', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Drills the revert path of the rollout new-checkout',
      Timeout: LONGEST_DRILL_MS / 1000,
    });
  });

  it('is started by the function of the commands, which alone knows its name', () => {
    const told = Object.values(resources(template, 'AWS::Lambda::Function')).filter(({ Properties }) =>
      JSON.stringify(Properties).includes('drillFunction'),
    );
    expect(told.map(({ Properties }) => Properties['Description'])).toEqual([
      'What people say to the rollout new-checkout',
    ]);
  });
});

describe('the order of a deployment', () => {
  const plan = idOf(template, 'Custom::PhasegatePlan');
  const phase = idOf(template, 'Custom::PhasegatePhase');

  it('takes the plan in before anything that follows from it is touched', () => {
    for (const type of [
      'AWS::CloudWatch::Alarm',
      'AWS::AppConfig::Environment',
      'AWS::Scheduler::Schedule',
      'AWS::CloudWatch::Dashboard',
    ])
      for (const id of Object.keys(resources(template, type)))
        expect({ id, waits: waitsFor(template, id).has(plan) }).toEqual({ id, waits: true });
  });

  it('enters the phase last, when everything else is there', () => {
    const waits = waitsFor(template, phase);
    const left = Object.keys(resources(template)).filter((id) => id !== phase && !waits.has(id));
    // What grants to others, and what nothing waits for anywhere.
    expect(left.filter((id) => !/Policy|Subscription|Permission|Topics|Metadata/u.test(id))).toEqual([]);
  });

  it('asks for the phase, the plan and the consent that the context says', () => {
    const asked = rolloutStack(firstPlan(), { phase: 'canary#2', accept: '1a2b3c4d' }).template;
    asked.hasResourceProperties('Custom::PhasegatePhase', { Phase: 'canary#2', PlanHash: firstPlan().hash });
    asked.hasResourceProperties('Custom::PhasegatePlan', { PlanHash: firstPlan().hash, Accept: '1a2b3c4d' });
  });

  it('differs in one property of one resource when another phase is asked for', () => {
    const phaseOf = (of: Template) => JSON.stringify(of.toJSON()).replace(/"Phase":"[a-z]+"/u, '"Phase":"?"');
    expect(phaseOf(rolloutStack(firstPlan(), { phase: 'canary' }).template)).toBe(
      phaseOf(rolloutStack(firstPlan(), { phase: 'everybody' }).template),
    );
  });
});

describe('the functions', () => {
  it('are seven, on Node 24 and arm64, with logs that end, and their failures are kept', () => {
    const functions = Object.values(resources(template, 'AWS::Lambda::Function'));
    expect(functions).toHaveLength(7);
    for (const { Properties } of functions)
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 7);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 180 });
  });

  it('know their stack from one variable, and the one that takes plans in is older than the lanes', () => {
    for (const { Properties } of Object.values(resources(template, 'AWS::Lambda::Function'))) {
      const told = JSON.stringify(
        (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables[DEPLOYED_VARIABLE],
      );
      expect(told).toContain('new-checkout');
      expect(told.includes('production')).toBe(!String(Properties['Description']).startsWith('Takes in'));
    }
  });

  it('look every minute, without a second try, because the next minute looks again', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Target: Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }),
    });
    rolloutStack(firstPlan(), { watch: false }).template.hasResourceProperties('AWS::Scheduler::Schedule', {
      State: 'DISABLED',
    });
  });

  it('hear the answers of the hooks of their own rollout', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['phasegate.hook'],
        'detail-type': ['Phasegate Hook Answer'],
        detail: { rollout: ['new-checkout'] },
      },
    });
  });
});

describe('what is kept', () => {
  it('is a table that outlives its stack, can be restored, and forgets what expires', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        DeletionProtectionEnabled: true,
      },
    });
    rolloutStack(firstPlan(), { removalPolicy: RemovalPolicy.DESTROY }).template.hasResource(
      'AWS::DynamoDB::Table',
      { DeletionPolicy: 'Delete' },
    );
  });

  it('is encrypted with a key of the customer where one is given', () => {
    const keyed = rolloutStack(firstPlan(), (stack: Stack) => ({
      encryptionKey: new Key(stack, 'Key'),
    })).template;
    for (const [type, property] of [
      ['AWS::DynamoDB::Table', 'SSESpecification'],
      ['AWS::SQS::Queue', 'KmsMasterKeyId'],
      ['AWS::SNS::Topic', 'KmsMasterKeyId'],
      ['AWS::Logs::LogGroup', 'KmsKeyId'],
      ['AWS::AppConfig::ConfigurationProfile', 'KmsKeyIdentifier'],
    ] as const)
      for (const { Properties } of Object.values(resources(keyed, type)))
        expect(JSON.stringify(Properties[property])).toContain('Key');
  });

  it('keeps its logical ids: another one would be another table', () => {
    const ids = (type: string) => Object.keys(resources(template, type)).sort();
    expect({
      table: ids('AWS::DynamoDB::Table'),
      application: ids('AWS::AppConfig::Application'),
      profile: ids('AWS::AppConfig::ConfigurationProfile'),
      environments: ids('AWS::AppConfig::Environment'),
      plan: ids('Custom::PhasegatePlan'),
      phase: ids('Custom::PhasegatePhase'),
    }).toMatchInlineSnapshot(`
     {
       "application": [
         "RolloutFlagsApplication76D039D9",
       ],
       "environments": [
         "RolloutDrillLanesBrakeF3C12B3A",
         "RolloutDrillLanesRise52D0A8EB",
         "RolloutFlagsEnvironmentsproductionbrakeD98094DC",
         "RolloutFlagsEnvironmentsproductionriseD5DADB12",
       ],
       "phase": [
         "RolloutEntryPhaseBB4F4DE9",
       ],
       "plan": [
         "RolloutEntryPlan239DDE03",
       ],
       "profile": [
         "RolloutDrillLanesProfileE7E14BD5",
         "RolloutFlagsProfile1FE456C4",
       ],
       "table": [
         "RolloutStateTable391EA5E8",
       ],
     }
    `);
  });
});

describe('what people find', () => {
  it('is one dashboard with the live state, the alarms, and every metric for both cohorts with its thresholds', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    const body = JSON.stringify(resources(template, 'AWS::CloudWatch::Dashboard'));
    expect(body).toContain('DashboardShowFunction');
    expect(body).toContain('canary');
    expect(body).toContain('control');
    expect(body).toContain('horizontal');
  });

  it('is two plain commands per environment that serve `off` when everything of ours is dead', () => {
    for (const [id, lane, label] of [
      ['BreakGlassproduction1Brake', 'brake', 'blocked'],
      ['BreakGlassproduction2Rise', 'rise', 'off-1'],
    ] as const) {
      const value = JSON.stringify(template.findOutputs(id)[id]);
      expect(value).toContain('aws appconfig start-deployment --application-id ');
      expect(value).toContain(`--configuration-version ${label} `);
      expect(value).toMatch(new RegExp(`"Ref":"RolloutFlagsEnvironmentsproduction${lane}`, 'u'));
    }
  });

  it('is the function of the commands, and a topic per role to subscribe people to', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'BreakGlassproduction1Brake',
      'BreakGlassproduction2Rise',
      'DashboardName',
      'OperateFunction',
      'OperatorsTopic',
      'Topiconcall',
      'Topicrelease',
    ]);
  });
});

describe('what an app says wrongly', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'a hook that the plan does not have',
      () => rolloutStack(firstPlan(), { hooks: { undo: rollout.commands.function } }),
      /hook "undo"\. Hooks of the plan of new-checkout: none/u,
    ],
    [
      'a topic for a role that the plan does not have',
      () => rolloutStack(firstPlan(), (stack: Stack) => ({ topics: { boss: new Topic(stack, 'T') } })),
      /role "boss"\. Roles of the plan of new-checkout: release, on-call/u,
    ],
    [
      'an environment that the plan does not have',
      () => {
        rollout.grantReadFlags(rollout.commands.function, 'staging');
      },
      /no environment "staging"\. Allowed: production/u,
    ],
  ])('is told with what is allowed: %s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});
