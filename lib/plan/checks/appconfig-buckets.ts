import type { Rule } from './rule.js';

/** What is lost when AppConfig's own split draws the buckets. */
export const appconfigBuckets: Rule = (plan, reports) => {
  if (plan.audience.bucketing !== 'appconfig') return;
  reports.warn(['audience', 'bucketing'], {
    code: 'appconfig-buckets',
    found: 'buckets by the `split` of AppConfig, whose hash is not public',
    allowed: '`phasegate`: published buckets',
    advice: `know what is lost: who is in a share cannot be told beforehand, notices cannot name them, and \`flags --user\` is only a stand-in`,
  });
};
