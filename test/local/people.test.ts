import type { RolloutEvent, Word } from '../../lib/rollout/event.js';
import type { Want } from '../../lib/rollout/wants.js';
import { SimulatedHooks } from '../../lib/local/hooks.js';
import { LocalInbox } from '../../lib/local/inbox.js';
import { nextTimeOfDay } from '../../lib/local/people/day-times.js';
import { SimulatedPeople } from '../../lib/local/people.js';
import { START, worldOf } from './world-fixture.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SIGN: Want = {
  kind: 'sign',
  key: 'first.leave#1/sign/board',
  gate: 'first.leave',
  role: 'board',
  people: ['b1@example.com', 'b2@example.com'],
  missing: 2,
  since: START,
};
const TICK: Want = {
  kind: 'tick',
  key: 'tick',
  task: 'coverage',
  people: ['rita@example.com'],
  since: START,
};
const DECIDE: Want = {
  kind: 'decide',
  key: 'decide',
  gate: 'g',
  role: 'release',
  people: ['rita@example.com'],
  since: START,
};
const ANSWER: Want = {
  kind: 'answer',
  key: 'ask-1',
  ask: 'ask-1',
  act: 'revert step',
  role: 'release',
  people: ['rita@example.com'],
  since: START,
};

/** People of the shop, without their daily reports unless the scenario speaks of them. */
function peopleOf(scenario = '', reports = false) {
  const silent = reports ? '' : '\n  support: { report: never }';
  const text = scenario.includes('people:')
    ? scenario.replace('people:', `people:${silent}`)
    : `${scenario}\npeople:${silent || ' {}'}`;
  const world = worldOf({ scenario: `scenario: test\n${text}` });
  const inbox = new LocalInbox(world.clock);
  const people = new SimulatedPeople({ ...world, inbox, exposedUnits: () => world.metrics.exposedUnits() });
  /** What arrives until so long after now, as time and word; everything is acknowledged. */
  const hear = async (
    ms: number,
  ): Promise<readonly (readonly [hours: number, who: string, word: Word])[]> => {
    const heard: (readonly [number, string, Word])[] = [];
    const end = world.clock.now() + ms;
    for (let next = inbox.nextAt(); next !== undefined && next <= end; next = inbox.nextAt()) {
      world.clock.advanceTo(Math.max(next, world.clock.now()));
      const events = await inbox.pending();
      heard.push(...events.map((event) => [(event.at - START) / HOUR, whoOf(event), wordOf(event)] as const));
      await inbox.acknowledge(events.map(({ id }) => id));
    }
    world.clock.advanceTo(end);
    return heard;
  };
  return { ...world, inbox, people, hear };
}

function wordOf(event: RolloutEvent): Word {
  if (event.kind !== 'said') throw new Error(`expected a word, got ${event.kind}`);
  return event.word;
}

function whoOf(event: RolloutEvent): string {
  return event.kind === 'said' ? event.who : '';
}

describe('people who are asked', () => {
  it.each<[string, string, Want, Word | undefined, number]>([
    [
      'tick after two hours with a figure that keeps the bound',
      '',
      TICK,
      { kind: 'tick', task: 'coverage', value: 85 },
      2,
    ],
    [
      'tick with the figure that the scenario says',
      'values: { coverage: 70 }',
      TICK,
      { kind: 'tick', task: 'coverage', value: 70 },
      2,
    ],
    ['decide go after an hour', '', DECIDE, { kind: 'decide', role: 'release', decision: 'go' }, 1],
    [
      'decide no-go when the scenario says so',
      'people: \n  release: { decide: no-go after 3h }',
      DECIDE,
      { kind: 'decide', role: 'release', decision: 'no-go' },
      3,
    ],
    ['answer yes after half an hour', '', ANSWER, { kind: 'answer', ask: 'ask-1', yes: true }, 0.5],
    [
      'answer no when the scenario says so',
      'people: \n  everybody: { answer: no after 1h }',
      ANSWER,
      { kind: 'answer', ask: 'ask-1', yes: false },
      1,
    ],
    ['never answer when they never do', 'people: \n  everybody: { answer: never }', ANSWER, undefined, 0],
  ])('%s', async (_, scenario, want, word, hours) => {
    const { people, hear } = peopleOf(scenario);
    people.want([want]);
    const heard = await hear(3 * DAY);
    expect(heard.map(([at, , said]) => [at, said])).toEqual(word ? [[hours, word]] : []);
  });

  it('sign as many as are missing, each for themselves', async () => {
    const { people, hear } = peopleOf('people: \n  board: { sign: 5h }');
    people.want([SIGN]);
    expect(await hear(DAY)).toEqual([
      [5, 'b1@example.com', { kind: 'sign', role: 'board' }],
      [5, 'b2@example.com', { kind: 'sign', role: 'board' }],
    ]);
  });

  it('let somebody else sign for another role of the same gate where they can', async () => {
    const { people, hear } = peopleOf();
    const shared = {
      ...SIGN,
      role: 'release',
      key: 'first.leave#1/sign/release',
      people: ['b1@example.com', 'rita@example.com'],
      missing: 1,
    };
    people.want([{ ...SIGN, missing: 1 }, shared]);
    expect((await hear(DAY)).map(([, who]) => who)).toEqual(['b1@example.com', 'rita@example.com']);
  });

  it('do it once, however often they are asked', async () => {
    const { people, hear } = peopleOf();
    for (let minute = 0; minute < 5; minute += 1) {
      people.want([TICK]);
      await hear(HOUR);
    }
    people.want([{ ...TICK, since: START + HOUR }]);
    expect(await hear(DAY)).toEqual([]);
  });

  it('do not do what is no longer wanted', async () => {
    const { people, hear } = peopleOf();
    people.want([TICK, DECIDE]);
    await hear(0.5 * HOUR);
    people.want([TICK]);
    expect((await hear(DAY)).map(([, , { kind }]) => kind)).toEqual(['tick']);
  });

  it('do it anew when it is wanted anew', async () => {
    const { people, hear } = peopleOf();
    people.want([TICK]);
    expect(await hear(3 * HOUR)).toHaveLength(1);
    people.want([]);
    people.want([{ ...TICK, since: START + 3 * HOUR }]);
    expect(await hear(3 * HOUR)).toMatchObject([[5, 'rita@example.com', { kind: 'tick' }]]);
  });

  it('are never late with what they were asked for long ago', async () => {
    const { people, hear, clock } = peopleOf();
    clock.advanceBy(DAY);
    people.want([TICK]);
    expect(await hear(HOUR)).toMatchObject([[24, 'rita@example.com', { kind: 'tick' }]]);
  });
});

describe('daily reports', () => {
  const reportsOf = async (scenario: string, days = 3) => {
    const world = peopleOf(scenario, true);
    world.moments.rose(1, START);
    world.expose({ below: 500_000 });
    const heard = await world.hear(days * DAY);
    return heard.flatMap(([at, who, word]) => (word.kind === 'report' ? [{ at, who, ...word }] : []));
  };

  it('come at nine for each reported metric', async () => {
    const reports = await reportsOf('');
    expect(reports.map(({ at, who, metric }) => [at, who, metric])).toEqual(
      [9, 33, 57].flatMap((at) => [
        [at, 'sam@example.com', 'complaints'],
        [at, 'sam@example.com', 'score'],
      ]),
    );
  });

  it('have a fifth of the exposed units behind a ratio, and values around the base', async () => {
    const reports = await reportsOf('', 60);
    const complaints = reports.filter(({ metric }) => metric === 'complaints');
    for (const { whole } of complaints) expect(Math.abs((whole ?? 0) - 100)).toBeLessThan(15);
    const part = complaints.reduce((sum, { value }) => sum + value, 0);
    const whole = complaints.reduce((sum, report) => sum + (report.whole ?? 0), 0);
    expect(part / whole).toBeCloseTo(0.04, 2);
    const scores = reports.filter(({ metric }) => metric === 'score');
    expect(scores.reduce((sum, { value }) => sum + value, 0) / scores.length).toBeCloseTo(4.5, 1);
    expect(Math.max(...scores.map(({ value }) => value))).toBeLessThanOrEqual(5);
  });

  it('come before anybody is exposed, with 25 answers', async () => {
    const { hear } = peopleOf('', true);
    const [, , word] =
      (await hear(DAY)).find(([, , one]) => one.kind === 'report' && one.metric === 'complaints') ?? [];
    expect(word).toMatchObject({ whole: 25 });
  });

  it('show the faults of those who are exposed', async () => {
    const reports = await reportsOf(
      'noise: none\nfaults: [{ metrics: [complaints, score], phase: 1, after: 1d, cohort: canary, strength: 5x }]',
    );
    const values = (name: string) =>
      reports
        .filter(({ metric }) => metric === name)
        .map(({ value, whole = 1 }) => Number((value / whole).toFixed(2)));
    expect(values('complaints')).toEqual([0.04, 0.2, 0.2]);
    expect(values('score')).toEqual([4.5, 2.5, 2.5]);
  });

  it('come later, or never, when the scenario says so', async () => {
    expect((await reportsOf('people: \n  support: { report: 45m }', 1)).map(({ at }) => at)).toEqual([
      9.75, 9.75,
    ]);
    expect(await reportsOf('people: \n  support: { report: never }', 2)).toEqual([]);
  });

  it('come at nine of the zone, also across the change to summer time', () => {
    const march = Date.parse('2027-03-27T12:00:00Z');
    const first = nextTimeOfDay(march, 9 * HOUR, 'Europe/Berlin');
    expect(new Date(first).toISOString()).toBe('2027-03-28T07:00:00.000Z');
    expect(new Date(nextTimeOfDay(first, 9 * HOUR, 'Europe/Berlin')).toISOString()).toBe(
      '2027-03-29T07:00:00.000Z',
    );
  });
});

describe('words said unasked', () => {
  it('come at their time', async () => {
    const { hear, moments } = peopleOf(
      'says: [{ by: support, say: pause, because: too loud, day: 2, after: 1h }, { say: revert all, phase: first, after: 2h }, { by: eve, say: freeze for 2d, after: 3h }]',
    );
    expect(await hear(4 * HOUR)).toEqual([
      [3, 'eve', { kind: 'freeze', until: START + 3 * HOUR + 2 * DAY, because: 'a freeze' }],
    ]);
    moments.rose(1, START + 4 * HOUR);
    expect(await hear(DAY)).toEqual([
      [6, 'rita@example.com', { kind: 'revert', what: 'all' }],
      [25, 'sam@example.com', { kind: 'pause', because: 'too loud' }],
    ]);
  });

  it.each([
    ['drills: [1, 4]', [10, 82]],
    ['drills: every 36h', [36, 72]],
  ])('are drills on %s', async (scenario, hours) => {
    const { hear } = peopleOf(scenario);
    const heard = await hear(4 * DAY - HOUR);
    expect(heard.map(([at, , { kind }]) => [at, kind])).toEqual(hours.map((at) => [at, 'drilled']));
  });
});

describe('a freeze', () => {
  const FREEZE = 'freezes: [{ over: next step in phase 2, lasts: 2d, because: the books are closed }]';

  it('is laid over the next planned rise of its phase, once', async () => {
    const { people, hear } = peopleOf(FREEZE);
    people.plan({ phase: 1, at: START + HOUR });
    people.plan({ phase: 2, at: START + 3 * DAY });
    expect(await hear(HOUR)).toEqual([]);
    people.plan({ phase: 2, at: START + 20 * HOUR });
    people.plan({ phase: 2, at: START + 22 * HOUR });
    expect(await hear(2 * DAY)).toEqual([
      [
        1,
        'rita@example.com',
        { kind: 'freeze', until: START + 20 * HOUR + 2 * DAY, because: 'the books are closed' },
      ],
    ]);
  });

  it('begins with the phase when nobody plans ahead', async () => {
    const { hear, moments } = peopleOf(FREEZE);
    moments.entered(2, START + 5 * HOUR);
    expect(await hear(DAY)).toMatchObject([
      [5, 'rita@example.com', { kind: 'freeze', until: START + 5 * HOUR + 2 * DAY }],
    ]);
  });

  it('can begin at a time', async () => {
    const { hear } = peopleOf('freezes: [{ day: 2, lasts: 1d }]');
    expect(await hear(3 * DAY)).toMatchObject([
      [24, 'rita@example.com', { kind: 'freeze', until: START + 2 * DAY }],
    ]);
  });
});

describe('hooks', () => {
  it.each([
    ['', { at: START + 5 * MINUTE, ok: true, figures: { rows: 11 } }],
    [
      'hooks: { migrate: { after: 1h, figures: { rows: 3 } } }',
      { at: START + HOUR, ok: true, figures: { rows: 3 } },
    ],
    [
      'hooks: { every: { result: failed, because: disk full } }',
      { at: START + 5 * MINUTE, ok: false, reason: 'disk full' },
    ],
  ])('of the scenario %j answer %j', async (scenario, answer) => {
    const { clock, scenario: bound } = worldOf({ scenario: `scenario: t\n${scenario}` });
    const inbox = new LocalInbox(clock);
    await new SimulatedHooks(bound.hooks, inbox, clock).start({
      id: 'run',
      kind: 'hook',
      hook: 'migrate',
      because: 'prepare.1',
    });
    clock.advanceBy(DAY);
    expect(await inbox.pending()).toMatchObject([{ kind: 'hook', run: 'run', ...answer }]);
  });
});
