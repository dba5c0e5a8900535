import fc from '../../fast-check.js';
import { decodeUtf8 } from '../../../lib/plan/source/decode-utf8.js';

const bytes = (...parts: readonly (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])),
  );

describe('decoding UTF-8', () => {
  it('gives the text of every string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const expected = text.startsWith('\uFEFF') ? text.slice(1) : text;
        expect(decodeUtf8(new TextEncoder().encode(text))).toEqual({ ok: true, text: expected });
      }),
    );
  });

  it('agrees with the strict decoder about what is UTF-8', () => {
    const strict = new TextDecoder('utf-8', { fatal: true });
    const isUtf8 = (source: Uint8Array) => {
      try {
        strict.decode(source);
        return true;
      } catch {
        return false;
      }
    };
    const byte = fc.oneof(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0x90, 0xf4, 0xff),
      fc.nat(255),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 8 }), (source) => {
        expect(decodeUtf8(Uint8Array.from(source)).ok).toBe(isUtf8(Uint8Array.from(source)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a byte of Latin-1', bytes('a: 1\nb: M', 0xfc, 'nchen'), 2, 5, 'the byte 0xFC'],
    ['a byte behind an umlaut, counted in characters', bytes('ü', 0xff), 1, 2, 'the byte 0xFF'],
    ['a sequence that is cut off', bytes('ab\n', 0xe2, 0x82), 2, 1, 'the byte 0xE2'],
    ['an overlong sequence', bytes(0xc0, 0xaf), 1, 1, 'the byte 0xC0'],
    ['half of a surrogate pair', bytes('x', 0xed, 0xa0, 0x80), 1, 2, 'the byte 0xED'],
    ['a code point beyond Unicode', bytes(0xf4, 0x90, 0x80, 0x80), 1, 1, 'the byte 0xF4'],
    ['UTF-16', bytes(0xff, 0xfe, 'a', 0), 1, 1, 'a file in UTF-16'],
  ])('points at %s', (_about, source, line, column, found) => {
    expect(decodeUtf8(source)).toMatchObject({
      ok: false,
      line,
      column,
      found: expect.stringContaining(found) as unknown,
    });
  });

  it('drops a byte order mark', () => {
    expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 'a'))).toEqual({ ok: true, text: 'a' });
  });
});
