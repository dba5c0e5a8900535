import { DRILL_LEGS, LEG_WORDS, type DrillProof, type SeenLeg } from '../../rollout/drill/drill-proof.js';
import type { Instant } from '../ports.js';
import { cleanUp } from './clean-up.js';
import type { DrillGround } from './drill-ground.js';
import { legLooks } from './leg-looks.js';
import { saidOf } from './said-of.js';

/** Between two looks. */
const LOOK_MS = 1_000;
/**
 * What an earlier drill has left is tidied for so long, the legs are waited for so long, and the drill is cleaned up for so
 * long: together less than the 15 minutes that a function of AWS lives. Cleaning up is given most of it: a monitor that is
 * still red may roll the tidying version back, which is tried again five minutes later.
 */
const PATIENCE_MS = { before: 2 * 60_000, legs: 4 * 60_000, after: 8 * 60_000 };

/**
 * Carries out a drill: lets the condition of a trigger hold on a flag and lanes of its own, and sees from outside how it is
 * reverted. Nothing is published by this: the rise and the tidying are the controller's, the revert is that of whoever
 * reacts to the trigger. It always cleans up, and never throws for what goes wrong: that is in the proof.
 * @param drill the id of the word that began it
 * @param by who said it
 */
export async function runDrill(
  ground: DrillGround,
  { drill, by }: Pick<DrillProof, 'drill' | 'by'>,
): Promise<DrillProof> {
  const before = await cleanUp(ground, `${drill}/before`, PATIENCE_MS.before, LOOK_MS);
  const startedAt = ground.clock.now();
  let proof: DrillProof = { drill, by, ground: ground.kind, startedAt, legs: [] };
  const add = async (leg: SeenLeg): Promise<void> => {
    proof = { ...proof, legs: [...proof.legs, leg] };
    // Whoever watches may have gone: the drill goes on.
    await ground.tell(proof).catch(() => undefined);
  };
  let broken =
    before.kind === 'tidy' ? undefined : `what an earlier drill has left is not tidy: ${before.why}`;
  if (broken === undefined) {
    await ground.tell(proof).catch(() => undefined);
    broken = await seeLegs(ground, drill, startedAt + PATIENCE_MS.legs, () => proof, add);
  }
  const after = await cleanUp(ground, `${drill}/after`, PATIENCE_MS.after, LOOK_MS);
  if (after.kind === 'not tidy') {
    const left = `not cleaned up: ${after.why}`;
    return { ...proof, broken: broken === undefined ? left : `${broken}; ${left}` };
  }
  if (broken !== undefined) return { ...proof, broken: `${broken}; cleaned up` };
  await add(legOf(proof, 'cleaned up', { at: ground.clock.now(), say: after.say }));
  return proof;
}

/** Sees the legs up to the last one. @returns why not all of them were seen */
async function seeLegs(
  ground: DrillGround,
  drill: string,
  until: Instant,
  proofOf: () => DrillProof,
  add: (leg: SeenLeg) => Promise<void>,
): Promise<string | undefined> {
  const looks = legLooks(ground, drill);
  for (const leg of DRILL_LEGS) {
    if (leg === 'cleaned up') continue;
    for (;;) {
      let found: string;
      try {
        const hindrance = await ground.hindrance();
        if (hindrance !== undefined) return `given up: ${hindrance}`;
        const seen = await looks[leg]();
        if (seen.kind === 'seen') {
          await add(legOf(proofOf(), leg, seen));
          break;
        }
        found = seen.why;
      } catch (error) {
        found = saidOf(error);
      }
      if (ground.clock.now() >= until)
        return `not within ${String(PATIENCE_MS.legs / 60_000)} minutes: ${LEG_WORDS[leg]} (${found})`;
      await ground.wait(LOOK_MS);
    }
  }
  return undefined;
}

/** Clocks of several services differ by a little: no leg is before the one before it. */
function legOf(
  { legs, startedAt }: DrillProof,
  leg: SeenLeg['leg'],
  { at, say }: Pick<SeenLeg, 'at' | 'say'>,
): SeenLeg {
  return { leg, at: Math.max(at, legs.at(-1)?.at ?? startedAt), say };
}
