import fc from '../../fast-check.js';
import { gate, maybe, stepNotice, tidy } from './plan-parts.js';

const EXPOSURES = [
  '5%',
  '20%',
  '50%',
  'everyone',
  'nobody',
  'segment vip',
  'segment eu',
  '10% of remaining',
  '40% of remaining',
  '30 users of segment eu',
  '3 users of segment vip',
  '10%..20%',
  '5% from segment eu',
] as const;

const exposure = fc.constantFrom(...EXPOSURES);

const stepTime = fc.constantFrom('day 2', 'Friday', '10:00', 'day 1 12:00');

const exposing = fc
  .record({
    expose: exposure,
    at: maybe(stepTime, 5),
    flags: maybe(fc.constantFrom(['alpha'], ['beta'], ['alpha', 'beta']), 3),
    soak: maybe(fc.constantFrom('0m', '1h', '1d')),
    bake: maybe(fc.constantFrom('10m', '30m'), 3),
    spread: maybe(fc.constantFrom('30m linear 20%', '20m exponential 10%'), 3),
    serve: maybe(fc.constantFrom('fast', 'safe'), 6),
    enter: maybe(gate, 5),
    go: maybe(gate, 3),
    notices: maybe(fc.array(stepNotice, { minLength: 1, maxLength: 2 }), 4),
    old: maybe(fc.constantFrom('deprecated', 'live'), 6),
    hook: maybe(fc.constantFrom('migrate', 'mend'), 6),
    isAdded: fc.boolean(),
  })
  .map(({ isAdded, expose, ...rest }) =>
    tidy({
      ...(isAdded ? { add: expose } : { expose }),
      ...rest,
      // Only alpha has named variants.
      serve: rest.flags?.length === 1 && rest.flags[0] === 'alpha' ? rest.serve : undefined,
    }),
  );

const work = fc
  .record({
    at: maybe(stepTime, 5),
    tasks: maybe(fc.constantFrom(['docs'], ['look', 'docs'])),
    hook: maybe(fc.constantFrom('migrate', 'mend')),
    soak: maybe(fc.constantFrom('1h', '1d')),
    go: maybe(gate, 3),
  })
  .map(tidy);

const step = fc.oneof({ arbitrary: exposing, weight: 4 }, { arbitrary: work, weight: 1 });

const WINDOWS = ['02:00-04:00', 'Monday..Thursday 09:30-17:00', '22:00-02:00'] as const;

/** A phase; only the last one can be irreversible. */
export function phase(name: string, environments: readonly string[], isLast: boolean): fc.Arbitrary<object> {
  return fc
    .record({
      name: fc.constant(name),
      environment: maybe(fc.constantFrom(...environments)),
      at: maybe(fc.constantFrom('day 1 09:00', 'Tuesday 10:00'), 6),
      lasts: maybe(fc.constantFrom('1d', '2h..3d'), 4),
      window: maybe(
        fc.constantFrom<unknown>(WINDOWS[0], WINDOWS[1], WINDOWS[2], [WINDOWS[0], WINDOWS[2]]),
        5,
      ),
      eligible: maybe(fc.constant('tier > 1'), 8),
      enter: maybe(gate, 8),
      steps: fc.oneof(
        { arbitrary: fc.array(step, { minLength: 1, maxLength: 4 }), weight: 5 },
        { arbitrary: fc.constant([]), weight: 1 },
      ),
      each: maybe(fc.record({ soak: fc.constantFrom('30m', '2h'), go: gate }), 5),
      tasks: maybe(fc.constant(['docs']), 6),
      leave: maybe(gate, 3),
      watch: maybe(fc.constantFrom('2h', '1d'), 5),
      irreversible: isLast ? maybe(fc.constant('the old code is gone'), 3) : fc.constant(undefined),
    })
    .map(tidy);
}
