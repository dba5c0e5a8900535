import type { Effect, HookEffect, MessageEffect, RecordEffect } from './effect.js';
import type { Happening, HappeningKind } from './evidence.js';
import { exposedUnits } from './exposed-units.js';
import type { GateView } from './gate.js';
import type { Instant, RolloutState, Times } from './state.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';

type WithoutId<E> = E extends Effect ? Omit<E, 'id'> : never;

/** After these the number of exposed units may have changed. */
const CHANGES_EXPOSURE: ReadonlySet<HappeningKind> = new Set([
  'exposure',
  'revert',
  'reduce',
  'disable',
  'rolled back',
  'include',
  'kill',
  'completed',
]);

/**
 * One transition in the making: the state so far, what happened, and what is to be done. Changes stay inside one call
 * of `transition`; what leaves it is plain data.
 */
export class Draft {
  readonly happenings: Happening[] = [];
  readonly effects: Effect[] = [];

  constructor(
    readonly plan: RolloutPlan,
    public state: RolloutState,
    /** The time of the event. */
    readonly now: Instant,
    /** The units behind the bad samples of firing triggers, where the source could tell. */
    readonly affected: Readonly<Record<string, readonly string[]>> = {},
    /** Whether the event is a look at the world: what was found is fresh, and `affected` says what can be known. */
    readonly looked = false,
  ) {}

  update(change: Partial<RolloutState>): void {
    this.state = { ...this.state, ...change };
  }

  time(change: Partial<Times>): void {
    this.update({ times: { ...this.state.times, ...change } });
  }

  /** Notes what happened, in a sentence that people read. */
  happened(kind: HappeningKind, say: string, gate?: GateView): void {
    const { phase, step } = this.place();
    this.happenings.push({
      kind,
      say,
      ...(phase === undefined ? {} : { phase }),
      ...(step === undefined ? {} : { step }),
      ...(gate === undefined ? {} : { gate }),
      ...(CHANGES_EXPOSURE.has(kind) ? { exposed: Math.round(exposedUnits(this.plan, this.state)) } : {}),
    });
  }

  /** Asks for something to be done. Ids are unique in a rollout: the revision and a count. */
  effect(effect: WithoutId<MessageEffect> | WithoutId<HookEffect> | WithoutId<RecordEffect>): string {
    const id = `${String(this.state.revision + 1)}.${String(this.effects.length + 1)}`;
    this.effects.push({ ...effect, id });
    return id;
  }

  /** Does something once in the life of the rollout. */
  once(key: string, action: () => void): void {
    if (key in this.state.told) return;
    this.update({ told: { ...this.state.told, [key]: this.now } });
    action();
  }

  private place(): { readonly phase?: string; readonly step?: string } {
    const { control } = this.state;
    if (control.mode === 'completed' || control.mode === 'closed') return {};
    const phase = this.plan.phases[control.position.phase];
    const step = 'step' in control.position ? phase?.steps[control.position.step] : undefined;
    return { ...(phase ? { phase: phase.name } : {}), ...(step ? { step: step.id } : {}) };
  }
}
