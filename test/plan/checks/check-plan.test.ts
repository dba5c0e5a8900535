import { checked, HEAD, place, placeOf, say } from '../reading.js';

/** A rule, a plan (behind the smallest one), and where in it what is said. */
type Row = readonly [code: string, about: string, plan: string, at: string, said: RegExp];

const found: readonly Row[] = [
  [
    'phase-length',
    'soaks that are longer than the weeks',
    'phases: [{ name: a, week: 1, steps: [{ expose: 10%, soak: 4d }, { expose: everyone, soak: 3d, bake: 1m }] }]',
    '1, steps',
    /need 7d 1m from .*the 7d of the phase/u,
  ],
  [
    'phase-length',
    'soaks that are longer than the phase lasts',
    'phases: [{ name: a, lasts: 1d..2d, steps: [{ expose: everyone, soak: 49h }] }]',
    '1d..2d',
    /need 2d 1h from .*the 2d of the phase/u,
  ],
  [
    'phase-length',
    'a watch behind the last rise',
    'phases: [{ name: a, week: 1, watch: 3d, steps: [{ at: day 6, expose: everyone }] }]',
    '1, watch',
    /need 8d .*7d/u,
  ],
  [
    'phase-length',
    'a phase that can be entered only in the middle of its week',
    'phases: [{ name: a, lasts: 9d }, { name: b, week: 2, steps: [{ expose: everyone, soak: 6d }] }]',
    '2, steps',
    /need 6d from the beginning of `b`, put off to day 3 of week 2, .*the 5d of the phase/u,
  ],
  [
    'phase-length',
    'a soak behind the wait for a notice',
    'phases: [{ name: a, week: 1, steps: [{ expose: everyone, soak: 6d, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    '1, steps',
    /need 8d from the beginning/u,
  ],
  [
    'phase-order',
    'weeks that are over when the phase can be entered',
    'phases: [{ name: a, lasts: 14d }, { name: b, week: 1..2, steps: [{ expose: everyone }] }]',
    '1..2',
    /week 2 at the latest, when what comes before `b` takes 2w; allowed: week 3 or later/u,
  ],
  [
    'phase-order',
    'a time behind the weeks of the phase',
    'phases: [{ name: a, week: 1, at: week 2 Monday, steps: [{ expose: everyone }] }]',
    'week 2 Monday',
    /a time behind the weeks of `a`, which end with week 1/u,
  ],
  [
    'step-outside-phase',
    'a time before that of the phase',
    'phases: [{ name: a, at: week 2 Wednesday, steps: [{ at: week 2 Tuesday, expose: everyone }] }]',
    'week 2 Tuesday',
    /but `a` begins at `week 2 Wednesday`/u,
  ],
  [
    'step-outside-phase',
    'a date before the rollout',
    'starts: 2026-12-07\nphases: [{ name: a, steps: [{ at: 2026-12-06, expose: everyone }] }]',
    '2026-12-06',
    /but the rollout begins later/u,
  ],
  [
    'step-outside-phase',
    'a day behind the end of the phase',
    'phases: [{ name: a, week: 1, steps: [{ at: day 8, expose: everyone }] }]',
    'day 8',
    /`at: day 8`, but `a` ends with week 1/u,
  ],
  [
    'step-outside-phase',
    'a week before the phase',
    'phases: [{ name: a, week: 2, steps: [{ at: week 1 Monday, expose: everyone }] }]',
    'week 1 Monday',
    /`a` begins in week 2/u,
  ],
  [
    'step-outside-phase',
    'a day behind what a phase lasts',
    'phases: [{ name: a, lasts: 1d..3d, steps: [{ at: day 4, expose: everyone }] }]',
    'day 4',
    /lasts no longer/u,
  ],
  [
    'step-outside-phase',
    'a date behind the phase',
    'starts: 2026-12-07\nphases: [{ name: a, week: 1, steps: [{ at: 2026-12-14, expose: everyone }] }]',
    '2026-12-14',
    /ends with week 1/u,
  ],
  [
    'step-order',
    'times that run backwards',
    'phases: [{ name: a, week: 1, steps: [{ at: day 3, expose: 10% }, { at: day 2, expose: everyone }] }]',
    'day 2',
    /before the `day 3` of the step above/u,
  ],
  [
    'phase-order',
    'weeks that overlap',
    'phases: [{ name: a, week: 1..2 }, { name: b, week: 2, steps: [{ expose: everyone }] }]',
    '2, steps',
    /week 2, when `a` lasts to week 2; allowed: week 3 or later/u,
  ],
  [
    'phase-order',
    'weeks that go back',
    'phases: [{ name: a, week: 3 }, { name: b }, { name: c, week: 1 }]',
    '1 }',
    /week 1, when `a` lasts to week 3/u,
  ],
  [
    'deadline',
    'phases that take longer',
    'deadline: 6d\nphases: [{ name: a, week: 1 }]',
    '6d',
    /a deadline of 6d for phases that take 7d/u,
  ],
  [
    'deadline',
    'least lengths that take longer',
    'deadline: 6d\nphases: [{ name: a, lasts: 4d..9d }, { name: b, lasts: 3d }]',
    '6d',
    /take 7d/u,
  ],
  [
    'notice-too-late',
    'a required notice from before the start',
    'phases: [{ name: a, week: 1, steps: [{ at: day 3, expose: everyone, notices: [{ to: users of step, by: email, before: [3d, 1h], required: true }] }] }]',
    '[{ to:',
    /3d before `a.1`, which is due 2d after the start; allowed: at most 2d/u,
  ],
  [
    'notice-before-gate',
    'a required notice from before the gate of the phase before',
    'starts: 2026-12-07\nphases: [{ name: a, week: 1, steps: [{ expose: 5%, soak: 145h }] }, { name: b, week: 2, steps: [{ at: day 2, expose: everyone, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    '[{ to:',
    /goes out on 2026-12-13, before it is known whether `a` passes/u,
  ],
  [
    'notice-before-gate',
    'the same without a date',
    'phases: [{ name: a, week: 1, steps: [{ expose: 5%, soak: 145h }] }, { name: b, week: 2, steps: [{ at: day 2, expose: everyone, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    '[{ to:',
    /goes out on day 7 of week 1, before/u,
  ],
  [
    'notice-before-gate',
    'the notices of several steps, once',
    'phases: [{ name: a, week: 1, steps: [{ expose: 5%, soak: 7d }] }, { name: b, week: 2, notices: [{ to: users of step, by: email, before: 3d, required: true }], steps: [{ at: day 1, expose: 10% }, { at: day 2, expose: 20% }, { at: day 4, expose: everyone }] }]',
    '{ at: day 1',
    /before `b.1` goes out on day 5 of week 1, before it is known whether `a` passes, and those before `b.2` too/u,
  ],
  [
    'remaining-sum',
    'parts that leave somebody out',
    'phases: [{ name: a, steps: [{ add: 40% of remaining }, { add: 50% of remaining }] }]',
    '50%',
    /90% of remaining in all \(40% \+ 50%\); allowed: 100%/u,
  ],
  [
    'remaining-sum',
    'parts that are more than all',
    'phases: [{ name: a, steps: [{ add: 60% of remaining }, { add: 50% of remaining }] }]',
    '50%',
    /110% of remaining/u,
  ],
  [
    'remaining-sum',
    'parts beyond the end that is said',
    'phases: [{ name: a, ends: 50%, steps: [{ add: 30% of remaining }, { add: 30% of remaining }] }]',
    '30% of remaining }] }]',
    /60% of remaining .* `ends: 50%`/u,
  ],
  [
    'ends-below-all',
    'a flag that stays below 100 %',
    'phases: [{ name: a, steps: [{ flags: [alpha], expose: 25% }, { flags: [beta], expose: everyone }] }]',
    'a, steps',
    /`alpha` ends at 25% in `a`/u,
  ],
  [
    'unused-metric',
    'a metric that nothing asks for',
    'phases: [{ name: a, steps: [{ expose: everyone }] }]',
    'errors',
    /`errors`, which no gate, trigger or survey uses/u,
  ],
  [
    'decided-by-noise',
    'a trigger at the level of control',
    'triggers: [{ when: errors > 100% of control, then: [pause] }]\nphases: [{ name: a, steps: [{ expose: 10% }], ends: 10% }]',
    'errors > 100%',
    /chance decides/u,
  ],
  [
    'decided-by-noise',
    'a gate at the level of control',
    'phases: [{ name: a, ends: 10%, steps: [{ expose: 10%, go: [not errors > 1x control] }] }]',
    'errors > 1x',
    /chance decides/u,
  ],
  [
    'spread-flips',
    'a spread of a flag that may not flip',
    'phases: [{ name: a, steps: [{ flags: [alpha], expose: everyone, spread: 10m linear 20% }] }]',
    '10m linear',
    /a spread of `alpha`.*a user flips.*`flips: tolerated` under `flags.alpha`/u,
  ],
  [
    'appconfig-minutes',
    'a bake of more than a day',
    'phases: [{ name: a, steps: [{ expose: everyone, bake: 1441m }] }]',
    '1441m',
    /a bake of 1441m; allowed: whole minutes, 1440/u,
  ],
  [
    'appconfig-minutes',
    'a bake of half a minute',
    'phases: [{ name: a, steps: [{ expose: everyone, bake: 30s }] }]',
    '30s',
    /a bake of 30s.*round/u,
  ],
  [
    'no-return-unsigned',
    'a point of no return without a sign-off',
    'phases: [{ name: a, steps: [{ expose: everyone }] }, { name: b, irreversible: it is gone, enter: { tasks: [backup] } }]',
    'irreversible',
    /nobody signs: `b`/u,
  ],
  [
    'revert-behind-no-return',
    'a revert behind a point of no return',
    'triggers: [{ name: bad, when: errors > 5%, then: [pause, revert step after 4h] }]\nphases: [{ name: a, steps: [{ expose: everyone }] }, { name: b, irreversible: it is gone, enter: { signOff: release } }, { name: c }]',
    'revert step',
    /`revert step after 4h` in `b`, `c`, where it is gone.*`during: \[a\]`/u,
  ],
  [
    'revert-behind-no-return',
    'a person asked to revert there',
    'triggers: [{ name: bad, when: errors > 5%, then: [ask release to revert all], during: [b] }]\nphases: [{ name: a, steps: [{ expose: everyone }] }, { name: b, irreversible: it is gone, enter: { signOff: release } }]',
    'ask release',
    /`ask release to revert all` in `b`/u,
  ],
  [
    'revert-behind-no-return',
    'a trigger that was never armed before, without advice that is no use',
    'triggers: [{ name: bad, when: errors > 5%, then: [reduce to previous step], during: [b] }]\nphases: [{ name: a, steps: [{ expose: everyone }] }, { name: b, irreversible: it is gone, enter: { signOff: release } }]',
    'reduce to',
    /; pause and tell somebody instead/u,
  ],
  [
    'revert-behind-no-return',
    'an entry gate further behind that reverts',
    'phases: [{ name: b, irreversible: it is gone, enter: { signOff: release }, steps: [{ expose: everyone }] }, { name: c, enter: { all: [errors < 1%], otherwise: revert phase } }]',
    'revert phase',
    /`otherwise: revert phase` in `c`, where it is gone/u,
  ],
  [
    'revert-behind-no-return',
    'a gate that reverts there',
    'phases: [{ name: b, irreversible: it is gone, enter: { signOff: release }, steps: [{ expose: everyone }], leave: { all: [errors < 1%], otherwise: revert phase } }]',
    'revert phase',
    /`otherwise: revert phase` in `b`/u,
  ],
  [
    'author-signs',
    'an author who signs',
    'authors: [ann]\nphases: [{ name: a, enter: { signOff: release }, steps: [{ expose: everyone }] }]',
    'ann',
    /`ann`, an author of the plan, may sign for `release`/u,
  ],
  [
    'step-in-freeze',
    'a step in a freeze',
    'starts: 2026-12-21\nfreezes: [{ from: 2026-12-24, until: 2026-12-26, because: holidays }]\nphases: [{ name: a, week: 1, steps: [{ at: day 4, expose: everyone }] }]',
    'day 4',
    /`a.1` on 2026-12-24, in the freeze .* \(holidays\)/u,
  ],
  [
    'outside-window',
    'a time outside of the window',
    'phases: [{ name: a, week: 1, window: 02:00-04:00, steps: [{ at: week 1 Monday 10:00, expose: everyone }] }]',
    'week 1 Monday',
    /no window of `a` is open; allowed: `02:00-04:00`/u,
  ],
  [
    'outside-window',
    'the end of the window',
    'phases: [{ name: a, week: 1, window: 02:00-04:00, steps: [{ at: day 1 04:00, expose: everyone }] }]',
    'day 1 04:00',
    /no window/u,
  ],
  [
    'outside-window',
    'a weekday without a window',
    'phases: [{ name: a, week: 1, window: Tuesday..Thursday 02:00-04:00, steps: [{ at: week 1 Monday, expose: everyone }] }]',
    'week 1 Monday',
    /a Monday, on which no window of `a` opens/u,
  ],
];

describe('the static checks', () => {
  it.each(found)('%s: finds %s', (code, _about, plan, at, said) => {
    const text = HEAD + plan;
    const problems = checked(text).filter((problem) => problem.code === code);
    expect(problems.map(place)).toEqual([`${placeOf(at, text)} ${code}`]);
    expect(problems.map(say).join()).toMatch(said);
  });

  const fine: readonly (readonly [code: string, about: string, plan: string])[] = [
    [
      'phase-length',
      'soaks as long as the weeks',
      'phases: [{ name: a, week: 1, steps: [{ expose: 10%, soak: 4d }, { expose: everyone, soak: 3d }] }]',
    ],
    [
      'phase-length',
      'a phase without an end',
      'phases: [{ name: a, lasts: 1d, steps: [{ expose: everyone, soak: 30d }] }]',
    ],
    [
      'step-outside-phase',
      'the last day of the phase',
      'phases: [{ name: a, week: 1, steps: [{ at: day 7 23:59, expose: everyone }] }]',
    ],
    [
      'step-outside-phase',
      'a date in a plan without a start',
      'phases: [{ name: a, week: 1, steps: [{ at: 2026-12-14, expose: everyone }] }]',
    ],
    [
      'step-order',
      'two steps at one time',
      'phases: [{ name: a, week: 1, steps: [{ at: day 3, expose: 10% }, { at: day 3, expose: everyone }] }]',
    ],
    [
      'step-order',
      'a weekday that comes again',
      'phases: [{ name: a, week: 1..2, steps: [{ at: Friday, expose: 10% }, { at: Monday, expose: everyone }] }]',
    ],
    ['phase-order', 'weeks behind each other', 'phases: [{ name: a, week: 1..2 }, { name: b, week: 3 }]'],
    ['deadline', 'phases that take as long', 'deadline: 1w\nphases: [{ name: a, week: 1 }]'],
    [
      'notice-too-late',
      'a notice that leaves at the start',
      'phases: [{ name: a, week: 1, steps: [{ at: day 3, expose: everyone, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    ],
    [
      'notice-too-late',
      'a notice that is not required',
      'phases: [{ name: a, week: 1, steps: [{ at: day 3, expose: everyone, notices: [{ to: users of step, by: email, before: 9d }] }] }]',
    ],
    [
      'notice-before-gate',
      'a notice that leaves when the phase before can be over',
      'phases: [{ name: a, week: 1, steps: [{ expose: 5%, soak: 6d }] }, { name: b, week: 2, steps: [{ at: day 2, expose: everyone, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    ],
    [
      'notice-too-late',
      'a step without a time of its own, which waits for its notice',
      'phases: [{ name: a, steps: [{ expose: everyone, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    ],
    [
      'phase-length',
      'a step that waits for its notice and fits behind it',
      'phases: [{ name: a, week: 1, steps: [{ expose: everyone, soak: 5d, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    ],
    [
      'phase-length',
      'a phase behind one that takes as long as it may',
      'phases: [{ name: a, lasts: 1w }, { name: b, week: 2, steps: [{ expose: everyone, soak: 7d }] }]',
    ],
    [
      'phase-length',
      'a phase behind one that fills its own weeks',
      'phases: [{ name: a, week: 1 }, { name: b, week: 2, steps: [{ expose: 10%, soak: 7d }] }, { name: c, week: 3, steps: [{ expose: everyone, soak: 7d }] }]',
    ],
    [
      'step-outside-phase',
      'the beginning of a phase by its own time',
      'phases: [{ name: a, at: week 2 Wednesday, steps: [{ at: week 2 Wednesday, expose: everyone }] }]',
    ],
    [
      'phase-order',
      'a phase that follows one without weeks just in time',
      'phases: [{ name: a, lasts: 13d }, { name: b, week: 1..2, steps: [{ expose: everyone }] }]',
    ],
    [
      'phase-order',
      'a time within the weeks',
      'phases: [{ name: a, week: 1, at: week 1 Sunday, steps: [{ expose: everyone }] }]',
    ],
    [
      'revert-behind-no-return',
      'a gate that reverts at the point itself, before it is entered',
      'phases: [{ name: a, steps: [{ expose: everyone }] }, { name: b, irreversible: it is gone, enter: { signOff: release, otherwise: revert phase } }]',
    ],
    [
      'notice-before-gate',
      'a notice within its phase',
      'phases: [{ name: a, week: 1 }, { name: b, week: 2, steps: [{ at: day 3, expose: everyone, notices: [{ to: users of step, by: email, before: 2d, required: true }] }] }]',
    ],
    [
      'remaining-sum',
      'parts that are all',
      'phases: [{ name: a, steps: [{ add: 70% of remaining }, { add: 20% of remaining }, { add: 10% of remaining }] }]',
    ],
    [
      'remaining-sum',
      'parts up to the end that is said',
      'phases: [{ name: a, ends: 30%, steps: [{ add: 10% of remaining }, { add: 20% of remaining }] }]',
    ],
    ['ends-below-all', 'an end that is said', 'phases: [{ name: a, ends: 25%, steps: [{ expose: 25% }] }]'],
    [
      'ends-below-all',
      'a flag that another phase takes to everyone',
      'phases: [{ name: a, steps: [{ expose: 25% }] }, { name: b, steps: [{ expose: everyone }] }]',
    ],
    [
      'ends-below-all',
      'a segment, whose share nobody knows',
      'phases: [{ name: a, steps: [{ expose: segment pilot }] }]',
    ],
    [
      'decided-by-noise',
      'a level that leaves room',
      'phases: [{ name: a, ends: 10%, steps: [{ expose: 10%, go: [errors < 105% of control, errors < 100% of baseline] }] }]',
    ],
    [
      'appconfig-minutes',
      'a bake of a day',
      'phases: [{ name: a, steps: [{ expose: everyone, bake: 1d }] }]',
    ],
    [
      'no-return-unsigned',
      'a point of no return that is signed',
      'phases: [{ name: b, irreversible: it is gone, enter: { signOff: release } }]',
    ],
    [
      'revert-behind-no-return',
      'a pause behind, and a revert before, a point of no return',
      'triggers: [{ when: errors > 5%, then: [revert all], during: [a] }, { when: errors > 5%, then: [pause, tell release, task look within 1h] }]\nphases: [{ name: a, steps: [{ expose: everyone }] }, { name: b, irreversible: it is gone, enter: { signOff: release } }]',
    ],
    [
      'author-signs',
      'an author whom nobody asks',
      'authors: [sam]\nphases: [{ name: a, enter: { signOff: release } }]',
    ],
    [
      'step-in-freeze',
      'a checklist in a freeze',
      'starts: 2026-12-21\nfreezes: [{ from: 2026-12-24, until: 2026-12-26, because: holidays }]\nphases: [{ name: a, week: 1, steps: [{ at: day 4, tasks: [rest] }] }]',
    ],
    [
      'step-in-freeze',
      'the day behind a freeze',
      'starts: 2026-12-21\nfreezes: [{ from: 2026-12-24, until: 2026-12-26, because: holidays }]\nphases: [{ name: a, week: 1, steps: [{ at: day 7, expose: everyone }] }]',
    ],
    [
      'outside-window',
      'the beginning of the window',
      'phases: [{ name: a, week: 1, window: 02:00-04:00, steps: [{ at: week 1 Monday 02:00, expose: everyone }] }]',
    ],
    [
      'outside-window',
      'a day on which one of the windows opens',
      'phases: [{ name: a, week: 1, window: [Tuesday 02:00-04:00, Monday 22:00-02:00], steps: [{ at: week 1 Monday, expose: everyone }] }]',
    ],
    [
      'outside-window',
      'a checklist outside of the window',
      'phases: [{ name: a, week: 1, window: 02:00-04:00, steps: [{ at: week 1 Monday 10:00, tasks: [look] }] }]',
    ],
    [
      'outside-window',
      'a window of another zone in a plan without a date',
      'phases: [{ name: a, week: 1, window: 02:00-04:00 America/New_York, steps: [{ at: week 1 Monday 02:00, expose: everyone }] }]',
    ],
  ];

  it.each(fine)('%s: has nothing against %s', (code, _about, plan) => {
    expect(checked(HEAD + plan).filter((problem) => problem.code === code)).toEqual([]);
  });

  it('says nothing at all about a plan that is in order', () => {
    const text = `${HEAD}starts: 2026-12-07
deadline: 2w
phases:
  - { name: a, week: 1, steps: [{ expose: 10%, soak: 1d }], leave: [errors < 2%] }
  - { name: b, week: 2, steps: [{ expose: everyone, soak: 1d }], leave: [errors < 2%] }
`;
    expect(checked(text)).toEqual([]);
  });
});

const PLAIN = 'phases: [{ name: a, steps: [{ expose: everyone }] }]';
const audience = (rest: string) =>
  `rollout: small\naudience: { unit: user, key: userId, size: 1000, ${rest} }\nflags: { alpha: {} }\n`;

describe('segments by rule', () => {
  const exposed = 'phases: [{ name: a, steps: [{ expose: segment eu }] }]';

  it.each([
    [
      'an error when the attribute is declared without `stable`',
      'attributes: { region: text }, segments: { eu: { where: region is eu } }',
      'error',
    ],
    ['a warning when no attribute is declared', 'segments: { eu: { where: region is eu } }', 'warning'],
  ])('are %s', (_about, rest, severity) => {
    const text = audience(rest) + exposed;
    const problems = checked(text).filter(({ code }) => code === 'unstable-segment');
    expect(problems).toMatchObject([
      { severity, found: expect.stringContaining('`eu` is exposed by `region`') as unknown },
    ]);
    expect(problems.map(place)).toEqual([`${placeOf('region is eu', text)} unstable-segment`]);
  });

  it.each([
    [
      'stable attributes',
      'attributes: { region: { type: text, stable: true } }, segments: { eu: { where: region is eu } }',
      exposed,
    ],
    ['the unit itself', 'segments: { eu: { where: userId starts with eu } }', exposed],
    ['a segment that nobody is exposed by', 'segments: { eu: { where: region is eu } }', PLAIN],
  ])('may look at %s', (_about, rest, phases) => {
    expect(checked(audience(rest) + phases).map(({ code }) => code)).not.toContain('unstable-segment');
  });

  it.each([
    ['the attribute is declared', 'attributes: { ready: boolean }'],
    ['nothing is declared', ''],
  ])('that say who is eligible are warned of, where %s', (_about, rest) => {
    const text = `${audience(rest)}phases: [{ name: a, eligible: ready is true, steps: [{ expose: everyone }] }]`;
    const problems = checked(text).filter(({ code }) => code === 'unstable-segment');
    expect(problems.map(place)).toEqual([`${placeOf('ready is true', text)} unstable-segment`]);
    expect(problems.map(say).join()).toMatch(
      /`a` exposes by `ready`: when the value changes, a user leaves/u,
    );
    expect(problems[0]?.severity).toBe('warning');
  });

  it('may say who is eligible by attributes that are kept', () => {
    const kept = audience('attributes: { ready: { type: boolean, stable: true } }');
    const text = `${kept}phases: [{ name: a, eligible: ready is true, steps: [{ expose: everyone }] }]`;
    expect(checked(text)).toEqual([]);
  });

  it('drawn by AppConfig are warned of', () => {
    const text = audience('bucketing: appconfig') + PLAIN;
    expect(checked(text).map(place)).toEqual([`${placeOf('appconfig', text)} appconfig-buckets`]);
  });
});

const NEEDY = `rollout: small
audience: { unit: user, key: userId, size: 1000 }
flags: { base: { class: core }, top: { class: extra, needs: [base] } }
metrics: { errors: { ratio: [Errors, Requests], baseline: 1% } }
`;

describe('flags that need others', () => {
  it.each([
    ['disable class core', ['5:1 x']],
    ['disable class extra', []],
    ['pause', []],
  ])('and go off with their class are warned of: %s', (response, expected) => {
    const text = `${NEEDY}triggers: [{ name: bad, when: errors > 5%, then: [${response}] }]\n${PLAIN}`;
    const problems = checked(text).filter(({ code }) => code === 'disabled-need');
    expect(problems.map(place)).toEqual(expected.map(() => `${placeOf('base] }', text)} disabled-need`));
    for (const problem of problems)
      expect(problem.found).toMatch(/`top` needs `base`, which `bad` may disable with its class `core`/u);
  });
});

describe('AppConfig', () => {
  const flipping = audience('').replace('alpha: {}', 'alpha: { flips: tolerated }');

  it.each([
    ['0.9%', ['appconfig-growth']],
    ['1%', []],
    ['100%', []],
    ['101%', ['appconfig-growth']],
  ])('grows by %s: %j', (factor, expected) => {
    const text = `${flipping}phases: [{ name: a, steps: [{ expose: everyone, spread: 10m linear ${factor} }] }]`;
    expect(checked(text).map(({ code }) => code)).toEqual(expected);
  });

  it.each([
    [19, []],
    [20, ['too-many-strategies']],
    [40, ['too-many-strategies']],
  ])('has room for %i strategies beside that of the brake: %j', (count, expected) => {
    const steps = Array.from(
      { length: count },
      (_, index) => `{ expose: ${String(index + 1)}%, bake: ${String(index + 1)}m }`,
    );
    const text = `${audience('')}phases: [{ name: a, ends: 40%, steps: [${steps.join(', ')}] }]`;
    expect(checked(text).map(({ code }) => code)).toEqual(expected);
  });

  it.each([
    [9, []],
    [10, ['too-many-environments']],
  ])('has room for %i environments with two lanes each, beside those of drills: %j', (count, expected) => {
    const names = Array.from({ length: count }, (_, index) => `env-${String(index)}`);
    const steps = names.map(
      (name) => `{ name: ${name}, environment: ${name}, steps: [{ expose: everyone }] }`,
    );
    const text = `${audience('')}environments: [${names.join(', ')}]\nphases: [${steps.join(', ')}]`;
    expect(checked(text).map(({ code }) => code)).toEqual(expected);
  });

  it('keeps the names of what drills work on', () => {
    const environment = `${audience('')}environments: [phasegate-drill]\n${PLAIN}`;
    expect(checked(environment).map(({ code }) => code)).toEqual(['reserved-name']);
  });

  it.each([
    [58, []],
    [59, ['environment-name']],
  ])('takes an environment with a name of %i characters and its lane behind it: %j', (length, expected) => {
    const text = `${audience('')}environments: [${'e'.repeat(length)}]\n${PLAIN}`;
    expect(checked(text).map(({ code }) => code)).toEqual(expected);
  });

  it('needs one strategy for steps that are alike', () => {
    const steps = Array.from({ length: 40 }, (_, index) => `{ expose: ${String(index + 1)}%, bake: 5m }`);
    expect(checked(`${audience('')}phases: [{ name: a, ends: 40%, steps: [${steps.join(', ')}] }]`)).toEqual(
      [],
    );
  });
});

describe('metrics that are judged', () => {
  it.each([
    ['{ ratio: [E, R] }', ['no-healthy-value']],
    ['{ ratio: [E, R], baseline: 1% }', []],
    ['{ own: incidents }', []],
  ])('need to say what is healthy: %s', (metric, expected) => {
    const level = metric.includes('own') ? '3' : '2%';
    const text = `${audience('')}metrics: { m: ${metric} }\nphases: [{ name: a, steps: [{ expose: everyone }], leave: [m < ${level}] }]`;
    expect(checked(text).map(({ code }) => code)).toEqual(expected);
  });

  it('may be used by a survey, a resume or a measure of success alone', () => {
    const text = `${audience('')}roles: { support: [sam] }
metrics:
  asked: { ratio: [Happy, Asked], reported: by support }
  calm: { ratio: [E, R], baseline: 1% }
  late: { ratio: [L, R], baseline: 1% }
triggers: [{ when: late > 5%, then: [pause], resume: calm < 2% }]
surveys: [{ name: s, to: exposed users, by: email, after: 1d, metrics: [asked] }]
success: [late < 2%]
${PLAIN}`;
    expect(checked(text).filter(({ code }) => code === 'unused-metric')).toEqual([]);
  });
});
