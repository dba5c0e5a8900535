import type { Act } from '../expressions/response.js';
import type { Rule } from './rule.js';

/** Disabling a class takes along the flags of other classes that need one of its flags. */
export const disabledNeeds: Rule = (plan, reports) => {
  for (const trigger of plan.triggers) {
    const classes = trigger.then.flatMap(({ act }) => disabledClass(act) ?? []);
    for (const flag of Object.values(plan.flags)) {
      if (flag.class !== undefined && classes.includes(flag.class)) continue;
      flag.needs.forEach((need, index) => {
        const lost = plan.flags[need]?.class;
        if (lost === undefined || !classes.includes(lost)) return;
        reports.warn(['flags', flag.key, 'needs', index], {
          code: 'disabled-need',
          found: `\`${flag.key}\` needs \`${need}\`, which \`${trigger.name}\` may disable with its class \`${lost}\`: \`${flag.key}\` then goes off as well`,
          advice: `put \`${flag.key}\` into the class \`${lost}\`, or know it`,
        });
      });
    }
  }
};

function disabledClass(act: Act): string | undefined {
  if (act.kind === 'ask') return disabledClass(act.act);
  return act.kind === 'disable' && act.what === 'class' ? act.name : undefined;
}
