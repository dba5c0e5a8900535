import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, Duration, Stack, Stage } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct, type IConstruct } from 'constructs';
import type { Deployed } from '../contract/deployed.js';
import { grantController } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import { deployedParts, type RolloutParts } from './rollout-parts.js';

/** Nothing that has to be deployed takes longer; CloudFormation waits so long when no answer comes. */
const PATIENCE = Duration.minutes(6);

export interface PhaseEntryProps {
  readonly parts: RolloutParts;
  /**
   * The phase that is asked for: `pilot`, or `pilot#2` for its second attempt after a revert.
   * @default 'off'
   */
  readonly phase?: string;
  /**
   * The code that accepts changes of a plan under way which need a person's consent; the refusal names it.
   * @default none
   */
  readonly accept?: string;
}

/**
 * The plan and the phase of a rollout as resources of its stack. A plan that may not take over, and a phase whose entry
 * gate does not say go, fail the deployment with the reason, and nothing has changed.
 */
export class PhaseEntry extends Construct {
  readonly function: IFunction;
  readonly #plan: CustomResource;
  readonly #phase: CustomResource;

  constructor(scope: Construct, id: string, { parts, phase = 'off', accept = '' }: PhaseEntryProps) {
    super(scope, id);
    const { plan: file } = parts;
    const { rollout } = file.plan;
    const entry = new RolloutFunction(this, 'Function', {
      name: 'deploy-phase',
      description: `Takes in the plan of the rollout ${rollout} and enters its phases`,
      parts,
      deployed: beforeLanes(deployedParts(this, parts)),
      timeout: Duration.minutes(5),
    });
    this.function = entry;
    grantController(entry, parts);
    entry.addToRolePolicy(
      new PolicyStatement({
        sid: 'TidyUp',
        actions: ['appconfig:DeleteHostedConfigurationVersion'],
        resources: [`${parts.flags.applicationArn}/*`],
      }),
    );
    const asset = new Asset(this, 'PlanFile', { path: planJson(this, parts) });
    entry.addToRolePolicy(
      new PolicyStatement({
        sid: 'PlanFile',
        actions: ['s3:GetObject'],
        resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
      }),
    );
    this.#plan = new CustomResource(this, 'Plan', {
      serviceToken: entry.functionArn,
      resourceType: 'Custom::PhasegatePlan',
      serviceTimeout: PATIENCE,
      properties: {
        PlanHash: file.hash,
        Bucket: asset.s3BucketName,
        Key: asset.s3ObjectKey,
        Accept: accept,
      },
    });
    this.#phase = new CustomResource(this, 'Phase', {
      serviceToken: entry.functionArn,
      resourceType: 'Custom::PhasegatePhase',
      serviceTimeout: PATIENCE,
      properties: {
        Phase: phase,
        PlanHash: file.hash,
        Deployed: Stack.of(this).toJsonString(deployedParts(this, parts)),
      },
    });
    this.#plan.node.addDependency(entry);
    this.#phase.node.addDependency(this.#plan);
  }

  /** Whatever follows from the plan is touched only after the plan was taken in, and before a phase is entered. */
  between(...resources: readonly IConstruct[]): void {
    for (const resource of resources) {
      resource.node.addDependency(this.#plan);
      this.#phase.node.addDependency(resource);
    }
  }
}

/** The function that takes plans in is older than the alarms and lanes that follow from them. */
function beforeLanes({ drill: _drill, ...deployed }: Deployed): Deployed {
  return { ...deployed, lanes: {}, alarms: {} };
}

/** The plan as it travels, in the assembly that is being made. */
function planJson(scope: Construct, { plan: { source, hash } }: RolloutParts): string {
  const folder = Stage.of(scope)?.assetOutdir;
  if (folder === undefined) throw new Error('a rollout belongs into an app of the CDK');
  const path = join(folder, `plan-${hash}.json`);
  writeFileSync(path, JSON.stringify(source));
  return path;
}
