import { readFileSync } from 'node:fs';
import { planNamed, rolloutStack } from './plan-stack.js';

/** The whole template of a small plan, so that a change that nobody meant is seen. Hashes of what is bundled are left out. */
it('is the template of the first plan', () => {
  const { template } = rolloutStack(
    planNamed('first-plan', readFileSync('plans/templates/first-plan.yaml', 'utf8')),
  );
  const text = JSON.stringify(template.toJSON(), undefined, 1);
  expect(text.replaceAll(/[0-9a-f]{64}/gu, '<hash>')).toMatchSnapshot();
});
