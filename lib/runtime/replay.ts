import type { RolloutPlan } from '../plan/rollout-plan.js';
import { readPlan } from '../plan/read-plan.js';
import type { RolloutEvent } from '../rollout/event.js';
import type { RolloutState } from '../rollout/state.js';
import { transition } from '../rollout/transition.js';
import {
  ENGINE_VERSION,
  EVIDENCE_FORMAT,
  verifyChain,
  type ChainBreak,
  type EvidenceEntry,
  type EvidenceHeader,
  type EvidenceLine,
} from './evidence-chain.js';
import { planHash } from './plan-hash.js';
import { stateDigest } from './state-digest.js';

/** What a replay found. */
export type ReplayResult =
  | {
      readonly kind: 'same';
      readonly header: EvidenceHeader;
      readonly plan: RolloutPlan;
      readonly state: RolloutState;
      readonly transitions: number;
      readonly complete: boolean;
      readonly outcome?: string;
    }
  | { readonly kind: 'broken'; readonly broken: ChainBreak };

/**
 * Verifies an evidence file and carries out its events again: every state on the way must be the one that was
 * recorded. Another engine may verify the chain, but not claim to reproduce the states.
 */
export function replayEvidence(text: string): ReplayResult {
  const chain = verifyChain(text);
  if (!chain.ok) return { kind: 'broken', broken: chain.broken };
  const header = chain.entries[0];
  if (header?.kind !== 'header') return broken(1, 'the header is missing');
  if (header.format !== EVIDENCE_FORMAT)
    return broken(
      1,
      `its format is ${String(header.format)}, and this engine reads ${String(EVIDENCE_FORMAT)}`,
    );
  if (header.engine !== ENGINE_VERSION)
    return broken(
      1,
      `it was written by engine ${header.engine}: only the same engine reproduces its states, and this is ${ENGINE_VERSION}`,
    );
  if (planHash(header.plan.text, header.plan.lists) !== header.planHash)
    return broken(1, 'the plan in it is not the one that the rollout was pinned to');
  const { plan } = readPlan(header.plan.file, header.plan.text, (file) => header.plan.lists[file]);
  if (!plan) return broken(1, 'the plan in it cannot be read');
  return replayLines(header, plan, chain.entries, chain.complete);
}

function replayLines(
  header: EvidenceHeader,
  plan: RolloutPlan,
  entries: readonly EvidenceEntry[],
  complete: boolean,
): ReplayResult {
  let state: RolloutState | undefined;
  let transitions = 0;
  let outcome: string | undefined;
  for (const [index, entry] of entries.entries()) {
    if (entry.kind === 'header') continue;
    if (entry.kind === 'end') {
      if (!state || stateDigest(state) !== entry.state) return broken(index + 1, 'the final state differs');
      outcome = entry.outcome;
      continue;
    }
    if (entry.event.kind === 'revised') return broken(index + 1, needsBothPlans(index + 1, entry.event));
    const reached = replayLine(plan, state, entry);
    if (typeof reached === 'string') return broken(index + 1, reached);
    state = reached;
    transitions += 1;
  }
  if (!state) return broken(entries.length, 'it records no transition');
  return {
    kind: 'same',
    header,
    plan,
    state,
    transitions,
    complete,
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** The file holds the plan that the rollout was begun with, and no other. */
function needsBothPlans(line: number, { planHash: hash }: RolloutEvent & { kind: 'revised' }): string {
  return `the plan was revised at line ${String(line)}: replay needs the plan with the hash ${hash} as well, and the file holds the first one only`;
}

function replayLine(
  plan: RolloutPlan,
  state: RolloutState | undefined,
  line: EvidenceLine,
): RolloutState | string {
  const next = transition(plan, state, line.event);
  if (next.state.revision !== line.revision)
    return `it leads to revision ${String(next.state.revision)} instead of ${String(line.revision)}`;
  if (stateDigest(next.state) !== line.state) return 'the state that it leads to is not the recorded one';
  if (next.state.at !== line.at) return 'its time is not that of the state that it leads to';
  if (JSON.stringify(next.happenings) !== JSON.stringify(line.happenings))
    return 'what it says has happened is not what happens';
  return JSON.stringify(next.effects) === JSON.stringify(line.effects)
    ? next.state
    : 'what it says was to be done is not what follows';
}

function broken(line: number, reason: string): ReplayResult {
  return { kind: 'broken', broken: { line, reason } };
}
