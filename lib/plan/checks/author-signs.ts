import type { Gate } from '../rollout-plan.js';
import type { Rule } from './rule.js';

/** Who wrote the plan does not sign for it. */
export const authorSigns: Rule = (plan, reports) => {
  const signing = new Set(
    plan.phases
      .flatMap((phase) => [phase.enter, phase.leave, ...phase.steps.flatMap((step) => [step.enter, step.go])])
      .flatMap((gate: Gate | undefined) => gate?.signOff ?? []),
  );
  for (const role of signing) {
    plan.roles[role]?.people.forEach((person, index) => {
      if (!plan.authors.includes(person)) return;
      reports.error(['roles', role, 'people', index], {
        code: 'author-signs',
        found: `\`${person}\`, an author of the plan, may sign for \`${role}\``,
        allowed: 'a signer who is not an author',
        advice: `take the person out of \`${role}\`, or out of \`authors\``,
      });
    });
  }
};
