import { laneDocument } from '../../lib/rollout/desired.js';
import { AT_ONCE } from '../../lib/contract/deployment-strategy.js';
import type { DeploymentView, Lane, LaneView } from '../../lib/runtime/ports.js';
import { laneAction, reconcileLane } from '../../lib/runtime/reconcile-lane.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { MemoryStore } from '../../lib/local/memory-store.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { smallPlan } from '../rollout/plans.js';
import { documentOf, NOON, PLAN, stateWith, viewOf } from './lane-state.js';

const MINUTE = 60_000;
const DEPLOY = { kind: 'deploy', again: false };
const AGAIN = { kind: 'deploy', again: true };
const STOP = { kind: 'stop', number: 4 };
const NONE = { kind: 'none' };
const OLDER = { label: 'first.1-5', document: documentOf('older') };

const act = (lane: Lane, view: LaneView, state: RolloutState) =>
  laneAction(state, 'production', lane, view, NOON);

describe('a lane of which nothing was ever seen', () => {
  it.each(['rise', 'brake'] as const)('gets its first version: %s', (lane) => {
    expect(act(lane, { latestNumber: 0 }, stateWith({}))).toEqual(DEPLOY);
  });

  it('of an environment that the rollout does not have is left alone', () => {
    expect(laneAction(stateWith({}), 'staging', 'rise', { latestNumber: 0 }, NOON)).toEqual(NONE);
  });
});

/** Generation 6 is what the rise lane should serve; 5 is older. */
describe.each<[string, Partial<DeploymentView>, LaneView['served'] | 'newest' | 'nothing', object, object]>([
  // what the newest deployment is            fall       rise
  ['the version that is wanted, there', { state: 'complete' }, 'newest', NONE, NONE],
  ['the version that is wanted, on its way', { state: 'deploying' }, 'nothing', NONE, NONE],
  ['the version that is wanted, baking', { state: 'baking' }, 'nothing', NONE, NONE],
  ['the version that is wanted, going back', { state: 'rollingBack' }, 'nothing', NONE, NONE],
  [
    'the version that is wanted, just rolled back',
    { state: 'rolledBack', endedAt: NOON - 1 },
    'nothing',
    NONE,
    NONE,
  ],
  [
    'the one wanted, rolled back almost 5 min ago',
    { state: 'rolledBack', endedAt: NOON - 5 * MINUTE + 1 },
    'nothing',
    NONE,
    NONE,
  ],
  [
    'the one wanted, rolled back 5 min ago',
    { state: 'rolledBack', endedAt: NOON - 5 * MINUTE },
    'nothing',
    AGAIN,
    NONE,
  ],
  ['the one wanted, undone by somebody', { state: 'reverted', endedAt: NOON - 1 }, OLDER, AGAIN, NONE],
  ['the one wanted, but an older one is served', { state: 'complete' }, OLDER, AGAIN, NONE],
  ['an older version, there', { label: 'first.1-5', state: 'complete' }, 'newest', DEPLOY, DEPLOY],
  ['an older version, rolled back', { label: 'first.1-5', state: 'rolledBack' }, 'nothing', DEPLOY, DEPLOY],
  ['an older version, going back', { label: 'first.1-5', state: 'rollingBack' }, 'nothing', NONE, NONE],
  ['an older version, on its way', { label: 'first.1-5', state: 'deploying' }, 'nothing', STOP, NONE],
  ['an older version, baking', { label: 'first.1-5', state: 'baking' }, 'nothing', STOP, NONE],
])('in the rise lane, when the newest deployment is %s', (_what, deployment, served, fall, rise) => {
  it('a fall does what it must', () => {
    expect(act('rise', viewOf(deployment, served), stateWith({}))).toEqual(fall);
  });

  it('a rise never hurries, and never comes again by itself', () => {
    expect(act('rise', viewOf(deployment, served), stateWith({ rise: { spreadOf: 'first.1' } }))).toEqual(
      rise,
    );
  });
});

it('puts a brake that was rolled back on again without waiting', () => {
  const view = viewOf({ label: 'first.1-7', state: 'rolledBack', endedAt: NOON }, 'nothing');
  expect(act('brake', view, stateWith({}))).toEqual(AGAIN);
});

describe.each<[string, Partial<DeploymentView>]>([
  ['has a label of its own', { label: 'hotfix', description: 'by hand' }],
  ['has a label like ours', { label: 'hotfix-6', description: 'by hand' }],
  ['is our version, started by somebody else', { label: 'first.1-6', description: 'by hand' }],
  ['is of a generation that we have not reached', { label: 'first.1-10' }],
])('a foreign deployment that %s', (_what, deployment) => {
  const after = viewOf({ ...deployment, startedAt: NOON - MINUTE });
  const before = viewOf({ ...deployment, startedAt: NOON - MINUTE - 1 });

  it('stays when it is no older than the slot', () => {
    expect(act('rise', after, stateWith({}))).toEqual(NONE);
    expect(act('brake', after, stateWith({}))).toEqual(NONE);
  });

  it('is replaced by a fall that is newer, and never by a rise', () => {
    expect(act('rise', before, stateWith({}))).toEqual(DEPLOY);
    expect(act('brake', before, stateWith({}))).toEqual(DEPLOY);
    expect(act('rise', before, stateWith({ rise: { spreadOf: 'first.1' } }))).toEqual(NONE);
  });

  it('is stopped under way by a fall that is newer', () => {
    const flying = viewOf({ ...deployment, state: 'deploying', startedAt: NOON - MINUTE - 1 });
    expect(act('rise', flying, stateWith({}))).toEqual(STOP);
  });

  it.each([
    ['is not published yet', {}, 'production', DEPLOY],
    ['was published before', { publishedAt: NOON - 2 * MINUTE }, 'production', NONE],
    ['is of another environment', {}, 'staging', NONE],
  ])('gives way in the brake lane to a fall that %s', (_which, published, environment, action) => {
    const fall = { what: 'all' as const, decidedAt: NOON - MINUTE, environment, generation: 7, ...published };
    const state = stateWith({ state: { timings: [fall] } });
    expect(act('brake', after, state)).toEqual(action);
    expect(act('rise', after, state)).toEqual(NONE);
  });
});

it.each([
  ['foreign', NONE],
  ['settled', DEPLOY],
] as const)('starts no rise while the brake lane is %s', (kind, action) => {
  const seen = { kind, generation: 7, since: NOON };
  const state = stateWith({
    rise: { spreadOf: 'first.1' },
    environment: { seen: { rise: { ...seen, kind: 'settled' }, brake: seen } },
  });
  expect(act('rise', viewOf({ label: 'first.1-5' }), state)).toEqual(action);
});

/** Carries out what is due in a lane that answers yes to everything; what it was asked. */
async function asked(
  lane: Lane,
  view: LaneView,
  state: RolloutState,
  { newest = state, plan = PLAN }: { readonly newest?: RolloutState; readonly plan?: RolloutPlan } = {},
) {
  const requests: object[] = [];
  const store = new MemoryStore();
  await store.commit({
    expectedRevision: 0,
    state: newest,
    evidence: {
      revision: 1,
      at: NOON,
      event: { kind: 'alarm', id: 'a', at: NOON, trigger: 'bad' },
      happenings: [],
      effects: [],
      state: '',
    },
    effects: [],
  });
  await reconcileLane({
    plan,
    state,
    store,
    environment: 'production',
    lane,
    view,
    now: NOON,
    port: {
      look: async () => view,
      deploy: async (request) => {
        requests.push(request);
        return { kind: 'started', number: 5 };
      },
      stop: async (request) => {
        requests.push(request);
        return { kind: 'stopped', state: 'rolledBack' };
      },
    },
  });
  return requests;
}

describe('what a lane is asked', () => {
  const old = viewOf({ label: 'first.1-5' });

  it('is the document of the state, under the lock of the look', async () => {
    const state = stateWith({});
    expect(await asked('brake', old, state)).toEqual([
      {
        document: laneDocument(PLAN, state, 'production', 'brake'),
        label: 'first.1-7',
        description: 'small: a fall',
        strategy: AT_ONCE,
        expectedLatest: 4,
        rises: false,
      },
    ]);
  });

  it('is nothing when another controller has decided otherwise since', async () => {
    expect(
      await asked('rise', old, stateWith({}), { newest: stateWith({ rise: { generation: 8 } }) }),
    ).toEqual([]);
  });

  it('carries a label of its own when the same version is deployed again', async () => {
    const undone = viewOf({ state: 'reverted', endedAt: NOON }, OLDER);
    expect(await asked('rise', undone, stateWith({}))).toMatchObject([{ label: 'first.1.5-6' }]);
  });

  it('is never to undo what has completed: a stop that comes late would bring back what was replaced', async () => {
    const flying = viewOf({ label: 'first.1-5', state: 'baking' }, OLDER);
    expect(await asked('rise', flying, stateWith({}))).toEqual([{ number: 4, allowRevert: false }]);
  });

  it('is to stop a brake on its way only when what is served is what is wanted', async () => {
    const state = stateWith({});
    const served = { label: 'first.1-4', document: laneDocument(PLAN, state, 'production', 'brake') };
    const flying = { label: 'first.1-5', state: 'deploying' as const };
    expect(await asked('brake', viewOf(flying, served), state)).toEqual([{ number: 4, allowRevert: false }]);
    expect(await asked('brake', viewOf(flying, OLDER), state)).toEqual([]);
    expect(await asked('brake', viewOf(flying, 'nothing'), state)).toEqual([]);
  });
});

describe('the strategy', () => {
  const plan = smallPlan({
    first: `steps:
      - { expose: 1% }
      - { expose: 5%, bake: 10m }
      - { expose: 10%, spread: 30m linear 20%, bake: 5m, flags: [search] }
      - { expose: 20%, spread: 1h exponential 10%, flags: [search] }`,
    top: '',
  });
  it.each([
    ['first.1', AT_ONCE],
    ['first.2', { ...AT_ONCE, bakeMinutes: 10 }],
    ['first.3', { spreadMinutes: 30, growth: 'linear', growthFactor: 20, bakeMinutes: 5 }],
    ['first.4', { spreadMinutes: 60, growth: 'exponential', growthFactor: 10, bakeMinutes: 0 }],
  ])(
    'of step %s is what the plan says and rises, and everything but its rise is published at once',
    async (step, strategy) => {
      const old = viewOf({ label: 'first.1-5' });
      expect(await asked('rise', old, stateWith({ rise: { step, spreadOf: step } }), { plan })).toMatchObject(
        [{ strategy, rises: true }],
      );
      expect(await asked('rise', old, stateWith({ rise: { step } }), { plan })).toMatchObject([
        { strategy: AT_ONCE, rises: false },
      ]);
      expect(
        await asked('brake', old, stateWith({ brake: { step, spreadOf: step } }), { plan }),
      ).toMatchObject([{ strategy: AT_ONCE }]);
    },
  );
});
