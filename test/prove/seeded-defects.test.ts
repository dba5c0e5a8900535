import { checkPlan } from '../../lib/plan/checks/check-plan.js';
import { prove } from '../../lib/prove/prove.js';
import type { Proof } from '../../lib/prove/proof.js';
import { planOf } from '../rollout/plans.js';

const TIMING = { startMs: 5_000, clientPollMs: 45_000 };

interface Seeded {
  readonly top?: string;
  readonly roles?: string;
  readonly triggers?: string;
  readonly phases?: string;
}

/** A sound plan, parts of which are replaced. */
function plan({ top = '', roles, triggers, phases }: Seeded) {
  return planOf(`
rollout: seeded
starts: 2026-12-07
audience: { unit: user, key: userId, size: 1000 }
flags: { search: {}, hints: { class: extra } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 0.5% }
  failures: { ratio: [Failed, Seen], census: true, baseline: 0% }
  time: { p95: Time, unit: ms, baseline: 100ms }
roles: ${roles ?? '{ release: [rita, rob], ops: [olga] }'}
${top}
triggers: ${triggers ?? '[{ name: bad, when: errors > 5%, then: [pause, revert step after 1h], during: [first] }]'}
phases:
${phases ?? SOUND}
armed: { for: 1w }
`);
}

const SOUND = `
  - { name: first, steps: [{ flags: [search], expose: 10%, soak: 1d, go: [errors < 1%] }, { flags: [search], expose: everyone, soak: 1d }], leave: [errors < 1%] }
  - { name: last, irreversible: the old search is deleted, enter: { signOff: release }, steps: [{ tasks: [deleted] }] }`;

const gate = (condition: string): Seeded => ({
  phases: `  - { name: first, steps: [{ expose: 10% }], leave: ${condition} }\n  - { name: second, steps: [{ expose: everyone }] }`,
});

const proofOf = (seeded: Seeded, property: string): Proof => {
  const { proofs } = prove(plan(seeded), { timing: TIMING, mostStarts: 200 });
  const found = proofs.find((one) => one.property === property);
  if (!found) throw new Error(`nothing is said about ${property}`);
  return found;
};

const say = ({ stories }: Proof): string =>
  stories.map(({ wrong, story }) => [wrong, ...story.map((line) => line.say)].join('\n')).join('\n\n');

it('refutes nothing of a sound plan', () => {
  const { proofs } = prove(plan({}), { timing: TIMING });
  expect(proofs.filter(({ verdict }) => verdict !== 'proven' && verdict !== 'searched')).toEqual([]);
  expect(proofs.filter(({ verdict }) => verdict === 'searched').map(({ property }) => property)).toEqual([
    'end',
    'calendar',
  ]);
});

describe('a plan in which', () => {
  it.each<readonly [what: string, seeded: Seeded, property: string, story: RegExp]>([
    [
      'two criteria of a gate contradict each other',
      gate('[errors < 1%, errors > 2%]'),
      'pass',
      /gate first\.leave can never say go\n`errors < 1%` and `errors > 2%` are never true together/u,
    ],
    [
      'a gate can never pass: what comes behind it',
      gate('[errors < 1% and not errors < 2%]'),
      'phases',
      /phase second is never entered\ngate first\.leave can never say go/u,
    ],
    [
      'a gate waits for a hook that nothing runs',
      { top: 'hooks: { audit: { timeout: 1h } }', ...gate('[hook audit ok]') },
      'pass',
      /`hook audit ok` is never true/u,
    ],
    [
      'two roles want different people and have the same ones',
      {
        roles:
          '{ release: { people: [rita, rob], quorum: 2, distinct: true }, ops: { people: [rita, olga], quorum: 2 } }',
        ...gate('{ signOff: [release, ops] }'),
      },
      'pass',
      /2 of release and 2 of ops: there are not so many different people/u,
    ],
    [
      'a gate asks for nothing',
      gate('[]'),
      'fail',
      /gate first\.leave says go whatever happens\nit asks for nothing/u,
    ],
    [
      'what a gate asks for is true of every value',
      gate('[errors < 1% or errors >= 1%]'),
      'fail',
      /no value of what it asks for breaks it/u,
    ],
    [
      'a trigger reverts behind the point of no return',
      { triggers: '[{ name: bad, when: errors > 5%, then: [revert all] }]' },
      'no-return',
      /trigger bad is armed in last: `revert all`\n[\s\S]*phase last entered; point of no return: the old search is deleted$/u,
    ],
    [
      'a gate reverts behind the point of no return',
      {
        phases: SOUND.replace(
          'steps: [{ tasks: [deleted] }]',
          'steps: [{ tasks: [deleted], go: { all: [errors < 1%], otherwise: revert phase } }]',
        ),
      },
      'no-return',
      /the gate at last\.1 reverts behind the point of no return\n[\s\S]*gate last\.1\.go says no-go/u,
    ],
    [
      'a step puts users back to the old variant',
      {
        phases:
          '  - { name: first, flags: [search], steps: [{ expose: 10%, soak: 1d }, { serve: old, soak: 1d }] }',
      },
      'larger',
      /puts somebody back\n[\s\S]*step first\.2 starts/u,
    ],
    [
      'a promise is shorter than any deployment',
      { top: 'promises: { revert all: 4s }' },
      'promises',
      /`revert all`: 5s at least, and 4s is promised/u,
    ],
    [
      'the legs of a promise are longer than it is',
      { top: 'promises: { revert all: { within: 5m, legs: { flag: 2m, tell: 4m } } }' },
      'promises',
      /its legs add up to 6m \(flag 2m \+ tell 4m\), and 5m is promised/u,
    ],
    [
      'a step waits for a day on which no window opens',
      {
        phases:
          '  - { name: first, window: Tuesday 09:00-12:00, steps: [{ at: Monday 10:00, expose: everyone }] }',
      },
      'calendar',
      /step first\.1: nothing is late\nit rises only Tuesday 09:00-12:00\n\d+ days later it still waits/u,
    ],
  ])('%s', (_, seeded, property, story) => {
    const proof = proofOf(seeded, property);
    expect(proof.verdict).toBe('refuted');
    expect(say(proof)).toMatch(story);
  });
});

describe('check rejects', () => {
  it.each<readonly [what: string, seeded: Seeded, code: string, found: RegExp]>([
    [
      'a gate that tolerates as many bad ones as it counts, which Argo Rollouts accepts (`count == failureLimit`)',
      gate('[failures >= 0 of 5]'),
      'void-count',
      /5 bad ones of 5 are all right, so that it never fails/u,
    ],
    [
      'more good ones than are counted',
      gate('[failures >= 6 of 5]'),
      'void-count',
      /never 6 good ones among 5/u,
    ],
    [
      'a share that every share keeps',
      gate('[errors <= 100%]'),
      'void-claim',
      /always true.* always passes/u,
    ],
    ['a share that none keeps', gate('[errors > 100%]'), 'void-claim', /never true.* never passes/u],
    ['a time below nothing', gate('[time < 0ms]'), 'void-claim', /never true/u],
    [
      'a trigger that never fires',
      { triggers: '[{ name: bad, when: errors > 100%, then: [pause], during: [first] }]' },
      'void-claim',
      /never true.* never fires/u,
    ],
    [
      'a trigger that always fires',
      { triggers: '[{ name: bad, when: errors >= 0%, then: [pause], during: [first] }]' },
      'void-claim',
      /always true.* always fires/u,
    ],
  ])('%s', (_, seeded, code, found) => {
    const problem = checkPlan(plan(seeded)).find((one) => one.code === code);
    expect(problem?.severity).toBe('error');
    expect(problem?.found).toMatch(found);
  });

  it('no count and no share that can be kept and broken', () => {
    const codes = ['[failures >= 1 of 5]', '[failures >= 5 of 5]', '[errors < 100%]', '[errors <= 0%]']
      .flatMap((condition) => checkPlan(plan(gate(condition))))
      .map(({ code }) => code);
    expect(codes.filter((code) => code.startsWith('void'))).toEqual([]);
  });
});
