import { DRILL_TRIGGER } from '../../plan/appconfig-quotas.js';
import { readPlan } from '../../plan/read-plan.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { EvidenceHeader } from '../evidence-chain.js';
import { planHash } from '../plan-hash.js';

/** The one environment of the drill's plan, and its flag. */
export const DRILL_ENVIRONMENT = 'drill';
export const DRILL_FLAG = 'drill';
/** Somebody in the drill's audience. */
export const DRILL_CLIENT = 'drill';
/** The phase that lets them in. */
export const DRILL_PHASE = 'drill';

/**
 * A drill is a rollout of its own, carried out by the same core, controller and lanes as any other: each attempt at its
 * only phase is one drill. It has no promises, no people and no messages. Whoever changes this text renames the phase
 * too: a label of a version that exists already may not get another content.
 */
const TEXT = `rollout: drill
summary: Exercises the way back, on a flag and lanes of its own
audience: { unit: client, key: client, size: 1, traffic: 60 requests/min }
environments: [${DRILL_ENVIRONMENT}]
flags:
  ${DRILL_FLAG}:
    summary: The flag of the drill; nobody's behaviour depends on it
    old: { shows: old }
    new: { shows: new }
metrics:
  breaches: { ratio: [Breaches, Looks], baseline: 0% }
judge: fixed
triggers:
  - name: ${DRILL_TRIGGER}
    when: breaches > 50% over 1m
    then: [revert all]
phases:
  - name: ${DRILL_PHASE}
    environment: ${DRILL_ENVIRONMENT}
    # Only a revert ends it: an attempt that was broken off is reverted by the next.
    steps: [{ name: all, expose: everyone, soak: 520w }]
`;

/** The plan as it is hashed and kept. */
export const DRILL_SOURCE: EvidenceHeader['plan'] = { file: 'drill.yaml', text: TEXT, lists: {} };

/** The hash that the rollout of the drill is pinned to. */
export const DRILL_HASH = planHash(TEXT, {});

/** Its calendar says nothing: any first day will do. */
export const DRILL_STARTS_AT = 0;

let read: RolloutPlan | undefined;

/** The plan of the drill's own rollout. */
export function drillPlan(): RolloutPlan {
  read ??= readPlan(DRILL_SOURCE.file, TEXT, () => undefined).plan;
  if (!read) throw new Error('the plan of the drill has mistakes');
  return read;
}
