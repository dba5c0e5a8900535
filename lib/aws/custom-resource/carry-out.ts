import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { beginRollout } from '../begin-rollout.js';
import type { PlanSource } from '../deployed-plan.js';
import { openRollout, type Stack } from '../open-rollout.js';
import { reviseRollout } from '../revise-rollout.js';
import type { CustomResourceEvent, CustomResourceResult } from './custom-resource-event.js';
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
          pinnedTo: async () => (await stack.stores.store.load())?.planHash,
          begin: (source, hash) => beginRollout(stack, source, hash, wait),
          revise: (source, request) => reviseRollout(stack, source, request),
        },
        event,
      );
    case 'Custom::PhasegatePhase': {
      const rollout = await openRollout(stack);
      if (rollout) return phaseResource(rollout, event);
      return event.RequestType === 'Delete'
        ? { ok: true, say: 'the rollout has not begun' }
        : { ok: false, reason: 'the rollout has not begun: its plan resource comes first' };
    }
  }
}

async function fetchPlan(s3: S3Client, bucket: string, key: string): Promise<PlanSource> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return planSource.parse(JSON.parse((await Body?.transformToString('utf8')) ?? ''));
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
