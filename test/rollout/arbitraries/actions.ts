import fc from '../../fast-check.js';
import type { Word } from '../../../lib/rollout/event.js';

/** What is found about one watched claim at one look. */
export type Outcome = 'yes' | 'no' | 'unknown' | 'noData' | 'error' | 'missing';

/** One thing that happens; what it means exactly depends on the state in which it happens. */
export type Action =
  /** A look after `wait` minutes; the outcomes are dealt to gates and triggers in turn. */
  | {
      readonly do: 'look';
      readonly wait: number;
      readonly gates: readonly Outcome[];
      readonly triggers: readonly Outcome[];
      readonly blind?: boolean;
    }
  /** All goes well for a while: deployments settle, people answer, time goes on to the next wakeup. */
  | { readonly do: 'go on'; readonly times: number }
  | {
      readonly do: 'lane';
      readonly lane: number;
      /** A foreign version lets in everybody, or nobody. */ readonly what:
        'complete' | 'fail' | 'everybody' | 'nobody';
    }
  | { readonly do: 'say'; readonly who: string; readonly word: Word }
  /** Answers what is asked (an ask or a decision). */
  | { readonly do: 'answer'; readonly yes: boolean }
  | { readonly do: 'hook'; readonly ok: boolean; readonly index: number }
  | { readonly do: 'alarm'; readonly trigger: string }
  /** The event before, once more; or one of those before it. */
  | { readonly do: 'repeat'; readonly back: number }
  /** A word that arrives with a time that has passed. */
  | { readonly do: 'late'; readonly minutes: number }
  | { readonly do: 'jump'; readonly hours: number }
  /** Time passes and nobody looks: a controller that is dead or late. */
  | { readonly do: 'wait'; readonly minutes: number };

const bad = fc.constantFrom<Outcome>('no', 'unknown', 'noData', 'error', 'missing');
const gates = fc.array(
  fc.oneof({ arbitrary: fc.constant<Outcome>('yes'), weight: 4 }, { arbitrary: bad, weight: 1 }),
  { minLength: 1, maxLength: 3 },
);
const triggers = fc.array(
  fc.oneof(
    { arbitrary: fc.constant<Outcome>('no'), weight: 4 },
    { arbitrary: fc.constant<Outcome>('yes'), weight: 2 },
    { arbitrary: bad, weight: 1 },
  ),
  { minLength: 1, maxLength: 3 },
);

const people = fc.constantFrom('rita', 'rob', 'owen', 'olive', 'olga', 'sam', 'ada', 'a stranger');

/** What anybody can say, whether it makes sense or not. */
const words: fc.Arbitrary<Word> = fc.oneof(
  fc.constantFrom<Word>({ kind: 'resume' }, { kind: 'retry' }, { kind: 'pause' }, { kind: 'kill' }),
  fc.constantFrom<Word>({ kind: 'resume' }, { kind: 'retry' }, { kind: 'drilled' }, { kind: 'drill' }),
  fc.constantFrom('step', 'phase', 'all').map((what): Word => ({ kind: 'revert', what: what as 'step' })),
  fc
    .uniqueArray(fc.constantFrom('v1', 'v2', 'u9', 'u10', 'u20'), { maxLength: 3 })
    .chain((units) =>
      fc.constantFrom<Word>({ kind: 'revert units', units }, { kind: 'include units', units }),
    ),
  fc.constantFrom(['alpha'], ['beta'], ['nothing']).map((flags): Word => ({ kind: 'disable', flags })),
  fc.constantFrom('release', 'owners', 'nobody').map((role): Word => ({ kind: 'sign', role })),
  fc
    .tuple(fc.constantFrom('release', 'ops'), fc.constantFrom('go', 'no-go'))
    .map(([role, decision]): Word => ({ kind: 'decide', role, decision: decision as 'go' })),
  fc
    .tuple(fc.constantFrom('look', 'docs', 'coverage'), fc.constantFrom(undefined, 80, 90))
    .map(([task, value]): Word => ({ kind: 'tick', task, ...(value === undefined ? {} : { value }) })),
  fc.constantFrom<Word>(
    { kind: 'adopt', environment: 'production', lane: 'rise' },
    { kind: 'adopt', environment: 'production', lane: 'brake' },
    { kind: 'report', metric: 'complaints', value: 1, whole: 30 },
    { kind: 'close incident', incident: 'incident-1' },
  ),
  /** Until so many hours from the plan's start on. */
  fc.integer({ min: 0, max: 200 }).map((hours): Word => ({
    kind: 'freeze',
    until: Date.UTC(2026, 11, 7) + hours * 3_600_000,
    because: 'a test',
  })),
);

const look = fc.record({
  do: fc.constant('look' as const),
  wait: fc.constantFrom(0, 0, 1, 1, 1, 3, 30, 90),
  gates,
  triggers,
  blind: fc.option(fc.constant(true), { nil: undefined, freq: 12 }),
});
const lane = fc.record({
  do: fc.constant('lane' as const),
  lane: fc.integer({ min: 0, max: 3 }),
  what: fc.constantFrom(
    'complete',
    'complete',
    'complete',
    'complete',
    'complete',
    'complete',
    'fail',
    'fail',
    'everybody',
    'nobody',
  ),
});

/** One action. */
const actions: fc.Arbitrary<Action> = fc.oneof(
  { arbitrary: look as fc.Arbitrary<Action>, weight: 8 },
  {
    arbitrary: fc.record({
      do: fc.constant('go on'),
      times: fc.integer({ min: 1, max: 4 }),
    }) as fc.Arbitrary<Action>,
    weight: 6,
  },
  { arbitrary: lane as fc.Arbitrary<Action>, weight: 6 },
  {
    arbitrary: fc.record({ do: fc.constant('say'), who: people, word: words }) as fc.Arbitrary<Action>,
    weight: 6,
  },
  {
    arbitrary: fc.record({ do: fc.constant('answer'), yes: fc.boolean() }) as fc.Arbitrary<Action>,
    weight: 2,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('hook'),
      ok: fc.boolean(),
      index: fc.nat(3),
    }) as fc.Arbitrary<Action>,
    weight: 1,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('alarm'),
      trigger: fc.constantFrom('red', 'slow', 'odd', 'nothing'),
    }) as fc.Arbitrary<Action>,
    weight: 2,
  },
  { arbitrary: fc.record({ do: fc.constant('repeat'), back: fc.nat(3) }) as fc.Arbitrary<Action>, weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constant('late'),
      minutes: fc.integer({ min: 1, max: 300 }),
    }) as fc.Arbitrary<Action>,
    weight: 1,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('jump'),
      hours: fc.constantFrom(1, 5, 24, 200),
    }) as fc.Arbitrary<Action>,
    weight: 1,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('wait'),
      minutes: fc.constantFrom(1, 2, 3, 30, 300),
    }) as fc.Arbitrary<Action>,
    weight: 3,
  },
);

/** A history. Most begin well, so that there is something to lose. */
export const histories: fc.Arbitrary<readonly Action[]> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.array(actions, { maxLength: 40, size: 'max' }))
  .map(([times, rest]): readonly Action[] => [{ do: 'go on', times }, ...rest]);
