import { takePeriods, type Period } from '../../../lib/judge/criterion/take-periods.js';
import { judgeCriterion } from '../../../lib/judge/criterion/judge-criterion.js';
import type { Finding, Truth } from '../../../lib/judge/finding.js';
import fc from '../../fast-check.js';
import {
  alarmOf,
  alike,
  counts,
  criterionOf,
  gateOf,
  gathering,
  judgedPlan,
  metricIn,
  MINUTE,
  taken,
} from './criteria.js';

const plan = judgedPlan('errors > 120% of control', 'errors < 120% of control');
const alarm = alarmOf(plan);
const gate = gateOf(plan);
const QUIET: Finding = { text: 'the claim', truth: 'no', value: 0.01, samples: 500, why: '1% of 500' };

const judge = (claim: typeof alarm, periods: readonly Period[], plain: Finding = QUIET): Truth =>
  judgeCriterion(claim, metricIn(plan, claim), gathering(plan, claim), plain, taken(plan, claim, periods))
    .truth;

const cohort = fc.oneof(
  fc.constant(undefined),
  fc.constant({ kind: 'missing' as const }),
  fc.tuple(fc.nat(30), fc.nat(2000)).map(([part, more]) => counts(part, part + more)),
);
const periodLists = fc
  .array(fc.record({ canary: cohort, control: cohort }), { minLength: 2, maxLength: 30 })
  .map((list) =>
    list.map((one, index): Period => ({ ...one, from: index * MINUTE, to: (index + 1) * MINUTE })),
  );

describe('the periods of a criterion', () => {
  it('come to the same however they are cut into looks, and however often one comes again', () => {
    fc.assert(
      fc.property(periodLists, fc.nat(29), fc.constantFrom(alarm, gate), (periods, cut, claim) => {
        const criterion = criterionOf(plan, claim);
        const whole = takePeriods(undefined, criterion, periods);
        const first = takePeriods(undefined, criterion, periods.slice(0, cut));
        const twice = takePeriods(first, criterion, periods.slice(Math.max(0, cut - 3)));
        expect(JSON.stringify(twice)).toBe(JSON.stringify(whole));
      }),
    );
  });

  it('take under 1 KB, whatever was counted', () => {
    fc.assert(
      fc.property(periodLists, fc.constantFrom(alarm, gate), (periods, claim) => {
        expect(JSON.stringify(taken(plan, claim, periods)).length).toBeLessThan(1024);
      }),
    );
  });

  it('begin anew with a new attempt', () => {
    const before = taken(plan, alarm, alike(10, counts(30, 500), counts(5, 500)));
    const again = takePeriods(
      before,
      criterionOf(plan, alarm, { attempt: 2 }),
      alike(1, counts(5, 500), counts(5, 500), 10),
    );
    expect(again).toMatchObject({ attempt: 2, heard: 1, canary: { counted: 5, samples: 500 } });
  });

  it('that come late are not taken in: what is over is over', () => {
    const criterion = criterionOf(plan, alarm);
    const [first, second, third] = alike(3, counts(5, 500), counts(5, 500));
    if (!first || !second || !third) throw new Error('three periods');
    const gap = takePeriods(undefined, criterion, [first, { ...second, canary: undefined }, third]);
    expect(takePeriods(gap, criterion, [second])).toEqual(gap);
    expect(gap).toMatchObject({ heard: 2, silent: 1 });
  });

  it('bet anew on a rise of exposure, once', () => {
    const criterion = criterionOf(plan, alarm, { lastRise: 5.5 * MINUTE });
    const state = takePeriods(undefined, criterion, alike(10, counts(5, 500), counts(5, 500)));
    const steady = taken(plan, alarm, alike(10, counts(5, 500), counts(5, 500)));
    expect(state?.rise).toBe(5.5 * MINUTE);
    expect(state?.proof.unspent).toBeLessThan(steady.proof.unspent);
  });
});

describe('an alarm', () => {
  it('is raised as soon as there is proof, and not before', () => {
    const bad = (length: number) => judge(alarm, alike(length, counts(20, 500), counts(5, 500)));
    expect([1, 2, 5].map(bad)).toEqual(['no', 'no', 'yes']);
  });

  it('stays raised while its evidence hovers about what decides, and is over when it has fallen to half', () => {
    const bad = taken(plan, alarm, alike(30, counts(20, 500), counts(5, 500)));
    const logs = (value: number) => ({
      ...bad,
      proof: { logs: bad.proof.logs.map(() => value), unspent: 0 },
    });
    const nothing = alike(1, { kind: 'empty' }, { kind: 'empty' }, 30);
    const after = (value: number, raised: boolean): boolean => {
      const { raised: _raised, ...state } = logs(value);
      const known = raised ? { ...state, raised: true as const } : state;
      return takePeriods(known, criterionOf(plan, alarm), nothing)?.raised === true;
    };
    const enough = Math.log(1000);
    expect(bad.raised).toBe(true);
    expect([0.4, 0.6, 0.99, 1.01].map((part) => after(part * enough, true))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect([0.4, 0.6, 0.99, 1.01].map((part) => after(part * enough, false))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('takes samples from before a rise has reached its users by the bias of those who were exposed then', () => {
    const choice = { kind: 'likelihood', because: 'independent', dispersion: 1 } as const;
    const known = taken(plan, alarm, alike(60, counts(10, 500), counts(5, 500)), {
      stepZero: () => ({ choice: { ...choice, bias: 2 } }),
    });
    const logOf = (steadySince: number): number => {
      const criterion = criterionOf(plan, alarm, {
        steadySince,
        stepZero: () => ({ choice: { ...choice } }),
      });
      const state = takePeriods(known, criterion, alike(20, counts(10, 500), counts(5, 500), 60));
      return Math.max(...(state?.proof.logs ?? []));
    };
    expect(known.raised).toBeUndefined();
    // Doubled errors are what they have always had: no evidence, until others are exposed who do not have it.
    expect(logOf(80 * MINUTE)).toBeLessThan(0);
    expect(logOf(60 * MINUTE)).toBeGreaterThan(1);
  });

  it('is not raised by what happens to both cohorts', () => {
    const incident = alike(5, counts(50, 500), counts(50, 500), 60);
    expect(judge(alarm, [...alike(60, counts(5, 500), counts(5, 500)), ...incident])).toBe('no');
  });

  it('is over soon after all is well again', () => {
    const bad = alike(60, counts(30, 500), counts(5, 500));
    expect(judge(alarm, bad)).toBe('yes');
    expect(judge(alarm, [...bad, ...alike(60, counts(5, 500), counts(5, 500), 60)])).toBe('no');
  });

  it('is raised by a regression that begins after a week as soon as by one that begins at once, about', () => {
    const week = alike(10_080, counts(5, 500), counts(5, 500));
    const late = (length: number) =>
      judge(alarm, [...week, ...alike(length, counts(20, 500), counts(5, 500), 10_080)]);
    expect([2, 8].map(late)).toEqual(['no', 'yes']);
  });

  it('is raised by a fixed threshold that is passed, whatever the evidence: it stays as a hard cap', () => {
    const capped = judgedPlan('errors > 5%', 'errors < 5%');
    const claim = alarmOf(capped);
    const state = taken(capped, claim, alike(3, counts(5, 500), undefined));
    const passed: Finding = { ...QUIET, truth: 'yes' };
    const truth = judgeCriterion(
      claim,
      metricIn(capped, claim),
      gathering(capped, claim),
      passed,
      state,
    ).truth;
    expect(truth).toBe('yes');
  });

  it.each(['errors > 5%', 'errors > 5x baseline'])(
    'is raised by its hard cap before a period was taken in: %s',
    (when) => {
      const capped = judgedPlan(when, 'errors < 5%');
      const claim = alarmOf(capped);
      const judged = (truth: Truth): Truth =>
        judgeCriterion(
          claim,
          metricIn(capped, claim),
          gathering(capped, claim),
          { ...QUIET, truth },
          undefined,
        ).truth;
      expect([judged('yes'), judged('no'), judged('error')]).toEqual(['yes', 'unknown', 'error']);
    },
  );

  it('about control is not raised by a plain comparison', () => {
    expect(judge(alarm, alike(3, counts(6, 500), counts(5, 500)), { ...QUIET, truth: 'yes' })).toBe('no');
  });

  it('says nothing while nothing arrives, and is raised when control says that something should have', () => {
    const silent = (length: number): Truth =>
      judge(
        alarm,
        [
          ...alike(10, counts(1, 50), counts(1, 50)),
          ...alike(length, { kind: 'missing' }, counts(1, 50), 10),
        ],
        {
          text: 'the claim',
          truth: 'unknown',
          noData: true,
          why: 'no data',
        },
      );
    expect([0, 1, 2].map(silent)).toEqual(['unknown', 'yes', 'yes']);
  });
});

describe('a gate', () => {
  it('says yes on proof that all is well, no on proof that it is not, and nothing in between', () => {
    expect(judge(gate, alike(3, counts(5, 500), counts(5, 500)))).toBe('unknown');
    expect(judge(gate, alike(600, counts(5, 500), counts(5, 500)))).toBe('yes');
    expect(judge(gate, alike(60, counts(20, 500), counts(5, 500)))).toBe('no');
  });

  it('is never passed by silence', () => {
    const nothing = alike(2000, { kind: 'missing' }, counts(5, 500));
    expect(judge(gate, nothing, { ...QUIET, truth: 'yes' })).toBe('unknown');
    expect(judge(gate, alike(2000, { kind: 'empty' }, { kind: 'empty' }), { ...QUIET, truth: 'yes' })).toBe(
      'unknown',
    );
  });

  it('is not passed when most periods are missing, or the newest is', () => {
    const proof = alike(600, counts(5, 500), counts(5, 500));
    expect(judge(gate, [...proof, ...alike(601, undefined, undefined, 600)])).toBe('unknown');
    expect(judge(gate, proof, { text: 'the claim', truth: 'unknown', noData: true, why: 'no data' })).toBe(
      'unknown',
    );
  });

  it('is not passed with fewer samples than it asks for', () => {
    const proof = alike(600, counts(5, 500), counts(5, 500));
    expect(judge(gate, proof, { ...QUIET, needed: 1_000_000 })).toBe('unknown');
  });

  it('is an error when its measurement failed', () => {
    expect(judge(gate, alike(600, counts(5, 500), counts(5, 500)), { ...QUIET, truth: 'error' })).toBe(
      'error',
    );
  });
});

describe('counts that cannot be', () => {
  const nonsense = [
    ['more failures than samples', { kind: 'value', value: 1.2, samples: 500, part: 600 }],
    ['a negative count', { kind: 'value', value: -0.01, samples: 500, part: -5 }],
    ['no number', { kind: 'value', value: NaN, samples: 500, part: NaN }],
    ['infinitely many samples', { kind: 'value', value: 0, samples: Infinity, part: 5 }],
  ] as const;

  it.each(nonsense)('are no evidence, and said: %s', (_, reading) => {
    const proof = alike(600, counts(5, 500), counts(5, 500));
    const state = taken(plan, gate, [...proof, ...alike(1, reading, counts(5, 500), 600)]);
    const finding = judgeCriterion(gate, metricIn(plan, gate), gathering(plan, gate), QUIET, state);
    expect(finding.truth).toBe('unknown');
    expect(state.refused).toBeDefined();
    expect(state.canary).toEqual({ counted: 3000, samples: 300_000 });
    const alone = taken(plan, gate, alike(1, reading, counts(5, 500)));
    expect(judgeCriterion(gate, metricIn(plan, gate), gathering(plan, gate), QUIET, alone).truth).toBe(
      'unknown',
    );
  });
});
