import fc from '../../fast-check.js';
import {
  bytesIn,
  numberIn,
  optionalNumber,
  packText,
  textIn,
  unpackText,
} from '../../../lib/aws/dynamo/attributes.js';
import { noise } from './noise.js';

const KB = 1024;
const ITEM = 400 * KB;

describe('a text in an item', () => {
  it.each<[number, 'S' | 'B']>([
    [0, 'S'],
    [150 * KB, 'S'],
    [150 * KB + 1, 'B'],
    [500 * KB, 'B'],
  ])('of %d letters is stored as %s, and fits', (letters, kind) => {
    const packed = packText(noise(letters), 'it');
    expect(Object.keys(packed)).toEqual([kind]);
    expect(packed.S?.length ?? packed.B?.length).toBeLessThan(ITEM);
    expect(unpackText({ text: packed }, 'text')).toBe(noise(letters));
  });

  it('counts in bytes, not in letters', () => {
    expect(packText('ü'.repeat(75 * KB), 'it')).toHaveProperty('S');
    expect(packText('ü'.repeat(75 * KB + 1), 'it')).toHaveProperty('B');
  });

  it('that fits in no item is refused by name, with what to do', () => {
    expect(() => packText(noise(1000 * KB), 'the state of revision 7')).toThrow(
      /^the state of revision 7 has 1000 KB, compressed \d+ KB: an item of DynamoDB holds 400 KB\. Long lists/u,
    );
  });

  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(1, 20_000), (part, times) => {
        const text = part.repeat(times);
        expect(unpackText({ text: packText(text, 'it') }, 'text')).toBe(text);
      }),
      { numRuns: 50 },
    );
  });
});

it.each([
  ['text', (item: Parameters<typeof textIn>[0]) => textIn(item, 'x')],
  ['packed text', (item: Parameters<typeof textIn>[0]) => unpackText(item, 'x')],
  ['number', (item: Parameters<typeof textIn>[0]) => numberIn(item, 'x')],
  ['bytes', (item: Parameters<typeof textIn>[0]) => bytesIn(item, 'x')],
])('an item without its %s is named, with what may have happened', (_, read) => {
  const key = { pk: { S: 'state' }, sk: { S: 'state' } };
  for (const item of [key, { ...key, x: { BOOL: true } }])
    expect(() => read(item)).toThrow(
      'the item state / state has no readable attribute "x": it was changed by hand, or written by another version',
    );
  expect(optionalNumber(key, 'x')).toBeUndefined();
});
