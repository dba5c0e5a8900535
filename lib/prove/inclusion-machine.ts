import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Word } from '../rollout/event.js';
import { settleInclusions } from '../rollout/inclusions.js';
import { lower } from '../rollout/lower.js';
import { startRollout } from '../rollout/start-rollout.js';
import type { RolloutState } from '../rollout/state.js';
import { hear } from '../rollout/words.js';
import { NOW } from './course-state.js';
import type { Fault, Machine, Taken } from './explore.js';
import { allServed } from './lanes-seen.js';
import { ProbeDraft } from './probe-draft.js';
import { withoutCalendar } from './without-calendar.js';

const UNIT = 'one of them';
const STRANGER = 'a stranger';
const SOMEBODY = 'somebody';

/**
 * One unit that is let in or put back by name. Kept: whether it is let in, put back, on its way in, and whether somebody has
 * paused, which stands for everything that holds. All units that are named behave alike; where the rollout stands is read
 * for labels only.
 */
export class InclusionMachine implements Machine<RolloutState> {
  readonly start: RolloutState;
  readonly #plan: RolloutPlan;
  readonly #person: string | undefined;

  constructor(plan: RolloutPlan) {
    this.#plan = withoutCalendar(plan);
    const begun = { kind: 'started', id: 'started', at: NOW, planHash: 'explored', startsAt: NOW } as const;
    this.start = startRollout(this.#plan, begun);
    this.#person = Object.values(plan.roles).flatMap(({ people }) => people)[0];
  }

  key({ included, excluded, including, paused }: RolloutState): string {
    return JSON.stringify([included, excluded, including !== undefined, paused !== undefined]);
  }

  faults(): readonly Fault[] {
    return [];
  }

  moves(state: RolloutState): readonly Taken<RolloutState>[] {
    const said = (who: string, word: Word): Taken<RolloutState> =>
      this.#take(state, '', word.kind === 'include units' && who === this.#person, (draft) => {
        hear(draft, { kind: 'said', id: 'word', at: NOW, who, word });
      });
    const include: Word = { kind: 'include units', units: [UNIT] };
    return [
      said(STRANGER, include),
      said(STRANGER, { kind: 'revert units', units: [UNIT] }),
      said(STRANGER, { kind: 'pause' }),
      ...(this.#person === undefined
        ? []
        : [said(this.#person, include), said(this.#person, { kind: 'resume' })]),
      ...this.#plan.environments.map((environment) =>
        this.#take(state, `${environment} falls`, false, (draft) => {
          lower(draft, environment, {}, 'a fall', 'a fall');
        }),
      ),
      this.#take(state, 'the lanes are not yet seen to let anybody in', false, (draft) => {
        draft.update({ environments: this.start.environments });
        settleInclusions(draft);
      }),
      this.#take(state, 'the lanes are seen to let them in', false, (draft) => {
        settleInclusions(draft);
      }),
    ];
  }

  /** @param mayLetIn whether it is the one word that may let anybody in */
  #take(
    before: RolloutState,
    label: string,
    mayLetIn: boolean,
    act: (draft: ProbeDraft) => void,
  ): Taken<RolloutState> {
    // The most that the lanes may allow: both are settled, later than the inclusion.
    const seen = { ...before, environments: allServed(before) };
    const draft = new ProbeDraft(this.#plan, seen, NOW, {}, true);
    act(draft);
    const { included, excluded } = draft.state;
    const isIn = included.includes(UNIT) && !before.included.includes(UNIT);
    const isBack = before.excluded.includes(UNIT) && !excluded.includes(UNIT);
    return {
      next: this.#project(draft.state),
      faults: [
        ...(isIn && (!mayLetIn || before.paused !== undefined)
          ? [
              {
                property: 'let-in',
                say: 'somebody is let in by name, and no person of the plan may have done it',
              },
            ]
          : []),
        ...(isBack && !mayLetIn
          ? [
              {
                property: 'put-back',
                say: 'somebody who was put back is let in again, and nobody has said so',
              },
            ]
          : []),
      ],
      say: () => [label, ...draft.told()].filter((part) => part !== '').join('; ') || 'nothing changes',
    };
  }

  #project({ included, excluded, including, paused }: RolloutState): RolloutState {
    return {
      ...this.start,
      included,
      excluded,
      ...(including ? { including: { units: including.units, after: 0 } } : {}),
      ...(paused ? { paused: { by: SOMEBODY, at: NOW } } : {}),
    };
  }
}
