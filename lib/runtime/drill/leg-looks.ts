import type { DrillLeg, SeenLeg } from '../../rollout/drill/drill-proof.js';
import type { RolloutState } from '../../rollout/state.js';
import { ownGeneration } from '../labels.js';
import { isServed } from '../lane-sight.js';
import type { Lane } from '../ports.js';
import type { DrillGround } from './drill-ground.js';
import { DRILL_ENVIRONMENT, DRILL_PHASE } from './drill-plan.js';

/** What one look for a leg has found. */
export type LegSight =
  | ({ readonly kind: 'seen' } & Pick<SeenLeg, 'at' | 'say'>)
  | { readonly kind: 'not yet'; readonly why: string };

/**
 * How each leg is looked for, and what is done for it: the flag is let rise, and the condition is made to hold. Between
 * that and the end of the revert this only reads.
 */
export function legLooks(
  ground: DrillGround,
  drill: string,
): Readonly<Record<Exclude<DrillLeg, 'cleaned up'>, () => Promise<LegSight>>> {
  const { clock } = ground;
  let entered = false;
  let firedBefore: number | undefined;
  /** The generation of the brake that the revert has asked for. */
  let braked = Infinity;
  return {
    'on published': async () => {
      const state = (await ground.controller.run()).state;
      if (!entered) {
        await ground.post({
          kind: 'said',
          id: `${drill}/enter`,
          at: clock.now(),
          who: 'drill',
          word: {
            kind: 'enter',
            phase: DRILL_PHASE,
            ...(state.control.mode === 'reverted' ? { attempt: state.control.attempt + 1 } : {}),
          },
        });
        entered = true;
        return notYet('the phase of the drill has been asked for');
      }
      const { control } = state;
      if (control.mode !== 'running' || control.position.stage !== 'soaking')
        return notYet(`the rollout of the drill is ${stageOf(state)}`);
      return published(ground, 'rise', state.environments[DRILL_ENVIRONMENT]?.rise.generation);
    },
    'on seen': () => client(ground, 'canary'),
    'alarm set': async () => {
      firedBefore = (await ground.load())?.times.lastTriggerAt;
      const at = clock.now();
      return { kind: 'seen', at, say: await ground.breach(true) };
    },
    decided: async () => {
      const state = await ground.load();
      const timing = state?.timings.at(-1);
      if (!state || !timing || state.control.mode !== 'reverted' || state.times.lastTriggerAt === firedBefore)
        return notYet('its trigger has not fired');
      braked = timing.generation;
      return { kind: 'seen', at: timing.decidedAt, say: `its trigger has fired: revert ${timing.what}` };
    },
    'brake published': async () => {
      const timing = (await ground.load())?.timings.find(({ generation }) => generation === braked);
      // Whoever has reverted may have seen it, and have gone on to release the brake.
      if (timing?.publishedAt === undefined) return published(ground, 'brake', braked);
      const say = `generation ${String(braked)} of its brake lane, as the controller has seen it`;
      return { kind: 'seen', at: timing.publishedAt, say };
    },
    'off seen': () => client(ground, 'control'),
  };
}

async function client(ground: DrillGround, cohort: 'canary' | 'control'): Promise<LegSight> {
  const sight = await ground.client();
  const say = `rise lane: ${named(sight.rise)}; brake lane: ${named(sight.brake)}`;
  return sight.cohort === cohort ? { kind: 'seen', at: ground.clock.now(), say } : notYet(say);
}

function named(variant: string | undefined): string {
  return variant === undefined ? 'nothing' : `"${variant}"`;
}

/** Whether the lane serves the version of this generation. */
async function published(ground: DrillGround, lane: Lane, generation: number | undefined): Promise<LegSight> {
  const view = await ground.lanes[lane].look();
  const { latest } = view;
  const found = latest && ownGeneration(latest, 'drill');
  if (!latest || found === undefined || generation === undefined || found !== generation || !isServed(view))
    return notYet(
      latest
        ? `deployment ${String(latest.number)} (${latest.label}) is ${latest.state}`
        : 'nothing is deployed',
    );
  return {
    kind: 'seen',
    at: latest.endedAt ?? latest.startedAt,
    say: `version ${latest.label}, deployment ${String(latest.number)} of its ${lane} lane`,
  };
}

function stageOf({ control }: RolloutState): string {
  return control.mode === 'running' ? control.position.stage : control.mode;
}

function notYet(why: string): LegSight {
  return { kind: 'not yet', why };
}
