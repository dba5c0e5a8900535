import type { LaneSight } from '../rollout/event.js';
import type { RolloutState } from '../rollout/state.js';
import { generationOf } from './labels.js';
import type { Lane, LaneView } from './ports.js';

/** Reduces what AppConfig shows of a lane to what matters: whose version it is, and whether it is there. */
export function sightOf(state: RolloutState, environment: string, lane: Lane, view: LaneView): LaneSight {
  const base = { environment, lane };
  const { latest } = view;
  if (!latest) return { ...base, kind: 'unknown', generation: 0, since: state.startedAt };
  const generation = generationOf(latest.label);
  if (generation === undefined || generation > state.generation) {
    return { ...base, kind: 'foreign', generation: 0, since: latest.startedAt, reason: latest.label };
  }
  const ended = latest.endedAt ?? latest.startedAt;
  switch (latest.state) {
    case 'deploying':
    case 'baking':
      return { ...base, kind: 'moving', generation, since: latest.startedAt };
    case 'complete':
      return { ...base, kind: 'settled', generation, since: ended };
    case 'rollingBack':
    case 'rolledBack':
    case 'reverted':
      return {
        ...base,
        kind: 'failed',
        generation,
        since: ended,
        ...(latest.endedBy ? { reason: latest.endedBy } : {}),
      };
  }
}

/** Whether two looks at a lane say the same. */
export function sameSight(
  a: { readonly kind: string; readonly generation: number },
  b: { readonly kind: string; readonly generation: number },
): boolean {
  return a.kind === b.kind && a.generation === b.generation;
}
