import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { readDeployed, DEPLOYED_VARIABLE } from '../../contract/deployed.js';
import { beginRollout } from '../begin-rollout.js';
import type { PlanSource } from '../deployed-plan.js';
import { openRollout, type Stack } from '../open-rollout.js';
import { reviseRollout } from '../revise-rollout.js';
import { removeVersions } from '../remove-versions.js';
import { stackFor } from '../stack.js';
import type { CustomResourceEvent, CustomResourceResult, PhaseRequest } from './custom-resource-event.js';
import { phaseResource } from './phase-resource.js';
import { planResource } from './plan-resource.js';

const planSource = z.object({
  file: z.string(),
  text: z.string(),
  lists: z.record(z.string(), z.string()),
});

/** Carries out what CloudFormation asks of a stack's custom resources. */
export async function carryOut(
  stack: Stack,
  s3: S3Client,
  event: CustomResourceEvent,
): Promise<CustomResourceResult> {
  switch (event.ResourceType) {
    case 'Custom::PhasegatePlan':
      return planResource(
        {
          fetchPlan: (bucket, key) => fetchPlan(s3, bucket, key),
          keep: (source) => stack.stores.plans.put(source),
          pinnedTo: async () => (await stack.stores.store.load())?.planHash,
          lastDeployment: () => stack.stores.lastDeployment.get(),
          revise: (source, request) => reviseRollout(stack, source, request),
        },
        event,
      );
    case 'Custom::PhasegatePhase':
      return carryOutPhase(
        stackFor(readDeployed({ [DEPLOYED_VARIABLE]: event.ResourceProperties.Deployed })),
        event,
      );
  }
}

/** The last resource of the stack: begins the rollout when everything else is there, then enters the phase. */
async function carryOutPhase(stack: Stack, event: PhaseRequest): Promise<CustomResourceResult> {
  const rollout = await openRollout(stack);
  if (!rollout && event.RequestType === 'Delete') return { ok: true, say: 'the rollout has not begun' };
  const { PlanHash, Phase } = event.ResourceProperties;
  const { lastDeployment } = stack.stores;
  if (!rollout) {
    const begun = await beginRollout(stack, PlanHash, wait);
    if (!begun.ok) return begun;
  }
  const open = rollout ?? (await openRollout(stack));
  if (!open) return { ok: false, reason: 'the rollout has begun and cannot be read: deploy again' };
  const result = await phaseResource({ ...open, lastDeployment: () => lastDeployment.get() }, event);
  if (!result.ok) return result;
  if (event.RequestType === 'Delete') {
    const { applicationId, profileId, drill } = stack.deployed;
    for (const one of [profileId, ...(drill ? [drill.profileId] : [])])
      await removeVersions(stack.clients.appconfig, { applicationId, profileId: one });
  } else await lastDeployment.put({ planHash: PlanHash, phase: Phase });
  return result;
}

async function fetchPlan(s3: S3Client, bucket: string, key: string): Promise<PlanSource> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return planSource.parse(JSON.parse((await Body?.transformToString('utf8')) ?? ''));
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
