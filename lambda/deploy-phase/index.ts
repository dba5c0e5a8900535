import type { Handler } from 'aws-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { carryOut } from '../../lib/aws/custom-resource/carry-out.js';
import { customResourceEvent } from '../../lib/aws/custom-resource/custom-resource-event.js';
import { respond } from '../../lib/aws/custom-resource/respond.js';
import { observed } from '../../lib/aws/powertools.js';
import { stackOf } from '../../lib/aws/stack.js';

const stack = stackOf(process.env);
const s3 = new S3Client();
const logger = observed(stack);

/** The custom resources of the stack: the plan, and the phase that is asked for. */
export const handler: Handler<unknown, void> = async (event) => {
  const request = customResourceEvent.parse(event);
  const result = await carryOut(stack, s3, request).catch((error: unknown) => {
    logger.error('failed', { error });
    return { ok: false as const, reason: error instanceof Error ? error.message : String(error) };
  });
  logger.info(result.ok ? 'done' : 'refused', { request: request.RequestType, result });
  await respond(request, result);
};
