import fc from '../fast-check.js';
import { contextHeader } from '../../lib/client/context-header.js';

describe('the Context header', () => {
  it('has every pair once, in order, without those that are undefined', () => {
    expect(
      contextHeader({ userId: 'pilot-01', bucket: 35685, risk: undefined, configValid: true, plan: 'a b' }),
    ).toEqual({ ok: true, header: 'userId=pilot-01,bucket=35685,configValid=true,plan=a b' });
  });

  it.each([
    ['a line break', 'a\r\nContext: bucket=0'],
    ['a line feed', 'a\nb'],
    ['a NUL', 'a\0'],
    ['a tab', 'a\tb'],
    ['a comma, which begins another pair', 'a,bucket=0'],
    ['an equals sign, which may end the name', 'a=b'],
    ['letters that are not ASCII', 'ümlaut'],
    ['an emoji', '😀'],
    ['a lone surrogate', '\ud800'],
    ['a space at its beginning, which HTTP takes away', ' a'],
    ['a space at its end', 'a '],
    ['nothing', ''],
  ])('is refused for a value with %s', (_what, value) => {
    expect(contextHeader({ userId: value })).toMatchObject({
      ok: false,
      why: expect.stringContaining('the agent cannot be asked with userId=') as string,
    });
  });

  it.each(['a=b', 'a,b', 'a:b', 'a b', '', 'ü', 'a\n'])('is refused for the name %j', (name) => {
    expect(contextHeader({ [name]: 'x' })).toMatchObject({ ok: false });
  });

  it.each([NaN, Infinity, -Infinity])('is refused for the number %d', (value) => {
    expect(contextHeader({ size: value })).toMatchObject({ ok: false });
  });

  it('says what was found and what is allowed, and does not repeat a long value whole', () => {
    expect(contextHeader({ userId: `ü${'x'.repeat(5000)}` })).toEqual({
      ok: false,
      why: `the agent cannot be asked with userId="ü${'x'.repeat(39)}…": allowed are printable ASCII without "," and "=" and without spaces at the ends; pass a hash or an id instead`,
    });
  });

  it('says exactly what it was given, or nothing, whatever it was given', () => {
    const hostile = fc.constantFrom(',', '=', '\n', '\r', ' ', 'ü', 'bucket=0', 'Context: ', '\0', '"');
    const text = fc
      .array(fc.oneof(hostile, fc.string({ maxLength: 3 })), { maxLength: 4 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 4 }), (context) => {
        const made = contextHeader(context);
        if (!made.ok) return;
        expect(new Headers({ Context: made.header }).get('Context')).toBe(made.header);
        const read = made.header === '' ? [] : made.header.split(',').map((pair) => pair.split('='));
        expect(read).toEqual(Object.entries(context));
      }),
      { numRuns: 2000 },
    );
  });
});
