import { attributesOf } from '../expressions/segment-test.js';
import { stepsOf, type RolloutPlan } from '../rollout-plan.js';
import type { Rule } from './rule.js';

/** A unit that is exposed by a rule leaves when its attributes change: they must be kept, and the plan say so. */
export const stableSegments: Rule = (plan, reports) => {
  const declared = plan.audience.attributes;
  const none = Object.keys(declared).length === 0;
  for (const name of exposedSegments(plan)) {
    const segment = plan.audience.segments[name];
    if (segment?.kind !== 'where') continue;
    const looked = [...new Set(attributesOf(segment.test))].filter(
      (attribute) => attribute !== plan.audience.key,
    );
    const drifting = looked.filter((attribute) => declared[attribute]?.stable !== true);
    if (drifting.length === 0) continue;
    const path = ['audience', 'segments', name, 'where'];
    const said = drifting.map((attribute) => `\`${attribute}\``).join(', ');
    const problem = {
      code: 'unstable-segment',
      found: `\`${name}\` is exposed by ${said}: when the value changes, a ${plan.audience.unit} leaves`,
      allowed: 'attributes that keep the value of the first exposure',
    };
    const first = drifting[0] ?? '';
    if (none) {
      reports.warn(path, {
        ...problem,
        advice: `have the application keep it, and declare it: \`attributes: { ${first}: { type: ..., stable: true } }\``,
      });
    } else {
      reports.error(path, {
        ...problem,
        advice: `have the application keep it, and say \`stable: true\` under \`audience.attributes.${first}\``,
      });
    }
  }
};

function exposedSegments(plan: RolloutPlan): ReadonlySet<string> {
  return new Set(
    stepsOf(plan).flatMap(({ change }) =>
      change && 'segment' in change.exposure ? (change.exposure.segment ?? []) : [],
    ),
  );
}
