import { DRILL_LEGS, type DrillProof } from '../../../lib/rollout/drill/drill-proof.js';
import {
  drillPromise,
  drillVerdict,
  sayVerdict,
  type DrillPromise,
} from '../../../lib/rollout/drill/drill-verdict.js';
import fc from '../../fast-check.js';
import { smallPlan } from '../plans.js';
import { goodProof } from './proofs.js';

const good = goodProof();
const promised = (withinMs: number): DrillPromise => ({ name: 'revert all', withinMs });
/** The proof with the time of one leg moved. */
const moved = (leg: string, ms: number): DrillProof => ({
  ...good,
  legs: good.legs.map((one) => (one.leg === leg ? { ...one, at: one.at + ms } : one)),
});

describe('a drill has passed', () => {
  it.each([undefined, promised(5_000), promised(60_000)])(
    'when every leg was seen in order and the promise was kept: %j',
    (promise) => {
      expect(drillVerdict(good, promise)).toEqual({ kind: 'passed', revertMs: 5_000 });
    },
  );

  it('also when legs were seen in the same moment', () => {
    const legs = good.legs.map((one) => ({ ...one, at: 0 }));
    expect(drillVerdict({ ...good, legs }, promised(0))).toEqual({ kind: 'passed', revertMs: 0 });
  });
});

describe('a drill has failed', () => {
  it.each(DRILL_LEGS.map((leg, index) => [leg, index] as const))(
    'when nothing was seen from "%s" on',
    (leg, index) => {
      const proof = { ...good, legs: good.legs.slice(0, index) };
      expect(drillVerdict(proof, undefined)).toMatchObject({ kind: 'failed', leg });
      expect(drillVerdict({ ...proof, broken: 'no answer' }, undefined)).toEqual({
        kind: 'failed',
        leg,
        because: 'no answer',
      });
    },
  );

  it.each(DRILL_LEGS)('when "%s" alone was not seen', (leg) => {
    const legs = good.legs.filter((one) => one.leg !== leg);
    expect(drillVerdict({ ...good, legs }, undefined)).toMatchObject({ kind: 'failed', leg });
  });

  it.each<[string, DrillProof, string]>([
    ['a leg is before the one before it', moved('off seen', -1_000_000), 'off seen'],
    ['the first leg is before the beginning', moved('on published', -20_000), 'on published'],
    ['a time is none', moved('decided', Number.NaN), 'decided'],
    ['something broke after the last leg', { ...good, broken: 'the alarm is still red' }, 'cleaned up'],
    [
      'more was seen than a drill has',
      { ...good, legs: [...good.legs, ...good.legs.slice(-1)] },
      'cleaned up',
    ],
  ])('when %s', (_, proof, leg) => {
    expect(drillVerdict(proof, undefined)).toMatchObject({ kind: 'failed', leg });
  });

  it('when the brake was published later than promised, by a millisecond as well', () => {
    const verdict = drillVerdict(good, promised(4_999));
    expect(verdict).toMatchObject({ kind: 'failed', leg: 'brake published' });
    expect(sayVerdict(verdict, promised(4_999))).toBe(
      'failed at "brake published": it took 5.0s from the decision, and revert all is promised within 4999ms',
    );
  });

  it('whatever subset of the legs was seen, in whatever order, unless it is all of them in theirs', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...good.legs]), (legs) => {
        const isWhole = legs.map(({ leg }) => leg).join() === DRILL_LEGS.join();
        expect(drillVerdict({ ...good, legs }, undefined).kind).toBe(isWhole ? 'passed' : 'failed');
      }),
    );
  });
});

describe('the promise that a drill is measured against', () => {
  it.each([
    ['', undefined],
    ['promises: { revert all: 15m, revert step: 1m }', { name: 'revert all', withinMs: 900_000 }],
    ['promises: { revert phase: 5m, revert step: 1m }', { name: 'revert step', withinMs: 60_000 }],
  ])('of "%s"', (top, expected) => {
    expect(drillPromise(smallPlan({ top }))).toEqual(expected);
  });
});
