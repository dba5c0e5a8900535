import { InvokeCommand } from '@aws-sdk/client-lambda';
import { stsEndpoint } from '../identity/signed-identity.js';
import { verifyIdentity } from '../identity/verify-identity.js';
import { openRollout, type Stack } from '../open-rollout.js';
import type { Operated } from './operate.js';

/**
 * The rollout of a stack, as people speak to it; nothing before it has begun.
 * @param environment variables of the function: they may name another endpoint of STS, a request never can
 */
export async function operatedStack(
  stack: Stack,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Operated | undefined> {
  const rollout = await openRollout(stack);
  if (!rollout) return undefined;
  const { region, account, drillFunction } = stack.deployed;
  const { lambda } = stack.clients;
  return {
    rollout,
    evidence: () => stack.stores.store.evidence(),
    parked: async () => (await stack.stores.store.parked()).length,
    drills: {
      get: () => stack.stores.drills.get(),
      put: (progress) => stack.stores.drills.put(progress),
      start: async (drill) => {
        if (drillFunction === undefined) throw new Error('the stack has none: deploy it again');
        const Payload = new TextEncoder().encode(JSON.stringify({ drill }));
        await lambda.send(
          new InvokeCommand({ FunctionName: drillFunction, InvocationType: 'Event', Payload }),
        );
      },
    },
    verify: (command, identity) =>
      verifyIdentity(command, identity, {
        region,
        account,
        endpoint: environment['AWS_ENDPOINT_URL_STS'] ?? stsEndpoint(region),
        now: stack.clock.now(),
        claimOnce: (id, seconds) => stack.stores.once.claimOnce(id, seconds),
      }),
  };
}
