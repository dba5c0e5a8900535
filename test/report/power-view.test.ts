import { sayFaintGates } from '../../lib/report/faint-gates.js';
import { powerView, type PowerView } from '../../lib/report/power-view.js';
import { courseOf, type Course } from '../../lib/rollout/checks/course.js';
import { readPlan } from '../../lib/plan/read-plan.js';
import { say } from '../plan/reading.js';
import { COURSE } from '../rollout/checks/course-findings.js';

function course(go: string, head = COURSE): Course {
  const text = `${head}phases:\n  - { name: a, steps: [{ expose: 5%, soak: 1d, go: [${go}] }, { expose: everyone }] }\n`;
  const { plan, problems } = readPlan('plan.yaml', text, () => undefined);
  if (!plan) throw new Error(problems.map(say).join('\n'));
  return courseOf(plan);
}
const views = (go: string, head = COURSE): readonly PowerView[] => powerView(course(go, head));
const JUDGED = `${COURSE}judge: { risk: 0.001 }\n`;

describe('what a gate can see', () => {
  it('is told of a count of units', () => {
    expect(views('failures <= 4%')).toMatchObject([
      {
        gate: 'a.1.go',
        asked: 'after a.1',
        criterion: 'failures <= 4%',
        kind: 'threshold',
        exposed: 50,
        samples: 50,
        allowed: 0.04,
        usual: 0.01,
        seesTwiceTheUsual: false,
        say: expect.stringMatching(
          /^50 users: sees 8\.\d+% bad, 2\.1\d*x what it allows, 8\.\dx what is usual; chance stops a healthy rollout with 1\.4%$/u,
        ),
      },
    ]);
  });

  it('is told of samples, and of those above the limit of a percentile', () => {
    expect(views('errors < 1.2%')[0]?.say).toMatch(/^72,000 requests in 1d: sees 1\.2\d%/u);
    expect(views('latency < 200ms')[0]?.say).toMatch(/sees 5\.\d+% of the requests above its limit/u);
    expect(views('latency < 110% of control')[0]).not.toHaveProperty('usual');
    expect(views('latency <= 100% of control')[0]).toHaveProperty('usual', 0.05);
  });

  it('is told of evidence, with the time that twice what it allows takes', () => {
    expect(views('errors < 2%', JUDGED)[0]?.say).toMatch(
      /^by evidence, 72,000 requests in 1d: .*; twice what it allows takes \d+m to see$/u,
    );
    expect(views('errors < 120% of control', JUDGED)[0]).toMatchObject({ kind: 'evidence', usual: 0.01 });
  });

  it.each([
    [
      'a plan without traffic',
      'errors < 2%',
      COURSE.replace(/^ {2}traffic.*\n/mu, ''),
      /how much traffic there is.*add `traffic: 100 requests\/min` under `audience`/u,
    ],
    [
      'a comparison without a baseline',
      'errors < 120% of control',
      COURSE.replace('split: page, baseline: 1%', 'split: page'),
      /add `baseline:` under `metrics.errors`/u,
    ],
    [
      'values that vary nobody knows how',
      'load < 70',
      COURSE.replace('metrics:\n', 'metrics:\n  load: { average: Load, baseline: 50 }\n'),
      /how much `load` varies/u,
    ],
    ['what must hold for a time', 'errors < 2% for 30m', COURSE, /it must hold for a time/u],
    ['values of a dimension', 'errors in any page < 2%', COURSE, /which values `page` has/u],
  ])('cannot be said of %s', (_, go, head, why) => {
    expect(views(go, head)).toMatchObject([{ kind: 'unsaid', say: expect.stringMatching(why) }]);
  });
});

describe('the note about faint gates', () => {
  it('tells apart what the level allows and what samples are wanting for', () => {
    expect(sayFaintGates(course('errors < 5%, failures < 1.5%, errors < 1.2%'))).toMatch(
      /^2 of 3 measured criteria let 2x what is usual pass: 1 by their level, 1 for want of samples; `errors < 5%` after a\.1 \(50 exposed\) sees 5\.\dx at least$/u,
    );
  });

  it('is silent when every gate sees twice what is usual', () => {
    expect(sayFaintGates(course('errors < 1.2%'))).toBeUndefined();
  });
});
