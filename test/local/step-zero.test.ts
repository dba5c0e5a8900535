import { EmbeddedEngine, type EngineResult } from '../../lib/local/embedded-engine.js';
import { planStart } from '../../lib/plan/calendar.js';
import type { EvidenceRecord } from '../../lib/rollout/evidence.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { transition } from '../../lib/rollout/transition.js';
import { planOf, scenarioOf } from './plan-fixture.js';

/** Users of the old kind are exposed first: at once, or on Friday, after four days in which they are marked. */
const planWith = (at: string) =>
  planOf(`
rollout: biased
starts: 2026-12-07
audience:
  { unit: user, key: userId, size: 2000, traffic: 1000 requests/min, attributes: { kind: { type: text, stable: true, values: [old, young] } }, segments: { old: { where: kind is old, size: 400 } } }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics: { errors: { ratio: [Errors, Requests], baseline: 1% } }
roles: { ops: [olga@example.com] }
judge: { risk: 0.001, margin: 20% }
triggers: [{ name: worse, when: errors > 130% of control, then: [revert all] }]
phases:
  - { name: first, steps: [{ expose: segment old, ${at} soak: 1d }] }
armed: { for: 1d }
`);
/** They fail twice as often as the others, whatever they are served. */
const BIASED = '{ metrics: errors, day: 1, segment: old, strength: 2x }';
const WORSE = '{ metrics: errors, phase: 1, after: 2h, cohort: canary, strength: 5x }';

interface Run extends EngineResult {
  readonly records: readonly EvidenceRecord[];
  readonly states: readonly RolloutState[];
  readonly replayed: readonly RolloutState[];
}

async function run(at: string, ...faults: readonly string[]): Promise<Run> {
  const plan = planWith(at);
  const scenario = scenarioOf(`scenario: biased\nseed: 3\nfaults: [${faults.join(', ')}]`, plan);
  const records: EvidenceRecord[] = [];
  const states: RolloutState[] = [];
  const engine = new EmbeddedEngine({
    plan,
    planHash: 'a hash',
    scenario,
    startsAt: planStart(plan),
    onTransition: (record, state) => {
      records.push(record);
      states.push(state);
    },
  });
  const result = await engine.run();
  const replayed: RolloutState[] = [];
  for (const { event } of records) replayed.push(transition(plan, replayed.at(-1), event).state);
  return { ...result, records, states, replayed };
}

const choicesOf = ({ states }: Run) =>
  states.flatMap(({ criteria }) => Object.values(criteria ?? {}).map(({ choice }) => choice));

describe('users who fail more often than others already', () => {
  it('are no reason to revert when they were compared before anything changed for them', async () => {
    const end = await run('at: Friday,', BIASED);
    expect(end.outcome).toBe('completed');
    const choice = choicesOf(end).at(-1);
    expect(choice).toMatchObject({ from: 'A/A' });
    expect(choice?.bias).toBeGreaterThan(1.7);
    expect(choice?.bias).toBeLessThan(2.1);
  });

  it('are taken for a regression when nobody could compare them', async () => {
    const end = await run('', BIASED);
    expect(end.outcome).toBe('reverted');
    expect(choicesOf(end).every(({ from }) => from === undefined)).toBe(true);
  });

  it('are taken back when the change makes it worse', async () => {
    expect((await run('at: Friday,', BIASED, WORSE)).outcome).toBe('reverted');
  });

  it('are not noticed when they are like the others', async () => {
    const end = await run('at: Friday,');
    expect(end.outcome).toBe('completed');
    expect(choicesOf(end).at(-1)).not.toHaveProperty('bias');
  });
});

it('gives the same states when a rollout that is judged by evidence is replayed', async () => {
  const { states, replayed } = await run('at: Friday,', BIASED, WORSE);
  expect(states.length).toBeGreaterThan(10);
  expect(replayed).toEqual(states);
});
