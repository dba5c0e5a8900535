import { CfnOutput, Duration, Stack, Validations, type RemovalPolicy } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AutoRevert } from './auto-revert.js';
import { BreakGlass } from './break-glass.js';
import { DrillLanes } from './drill-lanes.js';
import { DrillRevert } from './drill-revert.js';
import { GateEvaluator } from './gate-evaluator.js';
import { PhaseEntry } from './phase-entry.js';
import type { PlanFile } from './plan-file.js';
import { plannedStrategies } from './planned-strategies.js';
import { RolloutAlarms } from './rollout-alarms.js';
import { RolloutCommands } from './rollout-commands.js';
import { RolloutDashboard } from './rollout-dashboard.js';
import { RolloutFlags } from './rollout-flags.js';
import type { RolloutParts } from './rollout-parts.js';
import { RolloutState } from './rollout-state.js';
import { RolloutTopics } from './rollout-topics.js';

export interface RolloutProps {
  /** The plan, of `RolloutPlan.fromFile`. */
  readonly plan: PlanFile;
  /**
   * The phase that is asked for: `off`, the name of a phase, or `pilot#2` for its second attempt after a revert.
   * @default 'off'
   */
  readonly phase?: string;
  /**
   * The code that accepts changes of a plan under way which need a person's consent; the refusal names it.
   * @default none
   */
  readonly accept?: string;
  /**
   * Functions of the plan's hooks, by hook. Without one a hook fails, and people are told.
   * @default none
   */
  readonly hooks?: Readonly<Record<string, IFunction>>;
  /**
   * Topics of roles that exist already, by role of the plan.
   * @default one is made for each role
   */
  readonly topics?: Readonly<Record<string, ITopic>>;
  /**
   * Bus of the messages, and of the answers of hooks.
   * @default the account's default bus
   */
  readonly bus?: IEventBus;
  /**
   * Key of the table, the versions, the topics, the queue and the logs.
   * @default keys that AWS owns
   */
  readonly encryptionKey?: IKey;
  /**
   * What becomes of the table, and of the evidence in it, when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * How long logs are kept.
   * @default RetentionDays.SIX_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether the controller looks every minute. Switched off, nobody watches, and nothing rises.
   * @default true
   */
  readonly watch?: boolean;
  /**
   * Further environment variables of the functions, such as endpoints.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A rollout: everything that carries one plan out in one account and Region. The parts can be had on their own.
 */
export class Rollout extends Construct {
  readonly state: RolloutState;
  readonly flags: RolloutFlags;
  readonly alarms: RolloutAlarms;
  readonly topics: RolloutTopics;
  readonly evaluator: GateEvaluator;
  readonly revert: AutoRevert;
  readonly drill: DrillRevert;
  readonly entry: PhaseEntry;
  readonly commands: RolloutCommands;
  readonly dashboard: RolloutDashboard;

  /** @throws when a hook or a topic is given that the plan does not have */
  constructor(scope: Construct, id: string, props: RolloutProps) {
    super(scope, id);
    const { plan, hooks = {}, encryptionKey, removalPolicy, logRetention, environment } = props;
    const { rollout } = plan.plan;
    checkHooks(plan, hooks);
    // The services that write on our behalf, without a role of ours.
    encryptionKey?.grantEncryptDecrypt(new ServicePrincipal(`logs.${Stack.of(this).region}.amazonaws.com`));
    this.state = new RolloutState(this, 'State', { encryptionKey, removalPolicy });
    this.topics = new RolloutTopics(this, 'Topics', { plan, topics: props.topics, encryptionKey });
    this.alarms = new RolloutAlarms(this, 'Alarms', {
      plan,
      revert: this.topics.revert,
      operators: this.topics.operators,
    });
    this.flags = new RolloutFlags(this, 'Flags', { plan, monitors: this.alarms.monitors, encryptionKey });
    const drillLanes = new DrillLanes(this, 'DrillLanes', {
      plan,
      flags: this.flags,
      topic: this.topics.revert,
      encryptionKey,
    });
    const deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    });
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue itself.',
    });
    const parts: RolloutParts = {
      plan,
      state: this.state,
      flags: this.flags,
      strategies: plannedStrategies(new Construct(this, 'Strategies'), plan),
      alarms: Object.fromEntries(
        Object.entries(this.alarms.triggers).map(([trigger, { name }]) => [trigger, name]),
      ),
      drill: drillLanes,
      topics: this.topics.roles,
      hooks,
      bus: props.bus ?? EventBus.fromEventBusName(this, 'Bus', 'default'),
      deadLetters,
      encryptionKey,
      logRetention,
      environment,
    };
    this.entry = new PhaseEntry(this, 'Entry', { parts, phase: props.phase, accept: props.accept });
    this.evaluator = new GateEvaluator(this, 'Evaluator', { parts, enabled: props.watch });
    this.revert = new AutoRevert(this, 'AutoRevert', { parts, topic: this.topics.revert });
    this.drill = new DrillRevert(this, 'Drill', { parts });
    this.commands = new RolloutCommands(this, 'Commands', { parts, drill: this.drill.function });
    const named = Object.values(this.alarms.triggers).map(({ alarm }) => alarm);
    this.dashboard = new RolloutDashboard(this, 'Dashboard', {
      parts,
      alarms: [...named, this.alarms.heartbeat, this.alarms.parked],
    });
    this.entry.between(
      this.alarms,
      this.flags.environments,
      drillLanes,
      this.evaluator,
      this.revert,
      this.drill,
      this.commands,
      this.dashboard,
    );
    new BreakGlass(this, 'BreakGlass', parts);
    this.#outputs(rollout);
  }

  /** Lets an application read the flags of an environment of the plan. */
  grantReadFlags(grantee: IGrantable, environment: string): void {
    this.flags.grantRead(grantee, environment);
  }

  /** Lets somebody speak to the rollout. What raises exposure asks for their identity all the same. */
  grantOperate(grantee: IGrantable): void {
    this.commands.grantOperate(grantee);
  }

  /** What commands and people look for by a fixed name. */
  #outputs(rollout: string): void {
    const output = (name: string, value: string, description: string): void => {
      new CfnOutput(this, name, { value, description }).overrideLogicalId(name);
    };
    output(
      'OperateFunction',
      this.commands.function.functionName,
      `What \`phasegate status ${rollout} --target aws\` asks`,
    );
    output('DashboardName', this.dashboard.dashboard.dashboardName, 'In CloudWatch, under Dashboards');
    output('OperatorsTopic', this.topics.operators.topicArn, 'Subscribe whoever runs Phasegate');
    for (const [role, topic] of Object.entries(this.topics.roles))
      output(
        `Topic${role.replaceAll(/[^A-Za-z0-9]/gu, '')}`,
        topic.topicArn,
        `Subscribe the people of the role ${role}`,
      );
  }
}

function checkHooks({ plan }: PlanFile, hooks: Readonly<Record<string, IFunction>>): void {
  const unknown = Object.keys(hooks).find((hook) => !Object.hasOwn(plan.hooks, hook));
  if (unknown === undefined) return;
  const known = Object.keys(plan.hooks);
  throw new Error(
    `a function is given for the hook "${unknown}". Hooks of the plan of ${plan.rollout}: ${known.length === 0 ? 'none' : known.join(', ')}`,
  );
}
