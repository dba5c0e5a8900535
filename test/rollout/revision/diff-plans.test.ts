import fc from '../../fast-check.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { diffPlans } from '../../../lib/rollout/revision/diff-plans.js';
import { startRollout } from '../../../lib/rollout/start-rollout.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld } from '../arbitraries/core-world.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';
import { exposedDriver, freshDriver, planFrom, revised, EXAMPLE } from './example.js';

type Edit = readonly [written: string, becomes: string];

const exposed = exposedDriver();
const fresh = freshDriver();

/** The changes as `weight kind where`. */
function shown(edit: Edit, driver = exposed): readonly string[] {
  return diffPlans(driver.plan, revised(edit), driver.state).map(
    ({ weight, kind, where }) => `${weight} ${kind} ${where}`,
  );
}

const LEAVE = 'errors < 1%, latency < 250ms';
const WHEN = 'errors > 5% for 5m';

describe('while somebody is exposed', () => {
  it.each<readonly [string, Edit, string]>([
    ['< becomes <=', [LEAVE, 'errors <= 1%, latency < 250ms'], 'loosened'],
    ['another level is lower', [LEAVE, 'errors < 0.9%, latency < 250ms'], 'tightened'],
    ['the comparison turns round', [LEAVE, 'errors > 1%, latency < 250ms'], 'loosened'],
    ['the same level of something else', [LEAVE, 'errors < 2x baseline, latency < 250ms'], 'changed'],
    ['a span', [LEAVE, 'errors < 1% over 1h, latency < 250ms'], 'changed'],
    ['a hold', [LEAVE, 'errors < 1% for 1h, latency < 250ms'], 'tightened'],
    ['an alternative', [LEAVE, 'errors < 1% or errors < 2x baseline, latency < 250ms'], 'loosened'],
    ['the opposite', [LEAVE, 'not errors < 1%, latency < 250ms'], 'loosened'],
    ['a further criterion', [LEAVE, `24h since entry, ${LEAVE}`], 'tightened'],
    ['only the writing', [LEAVE, 'errors < 1.0%, latency < 250ms'], 'text'],
  ])('a gate is weighed: %s', (_what, edit, kind) => {
    const weight = kind === 'tightened' || kind === 'text' ? 'free' : 'needs consent';
    expect(shown(edit)).toContain(`${weight} ${kind} gate first.leave`);
  });

  it.each<readonly [string, Edit, string]>([
    ['it fires later', [WHEN, 'errors > 6% for 5m'], 'loosened'],
    ['it fires earlier', [WHEN, 'errors > 4% for 5m'], 'tightened'],
    ['> becomes >=', [WHEN, 'errors >= 5% for 5m'], 'tightened'],
    ['it waits longer', [WHEN, 'errors > 5% for 6m'], 'loosened'],
    ['it waits no more', [WHEN, 'errors > 5%'], 'tightened'],
    ['it wants samples', [WHEN, `${WHEN} with at least 100 requests`], 'loosened'],
    ['more is enough', [WHEN, `${WHEN} or latency > 1s`], 'tightened'],
    ['more is asked', [WHEN, `${WHEN} and latency > 1s`], 'loosened'],
    ['a response is gone', ['[pause, revert all after 10m]', '[pause]'], 'loosened'],
    ['a response is new', ['[pause, revert', '[pause, tell ops, revert'], 'tightened'],
    ['a response is later', ['after 10m]', 'after 11m]'], 'loosened'],
    ['it is not armed any more', [`${WHEN}, `, `${WHEN}, during: [first, third], `], 'loosened'],
    ['it may end by itself', [`${WHEN}, `, `${WHEN}, resume: errors < 1%, `], 'changed'],
  ])('a trigger is weighed the other way round: %s', (_what, edit, kind) => {
    const weight = kind === 'tightened' ? 'free' : 'needs consent';
    expect(shown(edit)).toEqual([`${weight} ${kind} trigger broken`]);
  });

  it.each<readonly [string, string, string, readonly string[]]>([
    [
      'plain thresholds take the place of evidence',
      '{ risk: 0.001 }',
      'fixed',
      ['changed gate', 'changed trigger'],
    ],
    ['a false go is likelier', '{ falseGo: 5% }', '{ falseGo: 10% }', ['loosened gate']],
    ['a false go is less likely', '{ falseGo: 5% }', '{ falseGo: 1% }', ['tightened gate']],
    ['an alarm takes more evidence', '{ risk: 0.01 }', '{ risk: 0.001 }', ['loosened trigger']],
    ['an alarm takes less evidence', '{ risk: 0.001 }', '{ risk: 0.01 }', ['tightened trigger']],
    ['the defaults are written out', '{ risk: 0.001 }', '{ risk: 0.1%, falseGo: 5%, margin: 20% }', []],
  ])('the judge is weighed: %s', (_what, before, after, kinds) => {
    const judged = (judge: string): RolloutPlan => planFrom(`${EXAMPLE}\njudge: ${judge}\n`);
    const found = diffPlans(judged(before), judged(after), exposedDriver(judged(before)).state).map(
      ({ kind, where }) => `${kind} ${where.split(' ')[0] ?? ''}`,
    );
    expect(found.filter((one) => !one.startsWith('text'))).toEqual(expect.arrayContaining([...kinds]));
    if (kinds.length === 0) expect(found).toEqual([]);
  });

  it.each<readonly [string, Edit, string]>([
    ['fewer sign', ['release: [rita, rob]', 'release: { people: [rita, rob], quorum: 1 }'], ''],
    [
      'more sign',
      ['release: [rita, rob]', 'release: { people: [rita, rob], quorum: 2 }'],
      'free tightened role release',
    ],
    [
      'a stranger signs',
      ['release: [rita, rob]', 'release: [rita, rob, max]'],
      'needs consent loosened role release',
    ],
    ['strangers have a role', ['ops: [olga]', 'ops: [olga]\n  more: [max]'], 'needs consent added role more'],
    ['an author may sign', ['authors: [ada]', 'authors: [eve]'], 'needs consent loosened the plan'],
    [
      'a promise is later',
      ['revert all: 10m }', 'revert all: 11m }'],
      'needs consent loosened promise revert all',
    ],
    [
      'a promise is gone',
      ['promises: { revert all: 10m }\n', ''],
      'needs consent loosened promise revert all',
    ],
    ['disarmed earlier', ['for: 7d', 'for: 6d'], 'needs consent loosened the plan'],
    ['armed for longer', ['for: 7d', 'for: 8d'], 'free tightened the plan'],
    ['a freeze is shorter', ['until: 2026-12-26', 'until: 2026-12-25'], 'needs consent loosened the plan'],
    [
      'a window closes',
      ['Monday..Thursday 09:00-17:00', 'Monday..Thursday 09:00-16:00'],
      'needs consent loosened phase second',
    ],
    [
      'a soak is shorter',
      ['expose: everyone, soak: 1d', 'expose: everyone, soak: 23h'],
      'needs consent loosened step third.1',
    ],
    [
      'an early point of no return',
      ['- name: second', '- name: second\n    irreversible: the old index is gone'],
      'needs consent loosened phase second',
    ],
    ['told later', ['within: 2d', 'within: 3d'], 'needs consent loosened gate first.leave'],
    [
      'a published name',
      ['ratio: [Errors, Requests]', 'ratio: [Faults, Requests]'],
      'needs consent changed metric errors',
    ],
    [
      'an environment',
      ['flags:\n', 'environments: [staging, production]\nflags:\n'],
      'free added environment staging',
    ],
  ])('%s', (_what, edit, line) => {
    expect(shown(edit)).toEqual(line === '' ? [] : expect.arrayContaining([line]));
  });

  it.each<readonly [string, Edit, string]>([
    ['a salt', ['key: userId', 'key: userId\n  salt: other'], 'refused rebucketed flag search'],
    ['a unit key', ['key: userId', 'key: accountId'], 'refused rebucketed the audience'],
    [
      'a bucketing mode',
      ['key: userId', 'key: userId\n  bucketing: appconfig'],
      'refused rebucketed the audience',
    ],
    ['a listed unit', ['[amy, bob, cleo]', '[amy, cleo, dan]'], 'refused rebucketed segment staff'],
    ['a variant', [', safe: { engine: safe }', ''], 'refused removed flag search'],
    ['a taken exposure', ['expose: segment staff', 'expose: segment eu'], 'refused history step first.1'],
    ['a taken step', ['name: pilot', 'name: trial'], 'refused history step first.1'],
    [
      'a phase before',
      ['  - name: first', '  - name: zeroth\n  - name: first'],
      'refused history phase zeroth',
    ],
    ['the present phase', ['- name: first', '- name: begin'], 'refused history phase first'],
    [
      'the environment',
      ['flags:\n', 'environments: [live]\nflags:\n'],
      'refused removed environment production',
    ],
    ['the rollout', ['rollout: shop-search', 'rollout: shop-find'], 'refused renamed the plan'],
  ])('it is refused to change %s', (_what, edit, line) => {
    expect(shown(edit)).toContain(line);
  });

  it('lets a list grow with consent, because whoever is new in it gets in without a step', () => {
    expect(shown(['[amy, bob, cleo]', '[amy, bob, cleo, dan]'])).toEqual([
      'needs consent enlarged segment staff',
      'free text segment staff',
    ]);
  });

  it('refuses a list that grows when a number of its units is let in and the new one would displace one', () => {
    const text = EXAMPLE.replace('expose: segment staff', 'expose: 1 users of segment staff');
    const driver = exposedDriver(planFrom(text));
    const names = Array.from({ length: 20 }, (_, index) => `unit-${String(index)}`).join(', ');
    const after = planFrom(text.replace('[amy, bob, cleo]', `[amy, bob, cleo, ${names}]`));
    expect(diffPlans(driver.plan, after, driver.state)).toContainEqual(
      expect.objectContaining({ kind: 'rebucketed', weight: 'refused', where: 'segment staff' }),
    );
  });

  it('refuses to remove a trigger that has fired', () => {
    const driver = exposedDriver();
    driver.told = {
      ...driver.told,
      find: (key) => (key.startsWith('trigger:') ? { truth: 'yes' } : undefined),
    };
    driver.look();
    const after = planFrom(EXAMPLE.replace(/triggers:\n.*\n/u, ''));
    const changes = diffPlans(driver.plan, after, driver.state);
    expect(changes).toContainEqual(
      expect.objectContaining({ where: 'trigger broken', kind: 'removed', weight: 'refused' }),
    );
    const before = exposedDriver();
    expect(diffPlans(before.plan, after, before.state)).toContainEqual(
      expect.objectContaining({ where: 'trigger broken', weight: 'needs consent' }),
    );
  });
});

describe('before anything was exposed', () => {
  it.each<Edit>([
    ['key: userId', 'key: userId\n  salt: other'],
    ['[amy, bob, cleo]', '[amy]'],
    ['- name: first', '- name: begin'],
    [LEAVE, 'errors < 9%'],
    ['expose: segment staff', 'expose: everyone'],
  ])('%s -> %s is free, and listed', (...edit) => {
    const weights = diffPlans(fresh.plan, revised(edit), fresh.state).map(({ weight }) => weight);
    expect([...new Set(weights)]).toEqual(['free']);
  });

  it('refuses another name', () => {
    expect(shown(['rollout: shop-search', 'rollout: shop-find'], fresh)).toContain(
      'refused renamed the plan',
    );
  });
});

it('asks for consent instead of refusing once everybody has been put back and the lanes show it', () => {
  const driver = exposedDriver();
  driver.say('rita', { kind: 'revert', what: 'all' });
  expect(new Set(shown(['key: userId', 'key: userId\n  salt: other'], driver))).toEqual(
    new Set([
      'needs consent rebucketed the audience',
      'needs consent rebucketed flag search',
      'needs consent rebucketed flag hints',
    ]),
  );
});

/** The paths to the leaves of plain data; a `kind` that does not exist is not another plan but none. */
function leaves(part: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof part !== 'object' || part === null || Object.keys(part).length === 0) return [path];
  return Object.entries(part).flatMap(([key, value]) =>
    key === 'kind' ? [] : leaves(value, [...path, key]),
  );
}

/** What is put into empty lists that hold something of its own shape; into all others a text. */
const CONDITION = { kind: 'task', task: 'new', text: 'task new', offset: 0 };
const ITEMS: Readonly<Record<string, unknown>> = {
  all: CONDITION,
  any: CONDITION,
  of: CONDITION,
  triggers: { name: 'new', when: CONDITION, then: [], during: [] },
};

/** The data with the leaf at the path replaced by something else of its type. @param name of the data in its parent */
function mutated(part: unknown, [key, ...path]: readonly string[], name?: string): unknown {
  if (key === undefined) {
    if (typeof part === 'number') return part + 1;
    if (typeof part === 'boolean') return !part;
    if (typeof part === 'string') return `${part}x`;
    if (Array.isArray(part)) return [ITEMS[name ?? ''] ?? 'new'];
    return { added: 'new' };
  }
  const changed = mutated((part as Readonly<Record<string, unknown>>)[key], path, key);
  if (Array.isArray(part)) return part.map((one: unknown, index) => (String(index) === key ? changed : one));
  return { ...(part as object), [key]: changed };
}

it('finds a change whatever leaf of a plan is another, and none in a plan that was read again', () => {
  fc.assert(
    fc.property(
      plans,
      histories,
      fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
      ({ plan }, history, picks) => {
        const { state } = new CoreWorld(plan).play(history.slice(0, 8));
        expect(diffPlans(plan, structuredClone(plan), state)).toEqual([]);
        const paths = leaves(plan);
        for (const pick of picks) {
          const path = paths[pick % paths.length] ?? [];
          const changes = diffPlans(plan, mutated(plan, path) as RolloutPlan, state);
          if (changes.length === 0) fail('nothing is found', path);
          const [first] = changes;
          if (path[0] === 'rollout' && first?.weight !== 'refused') fail('another name', changes);
        }
      },
    ),
    runs(60),
  );
});

it('finds every single leaf of the example', () => {
  const { plan, state } = exposed;
  for (const path of leaves(plan))
    if (diffPlans(plan, mutated(plan, path) as RolloutPlan, state).length === 0)
      fail('nothing is found', path);
});

it('takes consent for what no rule knows', () => {
  const unknown = { ...exposed.plan, newIdea: true } as RolloutPlan;
  expect(diffPlans(exposed.plan, unknown, exposed.state)).toEqual([
    expect.objectContaining({
      kind: 'changed',
      weight: 'needs consent',
      say: 'newIdea: nothing becomes true',
    }),
  ]);
  const begun = startRollout(exposed.plan, { kind: 'started', id: 's', at: 0, planHash: 'h', startsAt: 0 });
  expect(diffPlans(exposed.plan, unknown, begun)).toEqual([
    expect.objectContaining({ kind: 'changed', weight: 'free' }),
  ]);
});
