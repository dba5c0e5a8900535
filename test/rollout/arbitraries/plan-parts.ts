import fc from '../../fast-check.js';

/** Conditions of triggers and gates that are measured. */
const CLAIMS = [
  'errors < 1%',
  'errors > 5%',
  'errors > 5% for 3 of 5 periods',
  'latency <= 120% of control',
  'complaints < 10% with at least 20 answers',
] as const;

/** Conditions that the rollout answers itself. */
const FACTS = [
  '2h since entry',
  '90m since last rise',
  '3h since first exposure',
  '6h without trigger',
  '1d without incident',
  'drill younger than 3d',
  'hook migrate ok',
  'decision of release',
  'task look done',
  'ownIncidents < 2',
] as const;

/** A part of a plan that is there once in `frequency + 1` plans. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>, frequency = 2): fc.Arbitrary<T | undefined> {
  return fc
    .nat(frequency)
    .chain((rank) =>
      rank === frequency ? (arbitrary as fc.Arbitrary<T | undefined>) : fc.constant(undefined),
    );
}

/** Leaves out the keys without a value, so that the plan reads well. */
export function tidy<T extends object>(source: T): Partial<T> {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)) as Partial<T>;
}

const term = fc.oneof(
  { arbitrary: fc.constantFrom(...CLAIMS), weight: 3 },
  { arbitrary: fc.constantFrom(...FACTS), weight: 1 },
);

export const condition = fc.oneof(
  { arbitrary: fc.constant('errors < 1%'), weight: 6 },
  { arbitrary: term, weight: 3 },
  {
    arbitrary: fc.tuple(term, fc.constantFrom('and', 'or'), term).map((parts) => parts.join(' ')),
    weight: 1,
  },
  { arbitrary: term.map((one) => `not ${one}`), weight: 1 },
);

const task = fc.constantFrom<unknown>('look', 'docs', { name: 'coverage', value: '>= 85%' });

export const gate = fc.oneof(
  { arbitrary: fc.array(condition, { minLength: 1, maxLength: 2 }), weight: 3 },
  {
    arbitrary: fc
      .record({
        all: maybe(fc.array(condition, { minLength: 1, maxLength: 2 }), 1),
        any: maybe(fc.array(condition, { minLength: 1, maxLength: 2 }), 4),
        tasks: maybe(fc.array(task, { minLength: 1, maxLength: 2 }), 4),
        signOff: maybe(fc.constantFrom('release', 'owners', ['release', 'owners']), 4),
        decide: maybe(fc.constantFrom<object>({ by: 'release' }, { by: 'release', at: 'Friday 10:00' }), 4),
        otherwise: maybe(fc.constantFrom('hold', 'revert step', 'revert phase', 'again next week')),
        within: maybe(fc.constantFrom('2h', '1d'), 4),
      })
      .map(tidy),
    weight: 1,
  },
);

const act = fc.constantFrom(
  'pause',
  'tell ops',
  'task look within 2h',
  'ask release to revert step',
  'ask release to revert affected users',
  'ask release to disable flag beta',
  'run mend',
  'serve alpha safe',
  'reduce to previous step',
  'reduce to 5%',
  'disable flag alpha',
  'disable class extra',
  'disable flags of step',
  'revert affected users',
  'revert step',
  'revert phase',
  'revert all',
);
const response = fc
  .tuple(act, fc.constantFrom('', '', '', ' after 30m', ' after 4h'))
  .map((parts) => parts.join(''));

/** A trigger; `phases` are the names that `during` may say. */
export function trigger(name: string, phases: readonly string[]): fc.Arbitrary<object> {
  return fc
    .record({
      name: fc.constant(name),
      severity: maybe(fc.constant('critical')),
      when: fc.oneof(
        { arbitrary: fc.constantFrom(...CLAIMS), weight: 4 },
        { arbitrary: condition, weight: 1 },
      ),
      then: fc.uniqueArray(response, { minLength: 1, maxLength: 4 }),
      resume: maybe(condition),
      during: maybe(fc.subarray([...phases], { minLength: 1 }), 4),
    })
    .map(tidy);
}

/** A notice of a step. */
export const stepNotice = fc
  .record({
    to: fc.constantFrom('users of step', 'ops'),
    by: fc.constant('email'),
    before: maybe(fc.constantFrom<unknown>('1h', ['1d', '1h'], '0m')),
    after: maybe(fc.constantFrom('0m', '2h')),
    required: maybe(fc.constant(true)),
  })
  .map(tidy);
