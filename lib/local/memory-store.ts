import type { Effect } from '../rollout/effect.js';
import type { EvidenceRecord } from '../rollout/evidence.js';
import type { RolloutState } from '../rollout/state.js';
import type { CommitAnswer, EffectOutcome, Instant, StateStore, StoredEffect } from '../runtime/ports.js';

/** Where a call of the store can be interrupted: a commit before or after it has taken effect. */
export type StorePoint = 'load' | 'before commit' | 'after commit' | 'lease' | 'settle';

export interface MemoryStoreOptions {
  /**
   * Called at each point. What it throws is thrown by the call (a crash: after a commit, the commit stands); while
   * what it returns is not settled, the call is stalled. @default nothing
   */
  readonly interrupt?: (point: StorePoint) => void | Promise<void>;
}

/** Holds one rollout in memory. A commit takes effect at one moment, whoever else is waiting. */
export class MemoryStore implements StateStore {
  #state: RolloutState | undefined;
  readonly #evidence: EvidenceRecord[] = [];
  /** In the order in which they were committed. */
  readonly #effects = new Map<string, StoredEffect>();
  readonly #interrupt: (point: StorePoint) => void | Promise<void>;

  constructor(options: MemoryStoreOptions = {}) {
    this.#interrupt = options.interrupt ?? (() => undefined);
  }

  async load(): Promise<RolloutState | undefined> {
    await this.#interrupt('load');
    return this.#state;
  }

  async commit(change: {
    readonly expectedRevision: number;
    readonly state: RolloutState;
    readonly evidence: EvidenceRecord;
    readonly effects: readonly Effect[];
  }): Promise<CommitAnswer> {
    await this.#interrupt('before commit');
    const answer = this.#commitNow(change);
    await this.#interrupt('after commit');
    return answer;
  }

  async lease(now: Instant, leaseMs: number, most: number): Promise<readonly StoredEffect[]> {
    await this.#interrupt('lease');
    const due = [...this.#effects.values()]
      .filter(
        (stored) => stored.parked === undefined && stored.dueAt <= now && (stored.leasedUntil ?? now) <= now,
      )
      .sort((one, other) => one.dueAt - other.dueAt)
      .slice(0, most)
      .map((stored): StoredEffect => ({ ...stored, leasedUntil: now + leaseMs }));
    for (const stored of due) this.#effects.set(stored.effect.id, stored);
    return due;
  }

  async settle(id: string, outcome: EffectOutcome): Promise<void> {
    await this.#interrupt('settle');
    const stored = this.#effects.get(id);
    if (!stored) return;
    const { effect, attempts } = stored;
    switch (outcome.kind) {
      case 'done':
        this.#effects.delete(id);
        return;
      case 'again':
        this.#effects.set(id, { effect, attempts: attempts + 1, dueAt: outcome.at });
        return;
      case 'parked':
        this.#effects.set(id, {
          effect,
          attempts: attempts + 1,
          dueAt: stored.dueAt,
          parked: outcome.reason,
        });
        return;
    }
  }

  async parked(): Promise<readonly StoredEffect[]> {
    return [...this.#effects.values()].filter(({ parked }) => parked !== undefined);
  }

  async *evidence(): AsyncIterable<EvidenceRecord> {
    yield* this.#evidence;
  }

  /** When the next effect is due that nobody holds; nothing when none is waiting. */
  nextEffectAt(): Instant | undefined {
    const times = [...this.#effects.values()]
      .filter(({ parked }) => parked === undefined)
      .map(({ dueAt, leasedUntil = dueAt }) => Math.max(dueAt, leasedUntil));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  #commitNow({
    expectedRevision,
    state,
    evidence,
    effects,
  }: Parameters<StateStore['commit']>[0]): CommitAnswer {
    if ((this.#state?.revision ?? 0) !== expectedRevision) return { kind: 'conflict' };
    this.#state = state;
    this.#evidence.push(evidence);
    for (const effect of effects) {
      if (!this.#effects.has(effect.id)) {
        this.#effects.set(effect.id, { effect, attempts: 0, dueAt: state.at });
      }
    }
    return { kind: 'committed' };
  }
}
