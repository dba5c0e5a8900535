import type { DeploymentView, LaneView } from '../../lib/runtime/ports.js';
import { sameSight, sightOf } from '../../lib/runtime/lane-sight.js';
import { documentOf, NOON, stateWith, viewOf } from './lane-state.js';

const START = NOON - 120_000;
const END = NOON - 60_000;
const OLDER = { label: 'first.1-5', document: documentOf('older') };

const sight = (view: LaneView) => sightOf(stateWith({}), 'production', 'rise', view);

it('knows nothing of a lane without deployments', () => {
  expect(sight({ latestNumber: 0 })).toEqual({
    environment: 'production',
    lane: 'rise',
    kind: 'unknown',
    generation: 0,
    since: NOON - 60_000,
  });
});

it.each<[string, Partial<DeploymentView>, LaneView['served'] | 'newest' | 'nothing', object]>([
  ['deploying', {}, 'nothing', { kind: 'moving', generation: 6, since: START }],
  ['baking', {}, OLDER, { kind: 'moving', generation: 6, since: START }],
  ['complete', { endedAt: END }, 'newest', { kind: 'settled', generation: 6, since: END }],
  [
    'rollingBack',
    { endedBy: 'alarm' },
    OLDER,
    { kind: 'failed', generation: 6, since: START, reason: 'alarm' },
  ],
  [
    'rolledBack',
    { endedAt: END, endedBy: 'user' },
    OLDER,
    { kind: 'failed', generation: 6, since: END, reason: 'user' },
  ],
  ['rolledBack', { endedAt: END }, 'nothing', { kind: 'failed', generation: 6, since: END }],
  ['reverted', { endedAt: END }, OLDER, { kind: 'foreign', generation: 0, since: END }],
  ['complete', { endedAt: END }, OLDER, { kind: 'foreign', generation: 0, since: END }],
] as const)('sees a deployment that is %s: %j', (state, rest, served, seen) => {
  expect(sight(viewOf({ state: state as DeploymentView['state'], ...rest }, served))).toMatchObject(seen);
});

it.each([
  ['a label of its own', { label: 'hotfix', description: 'by hand' }],
  ['a label like ours', { label: 'hotfix-6', description: 'by hand' }],
  ['our version, deployed by somebody else', { label: 'first.1-6', description: 'by hand' }],
  ['a generation that we have not reached', { label: 'first.1-10' }],
])('sees %s as foreign', (_what, deployment) => {
  expect(sight(viewOf(deployment))).toMatchObject({
    kind: 'foreign',
    generation: 0,
    reason: deployment.label,
  });
});

it.each([
  [{ kind: 'settled', generation: 6 }, { kind: 'settled', generation: 6 }, true],
  [{ kind: 'settled', generation: 6 }, { kind: 'settled', generation: 7 }, false],
  [{ kind: 'settled', generation: 6 }, { kind: 'moving', generation: 6 }, false],
])('compares %j with %j', (one, other, same) => {
  expect(sameSight(one, other)).toBe(same);
});
