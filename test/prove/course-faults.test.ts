import type { Caps, Exposures, RolloutState } from '../../lib/rollout/state.js';
import type { Cause } from '../../lib/prove/cause.js';
import { faultsOfMove, faultsOfState } from '../../lib/prove/course-faults.js';
import { CourseStates } from '../../lib/prove/course-state.js';
import { smallPlan } from '../rollout/plans.js';

const plan = smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [pause, revert all] }]' });
const base = new CourseStates(plan).first().state;
const [bad] = plan.triggers;

/** A rollout that serves so many percent of everybody, limited to so many. */
function serving(percent: number, limit?: number, paused = false): RolloutState {
  const grants = (of: number) => [{ below: of * 10_000 }];
  const exposures: Exposures = percent === 0 ? {} : { search: { variant: 'fast', grants: grants(percent) } };
  const caps: Caps = limit === undefined ? {} : { search: { limit: grants(limit) } };
  const production = base.environments['production'];
  if (!production) throw new Error('the plan has no production');
  return {
    ...base,
    control: { mode: 'running', position: { stage: 'rising', phase: 0, step: 0 }, attempt: 1 },
    environments: { production: { ...production, exposures, caps } },
    history: [{ phase: 0, step: 0, environment: 'production', before: {} }],
    ...(paused ? { paused: { by: 'olga', at: 0 } } : {}),
  };
}

const start: Cause = { kind: 'move', move: { kind: 'start step' }, onGoOnly: true, evenHeld: false };
const pass: Cause = { kind: 'move', move: { kind: 'pass step' }, onGoOnly: true, evenHeld: false };
const revertAll: Cause = { kind: 'word', word: { kind: 'revert', what: 'all' } };
const fires: Cause | undefined = bad && {
  kind: 'trigger',
  trigger: bad,
  done: [{ kind: 'pause' }, { kind: 'revert', what: 'all' }],
};

const found = (before: RolloutState, after: RolloutState, cause: Cause): readonly string[] => [
  ...new Set(faultsOfMove(plan, before, after, cause).map(({ property }) => property)),
];

describe('a move of the automaton', () => {
  it.each<
    readonly [
      what: string,
      before: RolloutState,
      after: RolloutState,
      cause: Cause,
      faults: readonly string[],
    ]
  >([
    ['that raises exposure on go', serving(10), serving(50), start, []],
    [
      'that raises exposure on anything but go',
      serving(10),
      serving(50),
      { ...start, onGoOnly: false },
      ['rises'],
    ],
    ['that raises exposure and is no step', serving(10), serving(50), { kind: 'other' }, ['rises']],
    [
      'that raises exposure while somebody has paused',
      serving(10, undefined, true),
      serving(50),
      start,
      ['held'],
    ],
    [
      'that raises exposure even when it is held',
      serving(10),
      serving(50),
      { ...start, evenHeld: true },
      ['held'],
    ],
    [
      'that opens a limit above which somebody is',
      serving(50, 10),
      serving(50),
      { kind: 'other' },
      ['rises'],
    ],
    ['that opens a limit above which nobody is', serving(10, 10), serving(10), { kind: 'other' }, []],
    ['that raises what a limit holds back', serving(10, 10), serving(50, 10), { kind: 'other' }, []],
    ['that passes a step and puts somebody back', serving(50), serving(10), pass, ['larger']],
    ['that reverts and leaves somebody in', serving(50), serving(10), revertAll, ['revert']],
  ])('%s', (_, before, after, cause, faults) => {
    expect(found(before, after, cause)).toEqual(faults);
  });

  it('of a trigger that leaves its users in, a step on its way and nothing held is no safe state', () => {
    if (!fires) throw new Error('the plan has no trigger');
    const says = faultsOfMove(plan, serving(10), serving(10), fires).map(({ say }) => say);
    expect(says.join('\n')).toMatch(
      /leaves a step on its way[\s\S]*leaves somebody in[\s\S]*nothing keeps exposure/u,
    );
  });
});

it('a step that is on its way while somebody has paused is a fault of the state itself', () => {
  const faults = faultsOfState(plan, serving(10, undefined, true), undefined);
  expect(faults.map(({ property }) => property)).toEqual(['held']);
  expect(faultsOfState(plan, serving(10), undefined)).toEqual([]);
});
