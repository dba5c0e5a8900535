import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { DrillProof } from '../../rollout/drill/drill-proof.js';
import type { DrillGround } from '../../runtime/drill/drill-ground.js';
import { runDrill } from '../../runtime/drill/run-drill.js';
import type { Instant } from '../../runtime/ports.js';
import type { AppConfigSwitches } from '../appconfig/switches.js';
import { streamOf, uniformAt } from '../random/stream.js';
import { VirtualClock } from '../virtual-clock.js';
import { LocalDrill } from './local-drill.js';

export interface VirtualDrillOptions {
  /** The plan that is drilled for: how often its rollout is looked at is how often the drill is. */
  readonly plan: Pick<RolloutPlan, 'judge'>;
  /** Of the client's polls, and of the second in which the drill begins. */
  readonly seed: number;
  /** Not before this; within the minute after it. */
  readonly startsAt: Instant;
  /** @default the least favourable ones */
  readonly switches?: Partial<AppConfigSwitches>;
  /** The id of the word that began it. */
  readonly drill: string;
  readonly by: string;
  /** @default nobody */
  readonly tell?: DrillGround['tell'];
}

/** A drill in virtual time, on the timed model of AppConfig: the same seed gives the same drill. */
export async function drillInVirtualTime(options: VirtualDrillOptions): Promise<DrillProof> {
  const { plan, seed, startsAt, switches = {}, drill, by, tell } = options;
  const stream = streamOf(seed, 'drill');
  const { periodMs } = plan.judge;
  const clock = new VirtualClock(startsAt + Math.floor(uniformAt(stream, 1) * 60) * 1000);
  const local: LocalDrill = new LocalDrill({
    clock,
    switches,
    client: uniformAt(stream, 2),
    ...(tell ? { tell } : {}),
    wait: async (ms) => {
      const end = clock.now() + ms;
      for (;;) {
        const next = (Math.floor(clock.now() / periodMs) + 1) * periodMs;
        if (next > end) break;
        clock.advanceTo(next);
        await local.look();
      }
      clock.advanceTo(end);
    },
  });
  return runDrill(local, { drill, by });
}
