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
  const { region, account } = stack.deployed;
  return {
    rollout,
    evidence: () => stack.stores.store.evidence(),
    parked: async () => (await stack.stores.store.parked()).length,
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
