import { codesOf, COURSE, expectFinding } from './course-findings.js';

const plan = (phases: string, rest = '') => `${COURSE}${rest}phases:\n${phases}\n`;
const ALL = '  - { name: a, steps: [{ expose: 10% }, { expose: everyone }] }\n';

describe('a comparison with a control that is gone', () => {
  it.each([
    [
      'at the end of the phase that exposes everybody',
      plan('  - { name: a, steps: [{ expose: everyone }], leave: [^errors < 110% of control] }'),
      /and at the end of a everybody is exposed: nobody is left in control; allowed: a fixed level.*add `reference: control else baseline` to `metrics.errors`/u,
    ],
    [
      'after the step that does',
      plan('  - { name: a, steps: [{ expose: everyone, go: [^errors < 2x control] }] }'),
      /after a.1/u,
    ],
    [
      'by 100 %',
      plan('  - { name: a, steps: [{ expose: 100%, go: [^errors < 2x control] }] }'),
      /after a.1/u,
    ],
    [
      'by segments that are everybody',
      plan(
        '  - { name: a, steps: [{ expose: segment eu }, { expose: segment us, go: [^errors < 2x control] }] }',
      ),
      /after a.2/u,
    ],
    [
      'in a later phase',
      plan(`${ALL}  - { name: b, steps: [{ tasks: [look] }], leave: [^errors < 110% of control] }`),
      /at the end of b/u,
    ],
    [
      'in a later phase without steps',
      plan(`${ALL}  - { name: b, leave: [^errors < 110% of control] }`),
      /at the end of b/u,
    ],
    ['before a later phase', plan(`${ALL}  - { name: b, enter: [^errors < 110% of control] }`), /before b/u],
    ['as success', plan(`${ALL}success: [^errors < 110% of control]`), /at the end of the rollout/u],
    [
      'in the scope',
      plan('  - { name: a, steps: [{ expose: everyone }], leave: [^latency in control < 200ms] }'),
      /nobody is left.*leave `in control` out/u,
    ],
    [
      'next to another condition',
      plan(
        '  - { name: a, steps: [{ expose: everyone }], leave: [latency < 200ms and ^errors < 110% of control] }',
      ),
      /nobody is left/u,
    ],
    [
      'by a trigger that is still armed',
      plan(ALL, 'triggers: [{ when: ^errors > 2x control, then: [pause] }]\n'),
      /from a.2 on everybody is exposed/u,
    ],
    [
      'by what ends a pause',
      plan(ALL, 'triggers: [{ when: errors > 5%, then: [pause], resume: ^errors < 110% of control }]\n'),
      /from a.2 on/u,
    ],
  ])('is an error: %s', (_about, text, said) => {
    expectFinding(text, 'control-gone', 'error', said);
  });

  it.each([
    [
      'there is another way',
      '  - { name: a, steps: [{ expose: everyone }], leave: { any: [latency < 200ms, ^errors < 110% of control] } }',
      /nobody is left/u,
    ],
    [
      'there is another way in the condition',
      '  - { name: a, steps: [{ expose: everyone }], leave: [latency < 200ms or ^errors < 110% of control] }',
      /nobody is left/u,
    ],
    [
      'those who are not eligible remain',
      '  - { name: a, eligible: userId exists, steps: [{ expose: everyone }], leave: [^errors < 110% of control] }',
      /only others are left in control, and they are no measure/u,
    ],
  ])('is worth knowing where %s', (_about, phases, said) => {
    expectFinding(plan(phases), 'control-gone', 'warning', said);
  });

  it.each([
    [
      'somebody is left',
      plan('  - { name: a, steps: [{ expose: 99% }], leave: [errors < 110% of control] }'),
    ],
    [
      'the metric falls back on its baseline',
      plan('  - { name: a, steps: [{ expose: everyone }], leave: [latency < 110% of control] }'),
    ],
    [
      'the level is one of baseline',
      plan('  - { name: a, steps: [{ expose: everyone }], leave: [errors < 110% of baseline] }'),
    ],
    [
      'another environment is the one that is full',
      plan(
        '  - { name: a, environment: staging, steps: [{ expose: everyone }] }\n  - { name: b, environment: production, steps: [{ expose: 10% }], leave: [errors < 110% of control] }',
        'environments: [staging, production]\n',
      ),
    ],
    [
      'the trigger is not armed then',
      plan(
        `  - { name: a, steps: [{ expose: 10% }] }\n  - { name: b, steps: [{ expose: everyone }] }`,
        'triggers: [{ when: errors > 2x control, then: [pause], during: [a] }]\n',
      ),
    ],
  ])('is none where %s', (_about, text) => {
    expect(codesOf(text)).not.toContain('control-gone');
  });
});
