import fc from '../fast-check.js';
import { createFlags } from '../../lib/client/index.js';
import { served } from '../../lib/client/served.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import type { DocumentVariant, FlagDocument } from '../../lib/flags/document.js';
import { evaluateFlag, type FlagResult } from '../../lib/flags/evaluate.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import { localAgent } from './local-agent.js';

const agent = localAgent();

const rule = fc.oneof(
  fc.constantFrom(0, 1, 250_000, 500_000, 999_999, 1_000_000).map((bound) => `(lt $bucket ${String(bound)})`),
  fc.constantFrom('a', 'user-1', 'pilot-01').map((unit) => `(eq $userId "${unit}")`),
  fc.constantFrom('(eq $risk "low")', '(gte $size 3)', '(and (lt $bucket 600000) (exists key::"risk"))'),
);
const names = [
  'old',
  'new',
  'new~2',
  'old:next',
  'old:next~2',
  'safe',
  'allowed',
  'allowed~2',
  'allowed:safe',
  'allowed:safe~3',
  'allowed:old',
  'blocked',
  'allowed:',
  '',
];
const attributeValues = fc.constantFrom<DocumentVariant['attributeValues']>(
  { renderer: 'slots' },
  { renderer: 'safe', list: [1, 2] },
  {},
);

/** Documents of a lane: mostly with the names that it has, sometimes with any. */
function documentOf(usual: readonly string[]): fc.Arbitrary<FlagDocument | undefined> {
  const variant = fc.record({
    name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, fc.constantFrom(...names)),
    enabled: fc.constantFrom(true, true, true, false),
    attributeValues,
  });
  const variants = fc
    .tuple(fc.array(fc.tuple(variant, rule), { maxLength: 3 }), variant)
    .map(([ruled, last]): DocumentVariant[] => [
      ...ruled.map(([one, when]) => ({ ...one, rule: when })),
      last,
    ]);
  const flag = fc.constantFrom('slots', 'slots', 'slots', 'slots', 'slots', 'other');
  const document = fc.tuple(flag, variants).map(([key, all]): FlagDocument => ({
    version: '1',
    flags: { [key]: { name: key } },
    values: { [key]: { enabled: false, _variants: all } },
  }));
  return fc.option(document, { nil: undefined, freq: 10 });
}
const riseDocument = documentOf(['new', 'new~2', 'safe', 'old:next', 'old']);
const brakeDocument = documentOf(['allowed', 'allowed~2', 'allowed:safe', 'blocked']);

describe('what an application serves', () => {
  it('is what Phasegate says that the two documents come to', async () => {
    const unit = fc.oneof(
      fc.constantFrom('a', 'user-1', 'pilot-01'),
      fc.stringMatching(/^[a-z0-9@.:+/-]{1,12}$/),
    );
    const context = fc.record(
      { risk: fc.constantFrom('low', 'high'), size: fc.integer({ min: 0, max: 5 }) },
      { requiredKeys: [] },
    );
    const flags = createFlags({
      application: 'phoenix',
      profile: 'flags',
      environment: 'production',
      unitAttribute: 'userId',
      flags: { slots: { salt: 'phoenix' } },
      agent: agent.url(),
      timeoutMs: 5000,
    });
    const seen = { canary: 0, control: 0 };
    await fc.assert(
      fc.asyncProperty(
        riseDocument,
        brakeDocument,
        unit,
        context,
        fc.boolean(),
        async (rise, brake, who, about, keyed) => {
          agent.documents.clear();
          agent.keyed(keyed);
          if (rise) agent.documents.set('production-rise', rise);
          if (brake) agent.documents.set('production-brake', brake);
          const told = { ...about, userId: who, bucket: bucketOf('phoenix', who) };
          const missing: FlagResult = { enabled: false, attributes: {}, why: 'no document' };
          const [risen, braked] = [rise, brake].map((lane) =>
            lane ? evaluateFlag(lane, 'slots', told) : missing,
          ) as [FlagResult, FlagResult];
          const expected = servedVariant(risen, braked, 'old');
          const got = await flags.variant('slots', who, about);
          expect({ variant: got.variant, cohort: got.cohort, next: got.next }).toEqual({
            variant: expected.variant,
            cohort: expected.cohort,
            next: expected.next,
          });
          if (got.cohort === 'canary')
            expect([risen.attributes, braked.attributes]).toContainEqual(got.values);
          else expect(got.values).toEqual({});
          seen[got.cohort] += 1;
        },
      ),
      { numRuns: 400 },
    );
    expect(seen.canary).toBeGreaterThan(40);
    expect(seen.control).toBeGreaterThan(40);
  });

  it('is the same for every pair of answers', () => {
    const answers = names.flatMap((name) => [true, false].map((enabled) => ({ enabled, variant: name })));
    const all: readonly { readonly enabled: boolean; readonly variant?: string }[] = [
      ...answers,
      { enabled: true },
      { enabled: false },
    ];
    for (const old of ['old', 'new', 'safe'])
      for (const rise of all)
        for (const brake of all) {
          const expected = servedVariant(
            { ...rise, attributes: {}, why: '' },
            { ...brake, attributes: {}, why: '' },
            old,
          );
          const got = served(
            { ok: true, answer: { ...rise, values: { from: 'rise' } } },
            { ok: true, answer: { ...brake, values: { from: 'brake' } } },
            { name: old, values: { from: 'application' } },
          );
          expect({ rise, brake, variant: got.variant, cohort: got.cohort, next: got.next }).toEqual({
            rise,
            brake,
            variant: expected.variant,
            cohort: expected.cohort,
            next: expected.next,
          });
          const from =
            got.cohort === 'control'
              ? 'application'
              : brake.variant?.startsWith('allowed:')
                ? 'brake'
                : 'rise';
          expect(got.values).toEqual({ from });
        }
  });
});
