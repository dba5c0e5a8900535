import { setTimeout as wait } from 'node:timers/promises';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import type { Handler } from 'aws-lambda';
import { carryOutDrill } from '../../lib/aws/drill/carry-out-drill.js';
import { observed } from '../../lib/aws/powertools.js';
import { RETRYING } from '../../lib/aws/retry.js';
import { stackOf } from '../../lib/aws/stack.js';

const stack = stackOf(process.env);
const data = new AppConfigDataClient(RETRYING);
const logger = observed(stack);

/** Started by `operate`: exercises the revert path on lanes of its own, and hands in the proof. */
export const handler: Handler<unknown, void> = async (event) => {
  const proof = await carryOutDrill(stack, data, event, (ms) => wait(ms));
  if (proof) logger.info('drilled', { proof });
  else logger.info('nothing to drill', { event });
};
