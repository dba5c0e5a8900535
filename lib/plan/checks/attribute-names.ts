import { exposedBy } from './exposed-by.js';
import type { Rule } from './rule.js';

/** What AppConfig's documentation shows behind the `$` of a rule. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/u;

/** A context attribute that is no identifier can only be said in a form that AWS does not show. */
export const attributeNames: Rule = (plan, reports) => {
  const { key, attributes } = plan.audience;
  const warn = (name: string, path: readonly (string | number)[], atKey: boolean): void => {
    if (IDENTIFIER.test(name)) return;
    reports.warn(path, {
      code: 'attribute-name',
      atKey,
      found: `the context attribute \`${name}\`, which is no identifier: in a rule of AppConfig it must be written \`'$${name}'\`, a form that AWS does not show`,
      allowed: 'letters, digits and `_`',
      advice: `call it \`${name.replaceAll('-', '_')}\``,
    });
  };
  warn(key, ['audience', 'key'], false);
  for (const name of Object.keys(attributes)) warn(name, ['audience', 'attributes', name], true);
  for (const rule of exposedBy(plan)) {
    for (const name of rule.attributes) {
      if (name !== key && !(name in attributes)) warn(name, rule.path, false);
    }
  }
};
