import { HEAD, planOf } from '../reading.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const phaseOf = (phase: string, rest = '') => {
  const [first] = planOf(`${HEAD}${rest}phases:\n  - ${phase}\n`).phases;
  if (!first) throw new Error('a plan without phases');
  return first;
};

describe('steps', () => {
  it('have an ordinal in their phase, and are called by it unless they have a name', () => {
    const { steps } = phaseOf(
      '{ name: a, steps: [{ expose: 10% }, { name: half, expose: 50% }, { expose: everyone }] }',
    );
    expect(steps.map(({ id, name, index, phase }) => [id, name, index, phase])).toEqual([
      ['a.1', '1', 0, 0],
      ['a.2', 'half', 1, 0],
      ['a.3', '3', 2, 0],
    ]);
  });

  it('come from the rungs of a ladder, one after the other', () => {
    const { steps } = phaseOf(
      '{ name: a, steps: [{ tasks: [look] }, { flags: [alpha], ladder: up, soak: 2h, hook: warm, old: removed, flag: removable, tasks: [done] }, { expose: everyone }] }',
      'ladders: { up: [0.1%, 5%..10%, 20 users] }\nhooks: { warm: {} }\n',
    );
    expect(steps.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'a.1 1',
      'a.2 alpha.1',
      'a.3 alpha.2',
      'a.4 alpha.3',
      'a.5 5',
    ]);
    expect(steps.slice(1, 4).map(({ change }) => change?.exposure.text)).toEqual([
      '0.1%',
      '5%..10%',
      '20 users',
    ]);
    expect(steps.slice(1, 4).map(({ soakMs }) => soakMs)).toEqual([2 * HOUR, 2 * HOUR, 2 * HOUR]);
    expect(new Set(steps.slice(1, 4).map(({ source }) => source.join('.')))).toEqual(
      new Set(['phases.0.steps.1']),
    );
  });

  it('of a ladder begin at its time, and do its work at the last rung', () => {
    const { steps } = phaseOf(
      '{ name: a, steps: [{ at: day 2, ladder: up, hook: warm, old: removed, flag: removable, tasks: [done] }] }',
      'ladders: { up: [5%, 100%] }\nhooks: { warm: {} }\n',
    );
    expect(
      steps.map((step) => [step.at?.kind, step.hook, step.old, step.flagState, step.tasks.length]),
    ).toEqual([
      ['day', undefined, undefined, undefined, 0],
      [undefined, 'warm', 'removed', 'removable', 1],
    ]);
  });

  it.each([
    ['their own', '{ name: a, flags: [alpha], steps: [{ flags: [beta], expose: 5% }] }', ['beta']],
    ["their phase's", '{ name: a, flags: [alpha], steps: [{ expose: 5% }] }', ['alpha']],
    ["all of the plan's", '{ name: a, steps: [{ expose: 5% }] }', ['alpha', 'beta']],
  ])('concern %s flags', (_about, phase, flags) => {
    expect(phaseOf(phase).steps[0]?.flags).toEqual(flags);
  });

  it('say what they add and what they expose', () => {
    const { steps } = phaseOf(
      '{ name: a, steps: [{ expose: 5% }, { add: 10% of remaining }, { tasks: [look] }, { serve: new }] }',
    );
    expect(steps.map(({ change, serve }) => [change?.mode, change?.exposure.kind, serve])).toEqual([
      ['expose', 'share', undefined],
      ['add', 'remaining', undefined],
      [undefined, undefined, undefined],
      [undefined, undefined, 'new'],
    ]);
  });
});

describe('what holds for each step', () => {
  const each =
    '{ name: a, notices: [{ to: support, by: email, after: 1h }], each: { soak: 1d, bake: 10m, spread: 30m linear 20%, go: [errors < 1%], enter: [errors < 2%] }, steps: [{ expose: 5% }, { expose: 9%, soak: 2h, bake: 5m, spread: 10m exponential 10%, go: [], enter: [], notices: [] }, { tasks: [look] }] }';

  it('is the default of those that expose somebody, and of no others', () => {
    const { steps } = phaseOf(each);
    expect(
      steps.map(({ soakMs, bakeMs, spread, go, enter, notices }) => [
        soakMs,
        bakeMs,
        spread?.overMs,
        go?.all.length,
        enter?.all.length,
        notices.length,
      ]),
    ).toEqual([
      [DAY, 600_000, 1_800_000, 1, 1, 1],
      [2 * HOUR, 300_000, 600_000, 0, 0, 0],
      [0, 0, undefined, undefined, undefined, 0],
    ]);
  });

  it('stands where it was written', () => {
    const [first, second] = phaseOf(each).steps;
    expect(first?.go?.source).toEqual(['phases', 0, 'each', 'go']);
    expect(second?.go?.source).toEqual(['phases', 0, 'steps', 1, 'go']);
  });
});

describe('gates', () => {
  const gated =
    '{ name: a, enter: [errors < 1%], steps: [{ expose: 5%, enter: [errors < 2%], go: [errors < 3%] }], leave: [errors < 4%, errors < 5% over 2h, errors < 6% over rollout] }';

  it('are called by their place', () => {
    const { enter, leave, steps } = phaseOf(gated);
    expect([enter, steps[0]?.enter, steps[0]?.go, leave].map((gate) => gate?.id)).toEqual([
      'a.enter',
      'a.1.enter',
      'a.1.go',
      'a.leave',
    ]);
  });

  it('look back over their step or phase unless a claim says otherwise', () => {
    const { enter, leave, steps } = phaseOf(gated);
    const spans = [enter, steps[0]?.enter, steps[0]?.go, leave].map((gate) =>
      gate?.all.map((condition) => (condition.kind === 'claim' ? condition.over : undefined)),
    );
    expect(spans).toEqual([
      [{ kind: 'since', since: 'phase' }],
      [{ kind: 'since', since: 'phase' }],
      [{ kind: 'since', since: 'step' }],
      [
        { kind: 'since', since: 'phase' },
        { kind: 'trailing', ms: 2 * HOUR },
        { kind: 'since', since: 'rollout' },
      ],
    ]);
  });

  it('of triggers look at one period, those of success at the rollout', () => {
    const plan = planOf(
      `${HEAD}triggers: [{ when: errors > 5%, then: [pause], resume: errors < 1% over 1h }]\nphases: [{ name: a }]\nsuccess: [errors < 1%]\n`,
    );
    expect(plan.triggers[0]?.when).toMatchObject({ over: { kind: 'period' } });
    expect(plan.triggers[0]?.resume).toMatchObject({ over: { kind: 'trailing', ms: HOUR } });
    expect(plan.success?.all[0]).toMatchObject({ over: { kind: 'since', since: 'rollout' } });
    expect(plan.success?.id).toBe('success');
  });

  it('hold unless they say otherwise, and take the tasks of their phase', () => {
    const { leave, enter } = phaseOf(
      '{ name: a, enter: { otherwise: again next week }, tasks: [written, read], leave: { tasks: [signed] } }',
    );
    expect([enter?.otherwise, leave?.otherwise]).toEqual(['again next week', 'hold']);
    expect(leave?.tasks.map(({ name }) => name)).toEqual(['signed', 'written', 'read']);
  });

  it('exist for the tasks of a phase alone, and else only where they are written', () => {
    expect(phaseOf('{ name: a, tasks: [written] }').leave?.tasks).toEqual([{ name: 'written' }]);
    expect(phaseOf('{ name: a }').leave).toBeUndefined();
  });

  it('spell a group of metrics out', () => {
    const metrics = `rollout: small
audience: { unit: user, key: userId, size: 10 }
flags: { alpha: {} }
metrics: { one: { sum: A }, two: { sum: B }, both: { group: [one, two] } }
`;
    const plan = planOf(`${metrics}phases: [{ name: a, leave: [every both < 3, any both < 4] }]\n`);
    expect(plan.phases[0]?.leave?.all).toMatchObject([
      {
        kind: 'all',
        of: [
          { metric: 'one', text: 'one < 3' },
          { metric: 'two', text: 'two < 3' },
        ],
      },
      {
        kind: 'any',
        of: [
          { metric: 'one', text: 'one < 4' },
          { metric: 'two', text: 'two < 4' },
        ],
      },
    ]);
  });
});

describe('phases', () => {
  it('run in the last environment unless they say otherwise', () => {
    const plan = planOf(
      `${HEAD}environments: [staging, production]\nphases: [{ name: a, environment: staging }, { name: b }]\n`,
    );
    expect(plan.phases.map(({ environment }) => environment)).toEqual(['staging', 'production']);
    expect(planOf(`${HEAD}phases: [{ name: a }]\n`).environments).toEqual(['production']);
  });

  it.each([
    ['week: 3', { weeks: { from: 3, to: 3 }, minMs: 0 }],
    ['week: 3..4', { weeks: { from: 3, to: 4 } }],
    ['lasts: 2d', { minMs: 2 * DAY }],
    ['lasts: 2d..3d', { minMs: 2 * DAY, maxMs: 3 * DAY }],
    ['watch: 12h', { watchMs: 12 * HOUR }],
    ['ends: 25%', { ends: 0.25 }],
  ])('take their time from %s', (said, expected) => {
    expect(phaseOf(`{ name: a, ${said} }`)).toMatchObject(expected);
  });
});

describe('what a plan does not say', () => {
  it('has its default', () => {
    expect(
      planOf(`${HEAD}triggers: [{ when: errors > 5%, then: [pause] }]\nphases: [{ name: a }, { name: b }]\n`),
    ).toMatchObject({
      timezone: 'UTC',
      namespace: 'Phasegate/small',
      authors: [],
      judge: { periodMs: 60_000, staleMs: 120_000 },
      audience: { units: 'users', bucketing: 'phasegate', salt: 'small' },
      triggers: [{ name: 'trigger-1', during: ['a', 'b'] }],
      flags: {
        alpha: {
          salt: 'small',
          bucketAttribute: 'bucket',
          newVariant: 'new',
          variants: { old: {}, new: {} },
        },
      },
    });
  });

  it('of a flag with a salt is an attribute of its own', () => {
    const plan = planOf(
      'rollout: small\naudience: { unit: user, key: userId, size: 9, salt: mine }\nflags: { a-b: { salt: x }, c: {} }\nphases: [{ name: a }]\n',
    );
    expect([plan.flags['a-b']?.bucketAttribute, plan.flags['a-b']?.salt]).toEqual(['bucket_a_b', 'x']);
    expect([plan.flags['c']?.bucketAttribute, plan.flags['c']?.salt]).toEqual(['bucket', 'mine']);
  });
});
