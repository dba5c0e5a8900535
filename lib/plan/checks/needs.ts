import { sayPercent } from '../expressions/amounts.js';
import { sharesOverSteps } from './shares.js';
import type { Rule } from './rule.js';

/** A flag may be raised neither before nor further than the flags it needs. */
export const needs: Rule = (plan, reports) => {
  for (const { step, after } of sharesOverSteps(plan)) {
    if (!step.change || step.change.exposure.kind === 'nobody') continue;
    step.flags.forEach((key, index) => {
      const share = after[key] ?? 0;
      for (const need of plan.flags[key]?.needs ?? []) {
        const needed = after[need];
        const path = [...step.source, 'flags', index];
        if (needed === undefined) {
          reports.error(path, {
            code: 'needs-first',
            found: `\`${key}\` is raised in \`${step.id}\` before \`${need}\`, which it needs`,
            advice: `raise \`${need}\` in an earlier step, or in the same one`,
          });
        } else if (share !== 'unknown' && needed !== 'unknown' && share > needed) {
          reports.error(path, {
            code: 'needs-further',
            found: `\`${key}\` is raised to ${sayPercent(share)} in \`${step.id}\`, while \`${need}\`, which it needs, is at ${sayPercent(needed)}`,
            allowed: `at most ${sayPercent(needed)}`,
            advice: `raise \`${need}\` first`,
          });
        }
      }
    });
  }
};
