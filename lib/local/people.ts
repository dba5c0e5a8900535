import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Word } from '../rollout/event.js';
import type { Want } from '../rollout/wants.js';
import type { Clock, Instant } from '../runtime/ports.js';
import type { LocalInbox } from './inbox.js';
import { answerOn } from './people/answers.js';
import { nextTimeOfDay } from './people/day-times.js';
import type { BoundScenario, Habits, PlannedFreeze } from './scenario/bound-scenario.js';
import type { SpokenWord } from './scenario/expressions.js';
import type { Moments } from './scenario/moments.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** When the daily reports come, in the zone of the plan. */
const REPORT_TIME = 9 * HOUR;
const DRILL_TIME = 10 * HOUR;
/** So long before a planned rise the freeze over it is announced. */
const FREEZE_LEAD = DAY;

export interface SimulatedPeopleOptions {
  readonly plan: RolloutPlan;
  readonly scenario: BoundScenario;
  readonly inbox: LocalInbox;
  readonly moments: Moments;
  readonly clock: Clock;
  /** About how many units are exposed now. */
  readonly exposedUnits: () => number;
}

/**
 * The people of a plan: they do what is wanted of them after the times that the scenario gives them, report every day
 * at nine, and say what the scenario has them say unasked. All of it arrives in the inbox.
 */
export class SimulatedPeople {
  readonly #options: SimulatedPeopleOptions;
  /** Ids of what was promised, by the key of the want. */
  readonly #promised = new Map<string, readonly string[]>();
  /** Who was to sign, by gate. */
  readonly #signers = new Map<string, ReadonlySet<string>>();
  #openFreezes: readonly (PlannedFreeze & { readonly kind: 'over' })[];

  constructor(options: SimulatedPeopleOptions) {
    this.#options = options;
    const { scenario, moments } = options;
    this.#openFreezes = scenario.freezes.filter((freeze) => freeze.kind === 'over');
    scenario.says.forEach(({ who, word, because, at }, index) => {
      moments.whenKnown(at, (instant) => {
        this.#say(`said/${String(index)}`, instant, who, wordAt(word, instant, because));
      });
    });
    scenario.freezes.forEach((freeze, index) => {
      const moment =
        freeze.kind === 'at'
          ? freeze.at
          : freeze.phase !== undefined && {
              kind: 'phase' as const,
              phase: freeze.phase,
              since: 'entry' as const,
              afterMs: 0,
            };
      if (moment === false) return;
      moments.whenKnown(moment, (instant) => {
        if (freeze.kind === 'at') this.#freeze(`freeze/${String(index)}`, freeze, instant, instant);
        else this.#freezeOver(freeze, instant, instant);
      });
    });
    this.#planDrills();
    this.#planReports();
  }

  /** Tells people what is wanted of them now. What is wanted no more and not yet done is left undone. */
  want(wants: readonly Want[]): void {
    const keys = new Set(wants.map(({ key }) => key));
    for (const [key, ids] of this.#promised) {
      if (keys.has(key)) continue;
      for (const id of ids) this.#options.inbox.withdraw(id);
      this.#promised.delete(key);
    }
    for (const want of wants) {
      if (!this.#promised.has(want.key)) this.#promised.set(want.key, this.#promise(want));
    }
  }

  /** Tells people of the next rise that is planned, so that they can lay a freeze over it. */
  plan(next: { readonly phase: number; readonly at: Instant }): void {
    const now = this.#options.clock.now();
    if (next.at - now > FREEZE_LEAD) return;
    for (const freeze of this.#openFreezes) {
      if (freeze.phase === undefined || freeze.phase === next.phase) this.#freezeOver(freeze, now, next.at);
    }
  }

  #promise(want: Want): readonly string[] {
    const { scenario, clock, inbox } = this.#options;
    const habits =
      (want.role === undefined ? undefined : scenario.habits[want.role]) ?? scenario.habitsOfOthers;
    const deed = deedOf(want, habits, scenario);
    if (!deed) return [];
    const at = Math.max(want.since + deed.after, clock.now());
    return this.#whoDoes(want).map((who) => {
      const id = `${want.key}/${who}@${String(want.since)}`;
      inbox.put({ kind: 'said', id, at, who, word: deed.word });
      return id;
    });
  }

  /** As many as it takes; for a signature first those who have not signed for another role of the gate. */
  #whoDoes(want: Want): readonly string[] {
    if (want.kind !== 'sign') return want.people.slice(0, 1);
    const signed = this.#signers.get(want.gate) ?? new Set<string>();
    const fresh = want.people.filter((person) => !signed.has(person));
    const signers = [...fresh, ...want.people.filter((person) => signed.has(person))].slice(0, want.missing);
    this.#signers.set(want.gate, new Set([...signed, ...signers]));
    return signers;
  }

  #say(id: string, at: Instant, who: string, word: Word): void {
    this.#options.inbox.put({ kind: 'said', id, at, who, word });
  }

  #freezeOver(freeze: PlannedFreeze & { readonly kind: 'over' }, now: Instant, risesAt: Instant): void {
    if (!this.#openFreezes.includes(freeze)) return;
    this.#openFreezes = this.#openFreezes.filter((other) => other !== freeze);
    const index = this.#options.scenario.freezes.indexOf(freeze);
    this.#freeze(`freeze/${String(index)}`, freeze, now, Math.max(now, risesAt));
  }

  #freeze(id: string, freeze: PlannedFreeze, at: Instant, from: Instant): void {
    this.#say(id, at, freeze.who, { kind: 'freeze', until: from + freeze.lastsMs, because: freeze.because });
  }

  #planDrills(): void {
    const { scenario, moments, plan } = this.#options;
    const { drills } = scenario;
    const who = Object.values(plan.roles)[0]?.people[0] ?? plan.owner ?? 'somebody';
    if ('days' in drills) {
      for (const day of drills.days) {
        const at = nextTimeOfDay(moments.start + (day - 1) * DAY - 1, DRILL_TIME, plan.timezone);
        this.#say(`drill/${String(day)}`, at, who, { kind: 'drilled' });
      }
      return;
    }
    this.#again(
      'drill',
      moments.start,
      (after) => after + drills.everyMs,
      (id, at) => ({
        kind: 'said',
        id,
        at,
        who,
        word: { kind: 'drilled' },
      }),
    );
  }

  #planReports(): void {
    const { scenario, moments, plan } = this.#options;
    for (const [name, model] of Object.entries(scenario.metrics)) {
      const role = model.metric.reportedBy;
      const who = role === undefined ? undefined : plan.roles[role]?.people[0];
      const delay =
        role === undefined ? undefined : (scenario.habits[role] ?? scenario.habitsOfOthers).report;
      if (who === undefined || delay === undefined) continue;
      const next = (after: Instant) => nextTimeOfDay(after - delay, REPORT_TIME, plan.timezone) + delay;
      this.#again(`report/${name}`, moments.start, next, (id, at) => {
        const units = this.#options.exposedUnits();
        const exposed = { units, share: Math.min(1, units / plan.audience.size) };
        const answer = answerOn(model, at, exposed, scenario, moments);
        return answer && { kind: 'said', id, at, who, word: { kind: 'report', metric: name, ...answer } };
      });
    }
  }

  /** Expects an event again and again, each time the one after it as well. */
  #again(
    name: string,
    after: Instant,
    next: (after: Instant) => Instant,
    make: (id: string, at: Instant) => ReturnType<Parameters<LocalInbox['expect']>[2]>,
  ): void {
    const at = next(after);
    const id = `${name}@${String(at)}`;
    this.#options.inbox.expect(id, at, () => {
      this.#again(name, at, next, make);
      return make(id, at);
    });
  }
}

/** What somebody does who is wanted, and how long after; nothing when it is never done. */
function deedOf(
  want: Want,
  habits: Habits,
  scenario: BoundScenario,
): { readonly after: number; readonly word: Word } | undefined {
  switch (want.kind) {
    case 'sign':
      return habits.sign === undefined
        ? undefined
        : { after: habits.sign, word: { kind: 'sign', role: want.role } };
    case 'tick': {
      const value = scenario.values[want.task];
      const word = { kind: 'tick' as const, task: want.task, ...(value === undefined ? {} : { value }) };
      return habits.tick === undefined ? undefined : { after: habits.tick, word };
    }
    case 'decide':
      return (
        habits.decide && {
          after: habits.decide.after,
          word: { kind: 'decide', role: want.role, decision: habits.decide.verdict },
        }
      );
    case 'answer':
      return (
        habits.answer && {
          after: habits.answer.after,
          word: { kind: 'answer', ask: want.ask, yes: habits.answer.verdict === 'yes' },
        }
      );
  }
}

function wordAt(word: SpokenWord, at: Instant, because: string | undefined): Word {
  if (word.kind === 'freeze')
    return { kind: 'freeze', until: at + word.forMs, because: because ?? 'a freeze' };
  const reasoned = word.kind === 'pause' || word.kind === 'revert';
  return reasoned && because !== undefined ? { ...word, because } : word;
}
