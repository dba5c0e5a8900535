import type { Finding } from '../judge/finding.js';
import { judgeClaim } from '../judge/judge-claim.js';
import { levelOf, tellingValues, valueRange } from '../plan/claim-values.js';
import { keepsBound, type Bound } from '../plan/expressions/bound.js';
import { termsOf } from '../plan/expressions/condition.js';
import { gatesOf, stepsOf, type Metric, type RolloutPlan } from '../plan/rollout-plan.js';
import type { Effect } from '../rollout/effect.js';
import type { LaneSight, RolloutEvent, Word } from '../rollout/event.js';
import { holds } from '../rollout/holds.js';
import { nextWakeup } from '../rollout/next-wakeup.js';
import type { Instant, LaneSlot, RolloutState } from '../rollout/state.js';
import { transition } from '../rollout/transition.js';
import { wants } from '../rollout/wants.js';
import { watchlist } from '../rollout/watch.js';

/** Turns within one moment: people sign, tick, decide, hooks answer, lanes settle. */
const MOST_TURNS = 200;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * The plan in a world in which all goes well: every gate's claims hold and no trigger's, people do what is wanted of them
 * at once, hooks succeed, deployments take their spread and bake. What is left is the calendar. Carried out by
 * `transition`, as a run is.
 */
export class WellWorld {
  events = 0;
  #count = 0;
  /** Tells its events from those that its first state has taken in. */
  readonly #from: number;
  /** Who has signed what. */
  readonly #signed = new Set<string>();
  /** How it stood at the moment before. */
  #rested = '';

  constructor(
    readonly plan: RolloutPlan,
    public state: RolloutState,
    public now: Instant,
    private readonly visit: (state: RolloutState, at: Instant) => void = () => undefined,
  ) {
    this.#from = state.revision;
  }

  /** A rollout that begins now. */
  static begin(
    plan: RolloutPlan,
    now: Instant,
    visit?: (state: RolloutState, at: Instant) => void,
  ): WellWorld {
    const started = { kind: 'started', id: 'started', at: now, planHash: 'all well', startsAt: now } as const;
    const { state, effects } = transition(plan, undefined, started);
    const world = new WellWorld(plan, state, now, visit);
    world.#taken(effects);
    return world;
  }

  /**
   * Goes on until `isDone`, or until nothing will ever change any more, or past `until`.
   * @returns whether it came to `isDone`
   */
  runUntil(isDone: (state: RolloutState) => boolean, until: Instant): boolean {
    for (;;) {
      this.#settle();
      if (isDone(this.state)) return true;
      const wakeup = this.#nextMoment();
      if (wakeup === undefined || wakeup > until) return false;
      this.#rested = this.#standing();
      this.now = wakeup;
    }
  }

  /** A day on which a step may go ahead is a wakeup at every moment: it is enough to look when a hold ends. */
  #nextMoment(): Instant | undefined {
    const { plan, state, now } = this;
    const lanes = Object.values(state.environments)
      .flatMap(({ rise, brake }) => [rise, brake])
      .map((slot) => settledAt(plan, slot))
      .filter((at) => at > now);
    const wakeup = nextWakeup(plan, state) ?? Infinity;
    const next = Math.min(wakeup, ...lanes);
    if (next > now + MINUTE) return Number.isFinite(next) ? next : undefined;
    if (this.#rested !== this.#standing()) return Math.max(next, now + MINUTE);
    const ends = holds(plan, state, now).flatMap(({ until = Infinity }) => (until > now ? [until] : []));
    return Math.min(now + HOUR, ...lanes, ...ends);
  }

  /** What changes when anything goes on. */
  #standing(): string {
    const { control, generation, notices } = this.state;
    return JSON.stringify([control, generation, Object.keys(notices).length]);
  }

  #settle(): void {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      const { control, generation, signatures, ticks, decisions, hooks } = this.state;
      this.#look();
      this.#answer();
      const after = this.state;
      const rests =
        after.control === control &&
        after.generation === generation &&
        after.signatures === signatures &&
        after.ticks === ticks &&
        after.decisions === decisions &&
        after.hooks === hooks;
      if (rests) return;
    }
    throw new Error('a rollout in which all goes well does not come to rest');
  }

  #look(): void {
    const findings: Record<string, Finding> = {};
    for (const { key, claim } of watchlist(this.plan, this.state)) {
      const truth = key.startsWith('trigger:') ? ('no' as const) : ('yes' as const);
      findings[key] = { text: claim.text, truth, why: 'all is well' };
    }
    const lanes = Object.entries(this.state.environments).flatMap(([environment, { rise, brake }]) => [
      this.#sight(environment, 'brake', brake),
      this.#sight(environment, 'rise', rise),
    ]);
    this.#feed({ kind: 'observed', id: this.#id(), at: this.now, findings, lanes });
  }

  #sight(environment: string, lane: 'rise' | 'brake', slot: LaneSlot): LaneSight {
    const at = settledAt(this.plan, slot);
    const kind = at <= this.now ? ('settled' as const) : ('moving' as const);
    return { environment, lane, kind, generation: slot.generation, since: Math.min(at, this.now) };
  }

  #answer(): void {
    for (const want of wants(this.plan, this.state, this.now)) {
      const [who = 'somebody'] = want.people;
      switch (want.kind) {
        case 'sign':
          for (const person of want.people) {
            const key = `${want.key}/${person}`;
            if (this.#signed.has(key)) continue;
            this.#signed.add(key);
            this.#say(person, { kind: 'sign', role: want.role });
          }
          break;
        case 'tick':
          this.#say(who, {
            kind: 'tick',
            task: want.task,
            ...(want.bound ? { value: kept(want.bound) } : {}),
          });
          break;
        case 'decide':
          this.#say(who, { kind: 'decide', role: want.role, decision: 'go' });
          break;
        case 'answer':
          break;
      }
    }
  }

  #say(who: string, word: Word): void {
    this.#feed({ kind: 'said', id: this.#id(), at: this.now, who, word });
  }

  #feed(event: RolloutEvent): void {
    const { state, effects } = transition(this.plan, this.state, event);
    this.state = state;
    this.#taken(effects);
  }

  #taken(effects: readonly Effect[]): void {
    this.events += 1;
    this.visit(this.state, this.now);
    for (const effect of effects)
      if (effect.kind === 'hook') {
        const figures = figuresOf(this.plan, effect.hook);
        this.#feed({ kind: 'hook', id: this.#id(), at: this.now, run: effect.id, ok: true, figures });
      }
  }

  #id(): string {
    this.#count += 1;
    return `well-${String(this.#from)}-${String(this.#count)}`;
  }
}

/** When a version has reached everybody and was watched. */
function settledAt(plan: RolloutPlan, slot: LaneSlot): Instant {
  const step = slot.spreadOf === undefined ? undefined : stepsOf(plan).find(({ id }) => id === slot.spreadOf);
  return slot.since + (step ? (step.spread?.overMs ?? 0) + step.bakeMs : 0);
}

function kept(bound: Bound): number {
  const { value } = bound;
  return [value, value - 1, value + 1].find((figure) => keepsBound(bound, figure)) ?? value;
}

/** Figures with which every claim about them holds, where there are such. */
function figuresOf(plan: RolloutPlan, hook: string): Readonly<Record<string, number>> {
  const figures = Object.values(plan.metrics).filter(
    ({ source }) => source.kind === 'figure' && source.hook === hook,
  );
  return Object.fromEntries(figures.map((metric) => [metric.name, wellFigure(plan, metric)]));
}

function wellFigure(plan: RolloutPlan, metric: Metric): number {
  const claims = gatesOf(plan)
    .flatMap(({ all, any }) => [...all, ...any].flatMap(termsOf))
    .filter((term) => term.kind === 'claim' && term.metric === metric.name)
    .filter((term) => term.kind === 'claim');
  const levels = claims.flatMap((claim) => levelOf(claim, metric) ?? []);
  const holds = (value: number): number =>
    claims.filter((claim) => {
      const reading = { kind: 'value', value, samples: 1 } as const;
      const data = { kind: 'measured', subject: [{ readings: [reading] }] } as const;
      return judgeClaim(claim, metric, data, 'truth').truth === 'yes';
    }).length;
  const [best = 0] = [...tellingValues(levels, valueRange(plan, metric))].sort(
    (one, other) => holds(other) - holds(one),
  );
  return best;
}
