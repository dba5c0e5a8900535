import type { Effect } from '../../lib/rollout/effect.js';
import { startRollout } from '../../lib/rollout/start-rollout.js';
import { ENGINE_VERSION, EVIDENCE_FORMAT, type EvidenceHeader } from '../../lib/runtime/evidence-chain.js';
import { planHash } from '../../lib/runtime/plan-hash.js';
import type { StateStore } from '../../lib/runtime/ports.js';
import { planOf, SHOP } from '../local/plan-fixture.js';

/** When the rollout of the changes begins; milliseconds. */
export const NOON = Date.parse('2026-12-07T12:00:00Z');
export const SOURCE = { file: 'shop.yaml', text: SHOP, lists: {} };
export const HASH = planHash(SHOP, {});
export const HEADER: EvidenceHeader = {
  kind: 'header',
  format: EVIDENCE_FORMAT,
  engine: ENGINE_VERSION,
  rollout: 'shop',
  planHash: HASH,
  plan: SOURCE,
  startsAt: NOON,
};

const started = { kind: 'started' as const, id: 'start', at: NOON, planHash: HASH, startsAt: NOON };

/** What is committed to reach a revision: stands for a transition, whose content a store does not look at. */
export function changeTo(
  revision: number,
  effects: readonly Effect[] = [],
): Parameters<StateStore['commit']>[0] {
  return {
    expectedRevision: revision - 1,
    state: { ...startRollout(planOf(SHOP), started), revision },
    evidence: {
      revision,
      at: NOON,
      event: started,
      happenings: [],
      effects,
      state: `digest-${String(revision)}`,
    },
    effects,
  };
}

/** A message that waits to be sent. */
export function messageOf(id: string): Effect {
  return {
    id,
    kind: 'message',
    about: 'notice',
    to: { kind: 'everyone' },
    by: ['email'],
    say: `Hello ${id}`,
  };
}
