import type { Finding } from '../../../lib/judge/finding.js';
import { planStart } from '../../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { LaneSight, RolloutEvent, Word } from '../../../lib/rollout/event.js';
import { nextWakeup } from '../../../lib/rollout/next-wakeup.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { transition, type Transition } from '../../../lib/rollout/transition.js';
import { wants } from '../../../lib/rollout/wants.js';
import { watchlist } from '../../../lib/rollout/watch.js';
import { sightOf } from '../../../lib/runtime/lane-sight.js';
import { laneAction } from '../../../lib/runtime/reconcile-lane.js';
import type { Action, Outcome } from './actions.js';
import { FakeLane } from './fake-lane.js';
import { brakeContent, EVERYBODY, NOBODY, riseContent } from './units.js';

const MINUTE = 60_000;
const LANES = ['brake', 'rise'] as const;

/** One transition, as a check sees it. */
export interface Taken extends Transition {
  readonly before: RolloutState | undefined;
  readonly event: RolloutEvent;
}

/** What a test looks at while a history happens. */
export interface Observer {
  /** After every transition. */
  readonly transition?: (world: CoreWorld, taken: Taken) => void;
  /** Around every deployment that the desired slots start: what could be served before is asked of `world` first. */
  readonly beforeDeploy?: (world: CoreWorld) => void;
  readonly afterDeploy?: (world: CoreWorld, environment: string, lane: 'rise' | 'brake') => void;
  /** After every action, when lanes were brought in line. */
  readonly action?: (world: CoreWorld) => void;
}

/** The pure core among lanes, people and hooks that behave as a history says. Every look is a fresh one. */
export class CoreWorld {
  state: RolloutState;
  now: number;
  readonly events: RolloutEvent[] = [];
  readonly lanes: Readonly<Record<string, Readonly<Record<'rise' | 'brake', FakeLane>>>>;
  #count = 0;
  readonly #running: string[] = [];

  constructor(
    readonly plan: RolloutPlan,
    private readonly observer: Observer = {},
    onRequest = false,
  ) {
    this.now = planStart(plan);
    this.lanes = Object.fromEntries(
      plan.environments.map((name) => [name, { rise: new FakeLane(), brake: new FakeLane() }]),
    );
    const event: RolloutEvent = {
      kind: 'started',
      id: 'started',
      at: this.now,
      planHash: 'a hash',
      startsAt: this.now,
      ...(onRequest ? { onRequest } : {}),
    };
    const first = transition(plan, undefined, event);
    this.state = first.state;
    this.events.push(event);
    observer.transition?.(this, { ...first, before: undefined, event });
    this.reconcile();
  }

  play(actions: readonly Action[]): this {
    for (const action of actions) {
      this.act(action);
      this.observer.action?.(this);
    }
    return this;
  }

  act(action: Action): void {
    switch (action.do) {
      case 'look':
        this.now += action.wait * MINUTE;
        this.look(action.gates, action.triggers, action.blind);
        break;
      case 'go on':
        for (let time = 0; time < action.times; time += 1) this.goOn();
        break;
      case 'lane': {
        const all = Object.values(this.lanes).flatMap((pair) => [pair.rise, pair.brake]);
        const lane = all[action.lane % all.length];
        if (action.what === 'everybody') lane?.foreign(EVERYBODY, this.now);
        else if (action.what === 'nobody') lane?.foreign(NOBODY, this.now);
        else lane?.end(action.what === 'complete' ? 'complete' : 'rolledBack', this.now);
        break;
      }
      case 'say':
        this.say(action.who, action.word);
        break;
      case 'answer':
        this.answerPeople(action.yes);
        break;
      case 'hook': {
        const run = this.#running[action.index % Math.max(1, this.#running.length)];
        if (run !== undefined)
          this.feed({ kind: 'hook', id: this.id(), at: this.now, run, ok: action.ok, figures: {} });
        break;
      }
      case 'alarm':
        this.feed({ kind: 'alarm', id: this.id(), at: this.now, trigger: action.trigger });
        break;
      case 'repeat': {
        const event = this.events.at(-1 - action.back);
        if (event && event.kind !== 'started') this.feed(event);
        break;
      }
      case 'late':
        this.feed({
          kind: 'said',
          id: this.id(),
          at: this.now - action.minutes * MINUTE,
          who: 'a stranger',
          word: { kind: 'drilled' },
        });
        break;
      case 'wait':
        this.now += action.minutes * MINUTE;
        return;
      case 'jump':
        this.now += action.hours * 60 * MINUTE;
        this.look(['yes'], ['no']);
    }
    this.reconcile();
  }

  feed(event: RolloutEvent): Transition {
    const before = this.state;
    const next = transition(this.plan, before, event);
    this.state = next.state;
    this.events.push(event);
    for (const effect of next.effects) if (effect.kind === 'hook') this.#running.push(effect.id);
    this.observer.transition?.(this, { ...next, before, event });
    return next;
  }

  say(who: string, word: Word): Transition {
    return this.feed({ kind: 'said', id: this.id(), at: this.now, who, word });
  }

  look(gates: readonly Outcome[], triggers: readonly Outcome[], blind = false): Transition {
    return this.feed(this.lookEvent(gates, triggers, blind));
  }

  lookEvent(gates: readonly Outcome[], triggers: readonly Outcome[], blind = false): RolloutEvent {
    const findings: Record<string, Finding> = {};
    watchlist(this.plan, this.state).forEach(({ key, claim }, index) => {
      const dealt = key.startsWith('trigger:') ? triggers : gates;
      const outcome = dealt[index % dealt.length] ?? 'missing';
      if (outcome === 'missing') return;
      findings[key] =
        outcome === 'noData'
          ? { text: claim.text, truth: 'unknown', noData: true, why: 'no data' }
          : { text: claim.text, truth: outcome, why: 'as the history says' };
    });
    return { kind: 'observed', id: this.id(), at: this.now, findings, lanes: this.sights(blind) };
  }

  sights(blind = false): readonly LaneSight[] {
    return Object.entries(this.lanes).flatMap(([environment, pair]) =>
      LANES.map((lane): LaneSight =>
        blind
          ? { environment, lane, kind: 'unknown', generation: 0, since: this.now }
          : sightOf(this.state, environment, lane, pair[lane].view()),
      ),
    );
  }

  /** Brings the lanes in line with the desired slots, as the reconciler does, the brake lanes first. */
  reconcile(): void {
    for (const lane of LANES) {
      for (const [environment, pair] of Object.entries(this.lanes)) {
        const slot = this.state.environments[environment]?.[lane];
        if (!slot) continue;
        for (let turn = 0; turn < 2; turn += 1) {
          const action = laneAction(this.state, environment, lane, pair[lane].view(), this.now);
          if (action.kind === 'none') break;
          const content = (lane === 'rise' ? riseContent : brakeContent)(this.plan, this.state, environment);
          this.observer.beforeDeploy?.(this);
          pair[lane].carryOut(action, slot, this.state, content, this.now);
          this.observer.afterDeploy?.(this, environment, lane);
        }
      }
    }
  }

  /** Deployments settle, people answer, nothing is wrong, and time goes on to the next wakeup. */
  goOn(): void {
    const before = this.state;
    for (let turn = 0; turn < 4; turn += 1) {
      const { revision, control, generation } = this.state;
      for (const pair of Object.values(this.lanes))
        for (const lane of LANES) pair[lane].end('complete', this.now);
      this.look(['yes'], ['no']);
      this.answerPeople(true);
      const run = this.#running.shift();
      if (run !== undefined) this.feed({ kind: 'hook', id: this.id(), at: this.now, run, ok: true });
      this.reconcile();
      const rests = this.state.control === control && this.state.generation === generation;
      if (rests && this.state.revision === revision + 1) break;
    }
    // What waits for a minute to pass, and is where it was, waits for something else: time makes a leap.
    const stands = before.control === this.state.control && before.generation === this.state.generation;
    const wakeup = nextWakeup(this.plan, this.state) ?? 0;
    const least = stands ? 7 * 60 * MINUTE : MINUTE;
    this.now = Math.max(this.now + least, Math.min(wakeup, this.now + 1440 * MINUTE));
    this.look(['yes'], ['no']);
  }

  answerPeople(yes: boolean): void {
    for (const want of wants(this.plan, this.state, this.now)) {
      const who = want.people[0] ?? 'nobody';
      switch (want.kind) {
        case 'sign':
          for (const person of want.people) this.say(person, { kind: 'sign', role: want.role });
          break;
        case 'tick':
          this.say(who, { kind: 'tick', task: want.task, ...(want.bound ? { value: yes ? 90 : 80 } : {}) });
          break;
        case 'decide':
          this.say(who, { kind: 'decide', role: want.role, decision: yes ? 'go' : 'no-go' });
          break;
        case 'answer':
          this.say(who, { kind: 'answer', ask: want.ask, yes });
          break;
      }
    }
  }

  id(): string {
    this.#count += 1;
    return `event-${String(this.#count)}`;
  }
}
