import { limitsView, saySharedLimits } from '../../lib/report/limits-view.js';
import { compileRise } from '../../lib/flags/compile-flags.js';
import { utf8Length } from '../../lib/flags/well-formed.js';
import { courseOf } from '../../lib/rollout/checks/course.js';
import { compileInput } from '../../lib/rollout/desired.js';
import { plannedSteps } from '../../lib/rollout/planned-exposure.js';
import { planFrom } from '../local/plan-fixture.js';

const PLANS = ['comfyfixer', 'connection-flow', 'dark-launch', 'phoenix', 'unified-pipeline'];
const plans = PLANS.map((name) => planFrom(`plans/${name}.yaml`));

it('tells the largest document as it is published, with the step that publishes it', () => {
  const plan = planFrom('plans/phoenix.yaml');
  const sizes = plannedSteps(plan).map(({ step, after }) => {
    const result = compileRise({ ...compileInput(plan), exposures: after, included: [] });
    if (!result.ok) throw new Error('it does not compile');
    return [utf8Length(JSON.stringify(result.document)), step.id] as const;
  });
  const [bytes, step] = sizes.reduce((a, b) => (b[0] > a[0] ? b : a));
  expect(limitsView(courseOf(plan)).find(({ what }) => what === 'bytes of a document')).toMatchObject({
    used: bytes,
    at: step,
    most: 2048 * 1024,
  });
});

it.each(PLANS)('%s keeps every limit, and each has a source', (name) => {
  for (const { used, most, source } of limitsView(courseOf(planFrom(`plans/${name}.yaml`)))) {
    expect(used).toBeLessThanOrEqual(most);
    expect(source).not.toBe('');
  }
});

it('says when plans use more strategies together than a Region has', () => {
  expect(saySharedLimits(plans)).toEqual([]);
  const [first] = plans;
  if (!first) throw new Error('there are no plans');
  const many = Array.from({ length: 21 }, () => first);
  expect(saySharedLimits(many).join('\n')).toMatch(
    /^these 21 plans use \d+ deployment strategies of an account and Region together, and there are 20 \(shared by all rollouts; up to 100 are granted/u,
  );
});
