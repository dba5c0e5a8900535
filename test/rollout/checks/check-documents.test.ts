import { APPCONFIG_LIMITS } from '../../../lib/flags/appconfig-limits.js';
import { codesOf, expectFinding } from './course-findings.js';

interface Parts {
  readonly flags?: string;
  readonly segments?: string;
  readonly phases: string;
}

const plan = ({ flags = 'alpha: {}', segments = '', phases }: Parts) =>
  `rollout: small\naudience: { unit: user, key: userId, size: 100000, segments: { ${segments} } }\nflags: { ${flags} }\n${phases}\n`;

const list = (count: number) => `{ list: ${String(count)}.txt }`;
const attributes = (count: number) =>
  Array.from({ length: count }, (_, index) => `k${String(index)}: 1`).join(', ');
/** A test that is a rule of exactly `length` characters in the rise lane. */
const testOf = (length: number) => `region is ${'x'.repeat(length - '(eq $region "")'.length)}`;

describe('what AppConfig would refuse', () => {
  it.each([
    [
      '26 attributes, at the flag',
      plan({ flags: `alpha: ^{ new: { ${attributes(26)} } }`, phases: 'phases: [{ name: a }]' }),
      'attributes',
      /flag `alpha`: 26 attributes over all variants; allowed: at most 25/u,
    ],
    [
      '26 attributes of two variants together',
      plan({
        flags: `alpha: ^{ old: { z: 1 }, new: { ${attributes(25)} } }`,
        phases: 'phases: [{ name: a }]',
      }),
      'attributes',
      /26 attributes/u,
    ],
    [
      'attributes of two types under one name',
      plan({ flags: 'alpha: ^{ old: { k: 1 }, new: { k: a } }', phases: 'phases: [{ name: a }]' }),
      'attributeType',
      /`alpha`/u,
    ],
    [
      'a rule of 16,385 characters, at the step',
      plan({
        segments: `eu: { where: ${testOf(16_385)}, size: 5 }`,
        phases: 'phases: [{ name: a, steps: [{ expose: 1% }, ^{ expose: segment eu }] }]',
      }),
      'rule',
      /a rule of 16\d{3} characters; allowed: at most 16384/u,
    ],
    [
      'lists that fill 33 variants',
      plan({
        segments: `all: ${list(39_030)}`,
        phases:
          'phases: [{ name: a, steps: [{ expose: 1 user of segment all }, ^{ expose: segment all }, { expose: everyone }] }]',
      }),
      'variants',
      /variants.*allowed: at most 32/u,
    ],
  ])('is told where it begins: %s', (_about, text, limit, said) => {
    expectFinding(text, `appconfig-${limit}`, 'error', said);
  });

  it.each([
    [
      '25 attributes',
      plan({ flags: `alpha: { new: { ${attributes(25)} } }`, phases: 'phases: [{ name: a }]' }),
    ],
    [
      '25 attributes, the same in both variants',
      plan({
        flags: `alpha: { old: { ${attributes(25)} }, new: { ${attributes(25)} } }`,
        phases: 'phases: [{ name: a }]',
      }),
    ],
    [
      'a rule of 16,384 characters',
      plan({
        segments: `eu: { where: ${testOf(16_384)}, size: 5 }`,
        phases: 'phases: [{ name: a, steps: [{ expose: segment eu }] }]',
      }),
    ],
    [
      'a rule that nobody is exposed by',
      plan({
        segments: `eu: { where: ${testOf(20_000)}, size: 5 }`,
        phases: 'phases: [{ name: a, steps: [{ expose: 1% }] }]',
      }),
    ],
    [
      'a list of 10,000 in its variants',
      plan({
        segments: `all: ${list(39_029)}`,
        phases: 'phases: [{ name: a, steps: [{ expose: segment all }] }]',
      }),
    ],
  ])('has room for %s', (_about, text) => {
    expect(codesOf(text).filter((code) => code.startsWith('appconfig'))).toEqual([]);
  });

  // Each flag that lets the list in repeats it; of 2 MB, ten and no more than ten fit.
  const units = 13_000;
  const fit = Math.floor(APPCONFIG_LIMITS.document.max / (15.1 * units));
  const flags = Array.from({ length: 2 * fit }, (_, index) => `f${String(index)}`);
  const raising = (...steps: readonly (readonly [environment: string, from: number, to: number])[]) =>
    plan({
      flags: flags.map((flag) => `${flag}: {}`).join(', '),
      segments: `all: ${list(units)}`,
      phases: `environments: [e, other]\nphases:\n${steps
        .map(
          ([environment, from, to], index) =>
            `  - { name: p${String(index)}, environment: ${environment}, steps: [{ flags: [${flags.slice(from, to).join(', ')}], expose: segment all }] }`,
        )
        .join('\n')}`,
    });
  const large = (text: string) => codesOf(text).filter((code) => code === 'appconfig-document');

  it('is a document that grows too large, at the step that makes it so', () => {
    const marked = raising(['e', 0, 4], ['e', 4, fit], ['e', fit, fit + 1]).replace(
      `{ flags: [f${String(fit)}]`,
      `^{ flags: [f${String(fit)}]`,
    );
    expectFinding(
      marked,
      'appconfig-document',
      'error',
      /a document of 2\d{6} bytes as UTF-8 JSON after this step; allowed: at most 2097152; replace long lists/u,
    );
  });

  it('has room for as many flags as fit', () => {
    expect(large(raising(['e', 0, 4], ['e', 4, fit]))).toEqual([]);
  });

  it('is counted for each environment by itself', () => {
    expect(large(raising(['e', 0, fit], ['other', fit, 2 * fit]))).toEqual([]);
  });
});
