import type { LaneSight } from '../rollout/event.js';
import type { RolloutState } from '../rollout/state.js';
import { ownGeneration } from './labels.js';
import type { Lane, LaneView } from './ports.js';

/** Reduces what AppConfig shows of a lane to what matters: whose version it is, and whether it is there. */
export function sightOf(state: RolloutState, environment: string, lane: Lane, view: LaneView): LaneSight {
  const base = { environment, lane };
  const { latest } = view;
  if (!latest) return { ...base, kind: 'unknown', generation: 0, since: state.startedAt };
  const generation = ownGeneration(latest, state.rollout);
  const ended = latest.endedAt ?? latest.startedAt;
  if (generation === undefined || generation > state.generation)
    return { ...base, kind: 'foreign', generation: 0, since: latest.startedAt, reason: latest.label };
  switch (latest.state) {
    case 'deploying':
    case 'baking':
      return { ...base, kind: 'moving', generation, since: latest.startedAt };
    case 'complete':
      return isServed(view)
        ? { ...base, kind: 'settled', generation, since: ended }
        : { ...base, kind: 'foreign', generation: 0, since: ended, reason: 'an older version was put back' };
    // We never undo what has completed: somebody else did.
    case 'reverted':
      return { ...base, kind: 'foreign', generation: 0, since: ended, reason: `${latest.label} was undone` };
    case 'rollingBack':
    case 'rolledBack':
      return {
        ...base,
        kind: 'failed',
        generation,
        since: ended,
        ...(latest.endedBy ? { reason: latest.endedBy } : {}),
      };
  }
}

/**
 * Whether the newest deployment has completed and its version is what clients get. AppConfig may let an older
 * deployment be undone after it, and that says nothing about the newest one.
 */
export function isServed({ latest, served }: LaneView): boolean {
  return latest?.state === 'complete' && served?.label === latest.label;
}

/** Whether two looks at a lane say the same. */
export function sameSight(
  a: { readonly kind: string; readonly generation: number },
  b: { readonly kind: string; readonly generation: number },
): boolean {
  return a.kind === b.kind && a.generation === b.generation;
}
