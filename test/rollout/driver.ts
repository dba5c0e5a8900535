import { planStart } from '../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import type { Finding } from '../../lib/judge/finding.js';
import type { LaneSight, RolloutEvent, Word } from '../../lib/rollout/event.js';
import type { Happening } from '../../lib/rollout/evidence.js';
import type { Effect } from '../../lib/rollout/effect.js';
import { nextWakeup } from '../../lib/rollout/next-wakeup.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { transition, type Transition } from '../../lib/rollout/transition.js';
import { wants } from '../../lib/rollout/wants.js';
import { watchlist } from '../../lib/rollout/watch.js';

const MINUTE = 60_000;

/** What a test says about the world that its rollout lives in. */
export interface Told {
  /** What is found about a watched claim; gates hold and triggers do not unless a test says otherwise. */
  readonly find?: (key: string, state: RolloutState) => Partial<Finding> | undefined;
  /** Whether people answer what they are asked. */
  readonly people?: boolean;
  /** Whether hooks succeed; `undefined` = they never answer. */
  readonly hooks?: boolean | undefined;
}

/**
 * Drives the pure core through time: lanes settle at once, people answer at once, and findings are what the test
 * says. No ports, no promises: what is tested is what `transition` decides.
 */
export class Driver {
  state: RolloutState;
  now: number;
  readonly story: (Happening & { readonly at: number })[] = [];
  readonly effects: Effect[] = [];
  readonly events: RolloutEvent[] = [];
  told: Told;
  #count = 0;

  constructor(
    readonly plan: RolloutPlan,
    told: Told = {},
    onRequest = false,
  ) {
    this.told = { people: true, hooks: true, ...told };
    this.now = planStart(plan);
    const started: RolloutEvent = {
      kind: 'started',
      id: 'started',
      at: this.now,
      planHash: 'test',
      startsAt: this.now,
      ...(onRequest ? { onRequest } : {}),
    };
    const first = transition(plan, undefined, started);
    this.state = first.state;
    this.note(started, first);
    this.settle();
  }

  feed(event: RolloutEvent): void {
    const next = transition(this.plan, this.state, event);
    this.state = next.state;
    this.note(event, next);
  }

  private note(event: RolloutEvent, next: Transition): void {
    this.events.push(event);
    this.story.push(...next.happenings.map((happening) => ({ ...happening, at: next.state.at })));
    this.effects.push(...next.effects);
    const ok = this.told.hooks;
    if (ok === undefined) return;
    for (const effect of next.effects) {
      if (effect.kind === 'hook')
        this.feed({ kind: 'hook', id: this.id(), at: this.now, run: effect.id, ok });
    }
  }

  say(who: string, word: Word): void {
    this.feed({ kind: 'said', id: this.id(), at: this.now, who, word });
    this.settle();
  }

  /** Looks at the world until nothing changes any more. */
  settle(): void {
    for (let turn = 0; turn < 100; turn += 1) {
      const before = JSON.stringify([
        this.state.control,
        this.state.generation,
        this.state.ticks,
        this.state.signatures.length,
      ]);
      this.look();
      if (this.told.people === true) this.answer();
      if (
        JSON.stringify([
          this.state.control,
          this.state.generation,
          this.state.ticks,
          this.state.signatures.length,
        ]) === before
      )
        return;
    }
    throw new Error('the rollout does not settle');
  }

  look(lanes: readonly LaneSight[] = this.lanes()): void {
    const findings: Record<string, Finding> = {};
    for (const { key, claim } of watchlist(this.plan, this.state)) {
      const truth = key.startsWith('trigger:') ? 'no' : 'yes';
      findings[key] = {
        text: claim.text,
        truth,
        why: 'as the test says',
        ...this.told.find?.(key, this.state),
      };
    }
    this.feed({ kind: 'observed', id: this.id(), at: this.now, findings, lanes });
  }

  /** Moves time to `until` (an instant), waking up whenever the core wants to, and at least once a day. */
  runUntil(until: number): void {
    while (this.now < until) {
      const wakeup = nextWakeup(this.plan, this.state) ?? Infinity;
      this.now = Math.min(until, Math.max(this.now + MINUTE, Math.min(wakeup, this.now + 1440 * MINUTE)));
      this.settle();
      if (this.state.control.mode === 'closed') return;
    }
  }

  wakeup(): number | undefined {
    return nextWakeup(this.plan, this.state);
  }

  runFor(minutes: number): void {
    this.runUntil(this.now + minutes * MINUTE);
  }

  /** The happenings of one kind, as sentences. */
  saidOf(kind: Happening['kind']): readonly string[] {
    return this.story.filter((happening) => happening.kind === kind).map((happening) => happening.say);
  }

  lanes(): readonly LaneSight[] {
    return Object.entries(this.state.environments).flatMap(([environment, current]) =>
      (['rise', 'brake'] as const).map((lane): LaneSight => ({
        environment,
        lane,
        kind: 'settled',
        generation: current[lane].generation,
        since: this.now,
      })),
    );
  }

  private answer(): void {
    for (const want of wants(this.plan, this.state, this.now)) {
      const who = want.people[0] ?? 'nobody';
      switch (want.kind) {
        case 'sign':
          for (const person of want.people.slice(-want.missing))
            this.feedWord(person, { kind: 'sign', role: want.role });
          break;
        case 'tick':
          this.feedWord(who, {
            kind: 'tick',
            task: want.task,
            ...(want.bound
              ? { value: want.bound.value + (want.bound.comparison.startsWith('>') ? 1 : -1) }
              : {}),
          });
          break;
        case 'decide':
          this.feedWord(who, { kind: 'decide', role: want.role, decision: 'go' });
          break;
        case 'answer':
          this.feedWord(who, { kind: 'answer', ask: want.ask, yes: true });
          break;
      }
    }
  }

  private feedWord(who: string, word: Word): void {
    this.feed({ kind: 'said', id: this.id(), at: this.now, who, word });
  }

  private id(): string {
    this.#count += 1;
    return `event-${String(this.#count)}`;
  }
}
