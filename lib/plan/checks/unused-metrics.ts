import { claimsOf } from './claims.js';
import type { Rule } from './rule.js';

/** A metric that nothing asks for is a forgotten criterion, or ballast. */
export const unusedMetrics: Rule = (plan, reports) => {
  const used = new Set([
    ...claimsOf(plan).map(({ claim }) => claim.metric),
    ...plan.surveys.flatMap((survey) => survey.metrics),
  ]);
  for (const metric of Object.values(plan.metrics)) {
    if (used.has(metric.name) || metric.source.kind === 'figure') continue;
    reports.warn(['metrics', metric.name], {
      code: 'unused-metric',
      atKey: true,
      found: `\`${metric.name}\`, which no gate, trigger or survey uses`,
      advice: 'use it, or remove it',
    });
  }
};
