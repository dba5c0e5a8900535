import type { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import * as z from 'zod';
import type { DrillProof } from '../../rollout/drill/drill-proof.js';
import { runDrill } from '../../runtime/drill/run-drill.js';
import { endDrill } from '../operate/operate-drill.js';
import type { DrilledStack } from './deployed-drill.js';
import { awsDrillGround } from './aws-drill-ground.js';

/** What `operate` calls with. */
const drillRequest = z.strictObject({ drill: z.string().min(1) });

/** Longer than Lambda tries again to deliver what it was called with: a drill is carried out once, or not at all. */
const REMEMBERED_S = 24 * 3600;

/**
 * Carries out the drill that the rollout says is under way, and hands the proof to its inbox: the next look makes it
 * evidence. Called again for the same drill, it does nothing; one that was broken off is cleaned up by the next.
 * @param wait passes so many milliseconds
 * @returns nothing when there is no such drill, or somebody else has carried it out
 */
export async function carryOutDrill(
  stack: DrilledStack,
  data: AppConfigDataClient,
  event: unknown,
  wait: (ms: number) => Promise<void>,
): Promise<DrillProof | undefined> {
  const { drill: id } = drillRequest.parse(event);
  const { deployed, stores, clock } = stack;
  const running = (await stores.store.load())?.drill?.running;
  if (running?.id !== id || !deployed.drill) return undefined;
  if (!(await stores.once.claimOnce(`drill/${id}`, REMEMBERED_S))) return undefined;
  const proof = await runDrill(awsDrillGround(stack, deployed.drill, data, wait), {
    drill: id,
    by: running.by,
  });
  await endDrill({ inbox: stores.inbox, clock, drills: stores.drills }, proof);
  return proof;
}
