import fc from '../fast-check.js';
import { BUCKETS, type Grant } from '../../lib/flags/exposure.js';
import { intersect } from '../../lib/rollout/intersect.js';
import type { Exposures } from '../../lib/rollout/state.js';
import { servedBy } from './arbitraries/oracle.js';
import { riseContentOf } from './arbitraries/units.js';
import { planOf } from './plans.js';

const PLAN = planOf(`
rollout: small
starts: 2026-12-07
audience:
  unit: user
  key: userId
  size: 1000
  attributes: { region: { type: text, stable: true }, tier: { type: number, stable: true } }
  segments: { vip: { list: [v1, v2, v3, v4, v5, v6, v7, v8] }, eu: { where: region is eu, size: 500 } }
flags: { alpha: {} }
phases: [{ name: one, steps: [{ expose: 5% }] }]
`);

const exposing = (grants: readonly Grant[], variant = 'new'): Exposures => ({ alpha: { variant, grants } });
const left = (wanted: readonly Grant[], now: readonly Grant[]): readonly Grant[] | undefined =>
  intersect(exposing(wanted), exposing(now))['alpha']?.grants;

const tiered = { kind: 'compare', attribute: 'tier', operator: '>', value: 1 } as const;

describe('what a fall goes back to', () => {
  it.each<[string, readonly Grant[], readonly Grant[], readonly Grant[]]>([
    ['is what was there before', [{ below: 100 }], [{ below: 500 }], [{ below: 100 }]],
    ['is no more than is exposed now', [{ below: BUCKETS }], [{ below: 500 }], [{ below: 500 }]],
    ['is nobody where nobody is', [{ below: 100 }], [], []],
    [
      'is the part of a segment that is in',
      [{ segment: 'eu', below: BUCKETS }],
      [{ below: 500 }],
      [{ segment: 'eu', below: 500 }],
    ],
    [
      'is the segment that is in, of everybody',
      [{ below: BUCKETS }],
      [{ segment: 'eu', below: 500 }],
      [{ segment: 'eu', below: 500 }],
    ],
    [
      'is fewer of a list',
      [{ segment: 'vip', below: BUCKETS, atMost: 5 }],
      [{ segment: 'vip', below: BUCKETS, atMost: 3 }],
      [{ segment: 'vip', below: BUCKETS, atMost: 3 }],
    ],
    [
      'is the eligible ones of a share',
      [{ below: 500 }],
      [{ below: 300, only: tiered }],
      [{ below: 300, only: tiered }],
    ],
    [
      'is nobody where two grants have in common what one cannot say',
      [{ segment: 'vip', below: BUCKETS, atMost: 5 }],
      [{ below: 500 }],
      [],
    ],
  ])('%s', (_sentence, wanted, now, expected) => {
    expect(left(wanted, now)).toEqual(expected);
  });

  it('is nobody when the old variant is served now, and of other flags nothing', () => {
    expect(intersect(exposing([{ below: 500 }]), exposing([{ below: 500 }], 'old'))).toEqual(exposing([]));
    expect(intersect(exposing([{ below: 500 }]), {})).toEqual(exposing([]));
    expect(intersect({}, exposing([{ below: 500 }]))).toEqual({});
  });

  const below = fc.constantFrom(0, 50_000, 200_000, 500_000, BUCKETS);
  const only = fc.constantFrom({}, {}, { only: tiered });
  const grant = fc.oneof(
    fc.tuple(below, only).map(([share, eligible]): Grant => ({ below: share, ...eligible })),
    fc.tuple(below, only).map(([share, eligible]): Grant => ({ segment: 'eu', below: share, ...eligible })),
    fc.nat(8).map((atMost): Grant => ({ segment: 'vip', below: BUCKETS, atMost })),
    fc.constant<Grant>({ segment: 'vip', below: BUCKETS }),
  );
  const grants = fc.array(grant, { maxLength: 4 });

  it('lets nobody in who is not both wanted and in now, and loses nobody when all that is wanted is in', () => {
    const reach = (of: readonly Grant[]) =>
      servedBy(PLAN, 'production', riseContentOf(PLAN, exposing(of), []), () => true);
    fc.assert(
      fc.property(grants, grants, (wanted, now) => {
        const result = reach(left(wanted, now) ?? []);
        const [first, second] = [reach(wanted), reach(now)];
        for (const one of result) expect(first.has(one) && second.has(one)).toBe(true);
        expect(reach(left(wanted, [...now, ...wanted]) ?? [])).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });
});
