import type { HookEffect } from '../rollout/effect.js';
import type { Clock, HookRunner } from '../runtime/ports.js';
import type { LocalInbox } from './inbox.js';
import type { HookModel } from './scenario/bound-scenario.js';

/** Plays the hooks of a plan as the scenario says: each answers after a time, with success, failure or not at all. */
export class SimulatedHooks implements HookRunner {
  readonly #started = new Set<string>();

  constructor(
    private readonly hooks: Readonly<Record<string, HookModel>>,
    private readonly inbox: LocalInbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Starts a hook. The same effect twice starts it once.
   * @throws when the plan has no such hook
   */
  async start(effect: HookEffect): Promise<void> {
    const model = this.hooks[effect.hook];
    if (!model) throw new Error(`the plan has no hook ${effect.hook}`);
    if (this.#started.has(effect.id)) return;
    this.#started.add(effect.id);
    if (model.result === 'silent') return;
    const ok = model.result === 'ok';
    const reason = ok ? undefined : (model.because ?? `${effect.hook} failed`);
    this.inbox.put({
      kind: 'hook',
      id: `hook/${effect.id}`,
      at: this.clock.now() + model.afterMs,
      run: effect.id,
      ok,
      ...(ok && Object.keys(model.figures).length > 0 ? { figures: model.figures } : {}),
      ...(reason === undefined ? {} : { reason }),
    });
  }
}
