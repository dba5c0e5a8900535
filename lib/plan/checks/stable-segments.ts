import { exposedBy } from './exposed-by.js';
import type { Rule } from './rule.js';

/**
 * A unit that is exposed by a rule leaves when its attributes change: they must be kept, and the plan say so. Of who is
 * eligible that may be what is wanted.
 */
export const stableSegments: Rule = (plan, reports) => {
  const declared = plan.audience.attributes;
  const none = Object.keys(declared).length === 0;
  for (const { kind, say, path, attributes } of exposedBy(plan)) {
    const drifting = attributes.filter(
      (attribute) => attribute !== plan.audience.key && declared[attribute]?.stable !== true,
    );
    const [first] = drifting;
    if (first === undefined) continue;
    const said = drifting.map((attribute) => `\`${attribute}\``).join(', ');
    const problem = {
      code: 'unstable-segment',
      found: `${say} by ${said}: when the value changes, a ${plan.audience.unit} leaves`,
      allowed: 'attributes that keep the value of the first exposure',
    };
    const advice = none
      ? `have the application keep it, and declare it: \`attributes: { ${first}: { type: ..., stable: true } }\``
      : `have the application keep it, and say \`stable: true\` under \`audience.attributes.${first}\``;
    if (none || kind === 'eligible') reports.warn(path, { ...problem, advice });
    else reports.error(path, { ...problem, advice });
  }
};
