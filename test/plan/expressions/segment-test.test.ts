import { attributesOf, readSegmentTest } from '../../../lib/plan/expressions/segment-test.js';
import { mistake, parsed } from './parsing.js';

describe('rules over attributes', () => {
  it.each([
    ['risk is low', { kind: 'is', attribute: 'risk', value: 'low' }],
    ['valid is true', { kind: 'is', attribute: 'valid', value: true }],
    ['valid is false', { kind: 'is', attribute: 'valid', value: false }],
    ['count is 3', { kind: 'is', attribute: 'count', value: 3 }],
    ['count < 3', { kind: 'compare', attribute: 'count', operator: '<', value: 3 }],
    ['count <= 3', { kind: 'compare', attribute: 'count', operator: '<=', value: 3 }],
    ['count > -1.5', { kind: 'compare', attribute: 'count', operator: '>', value: -1.5 }],
    ['count >= 0', { kind: 'compare', attribute: 'count', operator: '>=', value: 0 }],
    ['count in 2..5', { kind: 'between', attribute: 'count', from: 2, to: 5 }],
    ['count in -2..2', { kind: 'between', attribute: 'count', from: -2, to: 2 }],
    ['count in 2..2', { kind: 'between', attribute: 'count', from: 2, to: 2 }],
    ['region in eu', { kind: 'oneOf', attribute: 'region', values: ['eu'] }],
    ['region in eu|us|4', { kind: 'oneOf', attribute: 'region', values: ['eu', 'us', 4] }],
    ['region in eu | us', { kind: 'oneOf', attribute: 'region', values: ['eu', 'us'] }],
    ['mail contains example.com', { kind: 'contains', attribute: 'mail', value: 'example.com' }],
    ['mail ends with @example.com', { kind: 'endsWith', attribute: 'mail', value: '@example.com' }],
    ['name starts with 4', { kind: 'startsWith', attribute: 'name', value: '4' }],
    ['city is Zürich', { kind: 'is', attribute: 'city', value: 'Zürich' }],
    ['beta exists', { kind: 'exists', attribute: 'beta' }],
    ['not beta exists', { kind: 'not', test: { kind: 'exists', attribute: 'beta' } }],
  ])('%s', (text, expected) => {
    expect(parsed(text, readSegmentTest)).toEqual(expected);
  });

  it.each([
    ['a is 1 and b is 2 and c exists', 'and', ['a', 'b', 'c']],
    ['a is 1 or b is 2', 'or', ['a', 'b']],
    ['(a is 1 or b is 2) and not c exists', 'and', ['a', 'b', 'c']],
  ])('%s look at several', (text, kind, attributes) => {
    const test = parsed(text, readSegmentTest);
    expect(test.kind).toBe(kind);
    expect(attributesOf(test)).toEqual(attributes);
  });

  it.each([
    ['', 0, 'an empty text', undefined],
    ['risk', 4, 'the end of `risk`', undefined],
    ['risk is', 7, 'the end of `risk is`', undefined],
    ['risk = low', 5, '`=`', undefined],
    ['count in 5..2', 9, '`5..2`', 'the smaller figure comes first'],
    ['count in 1.5..2', 12, '`..2`', undefined],
    ['region in eu, us', 12, '`,`', 'join conditions with `and`, values with `|`'],
    ['region in eu|', 13, 'the end of `region in eu|`', undefined],
    ['count < low', 8, '`low`', undefined],
    ['name starts ann', 12, '`ann`', undefined],
    ['a is 1 and b is 2 or c is 3', 18, '`or`', 'put parentheses around the part that belongs together'],
    ['(a is 1', 7, 'the end of `(a is 1`', undefined],
    ['constructor is 1', 0, '`constructor`', 'this word is reserved: choose another name'],
  ])('%j: at %i %s', (text, offset, found, hint) => {
    const error = mistake(text, readSegmentTest);
    expect({ offset: error.offset, found: error.found, hint: error.hint }).toEqual({ offset, found, hint });
  });

  it('are not nested without end', () => {
    expect(mistake('('.repeat(100_000), readSegmentTest).expected).toEqual(['50 levels']);
  });
});
