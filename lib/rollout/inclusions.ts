import type { Draft } from './draft.js';
import { holdsAnywhere, standingHolds, stopsRise } from './holds.js';
import { refreshBrakes, republish } from './lower.js';
import { areServed, placeName } from './place.js';
import { performRevertUnits } from './revert.js';

/** Why nobody may be let in by name now; nothing when it may be done. */
export function refuseInclusion(draft: Draft): string | undefined {
  const hold = holdsAnywhere(draft.plan, draft.state, draft.now)[0];
  return hold && `nobody is let in while something holds (${hold.say})`;
}

/** Lets units in by name, in every environment and for every flag that exposes anybody. */
export function include(draft: Draft, units: readonly string[], who: string): void {
  const slot = {
    reason: `${who} includes ${String(units.length)}`,
    step: placeName(draft.plan, draft.state.control),
  };
  const after = draft.state.generation;
  draft.update({
    included: [...new Set([...draft.state.included, ...units])],
    excluded: draft.state.excluded.filter((unit) => !units.includes(unit)),
  });
  refreshBrakes(draft, slot.reason, slot.step);
  for (const environment of Object.keys(draft.state.environments)) republish(draft, environment, slot);
  draft.update({ including: { units, after } });
  draft.happened('include', `${who} includes ${units.join(', ')}`);
}

/** Puts those back who are still on their way in when something begins to hold; who is in stays in. */
export function settleInclusions(draft: Draft): void {
  const { including, ...rest } = draft.state;
  if (!including) return;
  if (areServed(draft.state, ['rise', 'brake'], including.after)) {
    draft.state = rest;
    return;
  }
  const hold = standingHolds(draft.plan, draft.state, draft.now).find(stopsRise);
  if (!hold) return;
  draft.state = rest;
  performRevertUnits(draft, including.units, `they were on their way in, and ${hold.say}`);
}
