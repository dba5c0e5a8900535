import { sayPercent } from '../expressions/amounts.js';
import type { Phase, Step } from '../rollout-plan.js';
import { fractionOf, lastShares } from './shares.js';
import type { Rule } from './rule.js';

const NOISE = 1e-9;

/** What a phase adds `of remaining` must come to all of it, unless the phase says where it ends. */
export const remainingParts: Rule = (plan, reports) => {
  for (const phase of plan.phases) {
    for (const steps of byFlags(phase)) {
      const parts = steps.map(({ change }) =>
        change?.exposure.kind === 'remaining' ? fractionOf(change.exposure.amount) : undefined,
      );
      const last = steps.at(-1);
      if (!last || parts.some((part) => part === undefined)) continue;
      const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
      if (Math.abs(sum - 1) < NOISE || (sum < 1 && phase.ends !== undefined && sum <= phase.ends + NOISE))
        continue;
      reports.error([...last.source, 'add'], {
        code: 'remaining-sum',
        found: `${sayPercent(sum)} of remaining in all (${parts.map((part) => sayPercent(part ?? 0)).join(' + ')})`,
        allowed:
          phase.ends === undefined ? '100%' : `100%, or no more than \`ends: ${sayPercent(phase.ends)}\``,
        advice:
          sum > 1 ? 'take the rest from one of the steps' : 'add the rest, or say `ends:` for the phase',
      });
    }
  }
};

/** The steps that add a part of the remaining, together for the flags that they raise together. */
function byFlags(phase: Phase): readonly (readonly Step[])[] {
  const groups = new Map<string, Step[]>();
  for (const step of phase.steps) {
    if (step.change?.mode !== 'add' || step.change.exposure.kind !== 'remaining') continue;
    const key = step.flags.join(' ');
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()];
}

/** A flag that stays below 100 % in the end should do so on purpose. */
export const endsBelowAll: Rule = (plan, reports) => {
  for (const { flag, step, share } of lastShares(plan)) {
    const phase = plan.phases[step.phase];
    if (share === 'unknown' || share >= 1 - NOISE || !phase || phase.ends !== undefined) continue;
    reports.warn(['phases', phase.index, 'name'], {
      code: 'ends-below-all',
      found: `\`${flag}\` ends at ${sayPercent(share)} in \`${phase.name}\``,
      allowed: '100%, or an `ends` that says so',
      advice: `add the missing step, or \`ends: ${sayPercent(share)}\` to the phase`,
    });
  }
};
