import { BLOCKED_LABEL } from '../contract/break-glass-labels.js';
import { localDate, planStart } from '../plan/calendar.js';
import { blockedDocument } from '../rollout/blocked-document.js';
import type { RolloutState } from '../rollout/state.js';
import { Controller } from '../runtime/controller.js';
import { ENGINE_VERSION, EVIDENCE_FORMAT } from '../runtime/evidence-chain.js';
import type { CustomResourceResult } from './custom-resource/custom-resource-event.js';
import { HostedVersions } from './appconfig/hosted-versions.js';
import { deployedPlan } from './deployed-plan.js';
import { deployedWorld, type Stack } from './open-rollout.js';

/** A deployment of AppConfig that takes no time takes some seconds all the same. */
const BETWEEN_LOOKS_MS = 3_000;
/** Longer than this nobody waits for the first versions: CloudFormation is told. */
const LONGEST_WAIT_MS = 4 * 60_000;

/**
 * Begins a rollout: its state is committed, and both lanes of every environment are given the version that is off for
 * everybody, so that there is always something to go back to. The version that the break-glass card names is stored as
 * well. A plan that names no first day begins on this one.
 * @param hash of the plan, which is in the table
 * @param wait passes so many milliseconds
 */
export async function beginRollout(
  stack: Stack,
  hash: string,
  wait: (ms: number) => Promise<void>,
): Promise<CustomResourceResult> {
  const { stores, clock } = stack;
  const source = await stores.plans.get(hash);
  if (!source)
    return { ok: false, reason: `the plan with the hash ${hash} is not in the table: deploy again` };
  const plan = deployedPlan(source, hash);
  const startsAt = planStart(plan, plan.starts ?? localDate(clock.now(), plan.timezone));
  const store = stores.begin({
    kind: 'header',
    format: EVIDENCE_FORMAT,
    engine: ENGINE_VERSION,
    rollout: plan.rollout,
    planHash: hash,
    plan: source,
    startsAt,
  });
  const world = { ...deployedWorld(stack, plan), store };
  const controller = new Controller(plan, world, { planHash: hash, startsAt, onRequest: true });
  const end = clock.now() + LONGEST_WAIT_MS;
  for (;;) {
    const { state } = await controller.run();
    const open = unsettledLanes(state);
    if (open.length === 0) {
      const { applicationId, profileId } = stack.deployed;
      await new HostedVersions(stack.clients.appconfig, applicationId, profileId).store(
        BLOCKED_LABEL,
        blockedDocument(plan),
      );
      return { ok: true, say: `${plan.rollout} is ready, and off for everybody` };
    }
    if (clock.now() >= end)
      return {
        ok: false,
        reason: `${plan.rollout} could not be set to off for everybody: ${open.join(', ')} did not complete its first deployment. Nobody is exposed. Look at the deployments of the application in AppConfig, then deploy again.`,
      };
    await wait(BETWEEN_LOOKS_MS);
  }
}

/** The lanes that do not serve what they should yet. */
function unsettledLanes({ environments }: RolloutState): readonly string[] {
  return Object.entries(environments).flatMap(([name, environment]) =>
    (['rise', 'brake'] as const)
      .filter((lane) => {
        const seen = environment.seen[lane];
        return seen.kind !== 'settled' || seen.generation !== environment[lane].generation;
      })
      .map((lane) => `the ${lane} lane of ${name}`),
  );
}
