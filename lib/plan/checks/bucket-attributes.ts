import type { Rule } from './rule.js';

/** Flags with buckets of their own need a context attribute of their own, and none that means something else already. */
export const bucketAttributes: Rule = (plan, reports) => {
  const { key, attributes } = plan.audience;
  const owners = new Map<string, string>();
  for (const flag of Object.values(plan.flags)) {
    const { bucketAttribute } = flag;
    const own = bucketAttribute !== 'bucket';
    const owner = own ? owners.get(bucketAttribute) : undefined;
    if (owner !== undefined) {
      reports.error(['flags', flag.key], {
        code: 'same-bucket-attribute',
        atKey: true,
        found: `\`${owner}\` and \`${flag.key}\` with a \`salt\` each: both buckets would be the context attribute \`${bucketAttribute}\``,
        allowed: 'keys that differ in more than `-` and `_`',
        advice: 'rename one of the flags, or leave its `salt` out',
      });
    }
    owners.set(bucketAttribute, owner ?? flag.key);
  }
  for (const attribute of [key, ...Object.keys(attributes)]) {
    const owner = owners.get(attribute);
    if (owner === undefined) continue;
    const path = attribute === key ? ['audience', 'key'] : ['audience', 'attributes', attribute];
    reports.error(path, {
      code: 'same-bucket-attribute',
      atKey: attribute !== key,
      found: `the context attribute \`${attribute}\`, which carries the bucket of \`${owner}\``,
      allowed: 'any other name',
      advice: 'rename the attribute',
    });
  }
};
