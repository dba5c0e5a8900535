import { claimsOf } from './claims.js';
import type { Rule } from './rule.js';

/** Without a baseline nobody knows what is healthy, the embedded run least of all. */
export const missingBaselines: Rule = (plan, reports) => {
  const used = new Set(claimsOf(plan).map(({ claim }) => claim.metric));
  for (const metric of Object.values(plan.metrics)) {
    if (!used.has(metric.name) || metric.baseline !== undefined) continue;
    if (metric.source.kind === 'own' || metric.source.kind === 'figure') continue;
    reports.warn(['metrics', metric.name], {
      code: 'no-healthy-value',
      atKey: true,
      found: `\`${metric.name}\`, which is judged, without a \`baseline\``,
      advice: 'say the value before the change: the embedded run takes it for the healthy one',
    });
  }
};
