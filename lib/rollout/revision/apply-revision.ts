import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { newEnvironment } from './new-environment.js';
import type { EnvironmentState, Exposures, Instant, RolloutState, TriggerState } from '../state.js';
import { beginWith } from '../../judge/criterion/take-periods.js';
import type { CarryOver } from './carry-over.js';

/** A revision as the evidence keeps it. */
export interface Revision {
  readonly planHash: string;
  readonly carried: CarryOver;
  readonly at: Instant;
}

/**
 * The state under the plan that takes over: pinned to it, with what it carries along. Nobody's exposure changes, and
 * nothing is published but `off` in environments that are new.
 */
export function applyRevision(
  plan: RolloutPlan,
  state: RolloutState,
  { planHash, carried, at }: Revision,
): RolloutState {
  const { environments, generation } = carriedEnvironments(plan, state, carried, at);
  const forgotten = (key: string, ids: readonly string[]): boolean =>
    ids.some((id) => key.startsWith(`${id}#`));
  const mayCount = ({ gate, role, who }: RolloutState['signatures'][number]): boolean =>
    !forgotten(gate, carried.gates) &&
    plan.roles[role]?.people.includes(who) === true &&
    !plan.authors.includes(who);
  const responseOf = (trigger: string, index: number): number => carried.responses[trigger]?.[index] ?? index;
  // What was measured for another question is gathered again, from the metrics.
  const { criteria, ...kept } = state;
  const next: RolloutState = {
    ...kept,
    ...(criteria && !carried.remeasure ? { criteria } : {}),
    ...(criteria && carried.remeasure && !carried.unmark ? { criteria: begunAnew(criteria) } : {}),
    planHash,
    ...(carried.requested === undefined ? {} : { requested: carried.requested }),
    environments,
    generation,
    history: state.history.map((taken) => ({ ...taken, before: knownFlags(plan, taken.before) })),
    disabled: ofPlan(plan, state.disabled),
    ...(state.restoring
      ? { restoring: { ...state.restoring, disabled: ofPlan(plan, state.restoring.disabled) } }
      : {}),
    served: Object.fromEntries(
      Object.entries(state.served).filter(([flag, { variant }]) => hasVariant(plan, flag, variant)),
    ),
    triggers: Object.fromEntries(
      Object.entries(state.triggers)
        .filter(([name]) => plan.triggers.some((trigger) => trigger.name === name))
        .map(([name, one]): [string, TriggerState] => [
          name,
          {
            ...one,
            done: one.done.map((index) => responseOf(name, index)).filter((index) => index >= 0),
          },
        ]),
    ),
    signatures: state.signatures.filter(mayCount),
    decisions: state.decisions.filter(({ gate }) => !forgotten(gate, carried.gates)),
    asks: state.asks
      .map((ask) => ({ ...ask, response: responseOf(ask.trigger, ask.response) }))
      .filter((ask) => ask.response >= 0 && plan.triggers.some(({ name }) => name === ask.trigger)),
    notices: without(state.notices, (key) => forgotten(key, carried.steps)),
    told: without(state.told, (key) => forgotten(key.replace(/^promised\//u, ''), carried.steps)),
    flagStates: ofPlan(plan, state.flagStates),
    findings: carried.remeasure ? {} : state.findings,
  };
  return carried.position ? movedTo(plan, next, carried.position.phase, at) : next;
}

/** Back to the entry of a phase: it and those behind it have not been entered. */
function movedTo(plan: RolloutPlan, state: RolloutState, phase: number, at: Instant): RolloutState {
  const { control } = state;
  if (control.mode === 'completed' || control.mode === 'closed') return state;
  const { stepReachedAt: _reached, phaseFirstExposureAt: _first, ...times } = state.times;
  // Places are numbers: in the new plan the same number may be another step, whose wait nobody has skipped.
  const { promoted: _promoted, ...kept } = state;
  const entered = new Set(plan.phases.slice(0, phase).map(({ name }) => name));
  return {
    ...kept,
    control: { ...control, position: { stage: 'entry', phase } },
    times: { ...times, phaseEnteredAt: at, stepStartedAt: at, gateSince: at },
    told: without(state.told, (key) => {
      const name = /^(?:entered|left)\/(.*)$/u.exec(key)?.[1];
      return name !== undefined && !entered.has(name);
    }),
  };
}

function carriedEnvironments(
  plan: RolloutPlan,
  state: RolloutState,
  carried: CarryOver,
  at: Instant,
): Pick<RolloutState, 'environments' | 'generation'> {
  let { generation } = state;
  const environments = plan.environments.map((name): [string, EnvironmentState] => {
    const present = state.environments[name];
    if (present) {
      const kept = carried.unmark ? unmarked(present) : present;
      const next = kept.next && { next: knownFlags(plan, kept.next) };
      return [name, { ...kept, ...next, exposures: knownFlags(plan, kept.exposures) }];
    }
    generation += 2;
    return [name, newEnvironment(generation - 1, at)];
  });
  return { environments: Object.fromEntries(environments), generation };
}

/** Evidence is gathered anew, and what step zero has shown of those who are exposed is kept. */
function begunAnew(criteria: NonNullable<RolloutState['criteria']>): NonNullable<RolloutState['criteria']> {
  return Object.fromEntries(
    Object.entries(criteria).flatMap(([key, one]) =>
      one.marks
        ? [[key, { ...beginWith(one.limit, one.attempt, 0), choice: one.choice, marks: one.marks }]]
        : [],
    ),
  );
}

/** The marks stay where they are published, and tell nothing any more. */
function unmarked({
  marked: _marked,
  foretold: _foretold,
  ...environment
}: EnvironmentState): EnvironmentState {
  return environment;
}

/** Exposures without flags that are gone; a variant that is gone and that nobody was served becomes the new one. */
function knownFlags(plan: RolloutPlan, exposures: Exposures): Exposures {
  return Object.fromEntries(
    Object.entries(exposures).flatMap(([key, exposure]) => {
      const flag = plan.flags[key];
      if (!flag) return [];
      const variant = hasVariant(plan, key, exposure.variant) ? exposure.variant : flag.newVariant;
      return [[key, { ...exposure, variant }]];
    }),
  );
}

function hasVariant(plan: RolloutPlan, flag: string, variant: string): boolean {
  return Object.hasOwn(plan.flags[flag]?.variants ?? {}, variant);
}

function ofPlan<T>(plan: RolloutPlan, flags: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return without(flags, (key) => plan.flags[key] === undefined);
}

function without<T>(
  record: Readonly<Record<string, T>>,
  isGone: (key: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !isGone(key)));
}
