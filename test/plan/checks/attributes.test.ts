import { checked, place, placeOf, say } from '../reading.js';

interface Parts {
  readonly key?: string;
  readonly audience?: string;
  readonly flags?: string;
  readonly eligible?: string;
  readonly expose?: string;
}

function plan({
  key = 'userId',
  audience = '',
  flags = 'alpha: {}',
  eligible = '',
  expose = 'everyone',
}: Parts): string {
  return `rollout: small
audience: { unit: user, key: ${key}, size: 1000${audience} }
flags: { ${flags} }
phases: [{ name: a${eligible}, steps: [{ expose: ${expose} }] }]
`;
}

describe('the context attribute that carries a bucket', () => {
  it.each<[string, Parts, string, RegExp]>([
    [
      'two flags whose keys differ in `-` and `_` alone',
      { flags: 'a-b: { salt: one }, a_b: { salt: two }' },
      'a_b: {',
      /`a-b` and `a_b` with a `salt` each: both buckets would be the context attribute `bucket_a_b`.*rename one of the flags, or leave its `salt` out/u,
    ],
    [
      'the same salt, which is said twice',
      { flags: 'a-b: { salt: one }, a_b: { salt: one }' },
      'a_b: {',
      /`bucket_a_b`/u,
    ],
    [
      'the unit',
      { key: 'bucket' },
      'bucket,',
      /`bucket`, which carries the bucket of `alpha`.*rename the attribute/u,
    ],
    [
      'a declared attribute',
      { audience: ', attributes: { bucket_alpha: number }', flags: 'alpha: { salt: x }' },
      'bucket_alpha:',
      /`bucket_alpha`, which carries the bucket of `alpha`/u,
    ],
  ])('is refused for %s', (_about, parts, at, said) => {
    const problems = checked(plan(parts)).filter(({ code }) => code === 'same-bucket-attribute');
    expect(problems.map(place)).toEqual([`${placeOf(at, plan(parts))} same-bucket-attribute`]);
    expect(problems.map(say).join()).toMatch(said);
    expect(problems[0]?.severity).toBe('error');
  });

  it.each<[string, Parts]>([
    ['one of two such flags has a salt', { flags: 'a-b: { salt: one }, a_b: {}' }],
    ['the keys differ in more', { flags: 'a-b: { salt: one }, a_bc: { salt: one }' }],
    ['all flags share the salt of the plan', { flags: 'a-b: {}, a_b: {}' }],
    [
      'an attribute is called like that of a flag without a salt',
      { audience: ', attributes: { bucket_alpha: number }' },
    ],
  ])('is fine when %s', (_about, parts) => {
    expect(checked(plan(parts)).map(({ code }) => code)).not.toContain('same-bucket-attribute');
  });
});

describe('a context attribute that is no identifier', () => {
  it.each<[string, Parts, string]>([
    ['the unit', { key: 'user-id' }, 'user-id'],
    ['a declared attribute', { audience: ', attributes: { user-tier: number }' }, 'user-tier'],
    [
      'a rule by which users are exposed',
      { audience: ', segments: { eu: { where: data-region is eu } }', expose: 'segment eu' },
      'data-region',
    ],
    ['who is eligible', { eligible: ', eligible: is-ready is true' }, 'is-ready'],
  ])('is warned of in %s', (_about, parts, name) => {
    const text = plan(parts);
    const problems = checked(text).filter(({ code }) => code === 'attribute-name');
    expect(problems.map(place)).toEqual([`${placeOf(name, text)} attribute-name`]);
    expect(problems.map(say).join()).toContain(
      `\`${name}\`, which is no identifier: in a rule of AppConfig it must be written \`'$${name}'\`, a form that AWS does not show; allowed: letters, digits and \`_\`; call it \`${name.replace('-', '_')}\``,
    );
    expect(problems[0]?.severity).toBe('warning');
  });

  it.each<[string, Parts]>([
    ['an underscore and digits are fine', { key: 'user_id2' }],
    [
      'a rule by which nobody is exposed does not matter',
      { audience: ', segments: { eu: { where: data-region is eu } }' },
    ],
  ])('%s', (_about, parts) => {
    expect(checked(plan(parts)).map(({ code }) => code)).not.toContain('attribute-name');
  });
});
