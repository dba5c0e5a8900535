import type { EvidenceRecord } from '../../../lib/rollout/evidence.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { transition } from '../../../lib/rollout/transition.js';
import { stateDigest } from '../../../lib/runtime/state-digest.js';
import { fail } from '../../rollout/arbitraries/runs.js';
import type { StormyWorld } from './stormy-world.js';

/** Checks what was recorded: a single chain that leads to the state, every event once, every effect carried out. */
export async function checkRecord(world: StormyWorld): Promise<void> {
  const records: EvidenceRecord[] = [];
  for await (const record of world.cloud.store.evidence()) records.push(record);
  const events = records.map(({ event }) => event.id);
  const twice = events.find((id, index) => events.indexOf(id) !== index);
  if (twice !== undefined) fail(`${twice} was taken in twice`, events);
  let state: RolloutState | undefined;
  for (const [index, { event, revision, state: digest }] of records.entries()) {
    state = transition(world.plan, state, event).state;
    if (revision !== index + 1) fail(`revision ${String(revision)} is at place ${String(index + 1)}`, event);
    if (stateDigest(state) !== digest) fail(`revision ${String(revision)} is another state`, event);
  }
  if (!state || stateDigest(state) !== stateDigest(world.state)) fail('the evidence lacks the end', events);
  const parked = (await world.cloud.store.parked()).map(({ effect }) => effect.id);
  const done = new Set([
    ...world.cloud.messenger.sent.map(({ id }) => id),
    ...world.cloud.hooksStarted,
    ...parked,
  ]);
  for (const { kind, id } of records.flatMap(({ effects }) => effects))
    if (kind !== 'record' && !done.has(id)) fail(`${kind} ${id} was forgotten`, [...done]);
}
