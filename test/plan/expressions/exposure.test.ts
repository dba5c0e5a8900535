import { readAmount, readExposure } from '../../../lib/plan/expressions/exposure.js';
import { mistake, parsed } from './parsing.js';

describe('exposures', () => {
  it.each([
    ['nobody', { kind: 'nobody' }],
    ['everyone', { kind: 'everyone' }],
    ['segment pilot', { kind: 'segment', segment: 'pilot' }],
    ['25%', { kind: 'share', amount: { kind: 'percent', fraction: 0.25 } }],
    ['0%', { kind: 'share', amount: { kind: 'percent', fraction: 0 } }],
    ['100%', { kind: 'share', amount: { kind: 'percent', fraction: 1 } }],
    ['5%..10%', { kind: 'share', amount: { kind: 'percent', fraction: 0.05, upTo: 0.1 } }],
    ['104 users', { kind: 'share', amount: { kind: 'count', units: 104, noun: 'users' } }],
    ['10..20 users', { kind: 'share', amount: { kind: 'count', units: 10, upTo: 20, noun: 'users' } }],
    ['10..10 users', { kind: 'share', amount: { kind: 'count', units: 10, upTo: 10, noun: 'users' } }],
    ['40% of remaining', { kind: 'remaining', amount: { kind: 'percent', fraction: 0.4 } }],
    ['25% of segment eu', { kind: 'share', amount: { kind: 'percent', fraction: 0.25 }, segment: 'eu' }],
    [
      '104 users of segment simple',
      { kind: 'share', amount: { kind: 'count', units: 104, noun: 'users' }, segment: 'simple' },
    ],
    [
      '5%..10% from segment optIn',
      { kind: 'drawn', amount: { kind: 'percent', fraction: 0.05, upTo: 0.1 }, segment: 'optIn' },
    ],
  ])('%s', (text, expected) => {
    expect(parsed(text, readExposure)).toEqual({ ...expected, text });
  });

  it('are said on one line', () => {
    expect(parsed(' 40%\n  of  remaining\n', readExposure).text).toBe('40% of remaining');
  });

  it.each([
    ['', 0, 'an empty text', undefined],
    ['everybody', 0, '`everybody`', 'did you mean `everyone`?'],
    ['pilot', 0, '`pilot`', 'for a segment say `segment pilot`'],
    ['segment', 7, 'the end of `segment`', undefined],
    ['101%', 0, '`101%`', 'nobody can be exposed twice'],
    ['5%..101%', 0, '`5%..101%`', 'nobody can be exposed twice'],
    ['10%..5%', 0, '`10%..5%`', 'the smaller figure comes first'],
    ['20..10 users', 0, '`20..10`', 'the smaller figure comes first'],
    ['104', 3, 'the end of `104`', undefined],
    ['104 of segment simple', 4, '`of`', undefined],
    ['40% of', 6, 'the end of `40% of`', undefined],
    ['40% of remainder', 7, '`remainder`', 'did you mean `remaining`?'],
    ['40% of the rest', 7, '`the`', undefined],
    ['5% from eu', 8, '`eu`', undefined],
    ['25% extra', 4, '`extra`', undefined],
  ])('%j: at %i %s', (text, offset, found, hint) => {
    const error = mistake(text, readExposure);
    expect({ offset: error.offset, found: error.found, hint: error.hint }).toEqual({ offset, found, hint });
  });
});

describe('rungs of a ladder', () => {
  it.each([
    ['0.1%', { kind: 'percent', fraction: 0.001 }],
    ['5%..10%', { kind: 'percent', fraction: 0.05, upTo: 0.1 }],
    ['100 users', { kind: 'count', units: 100, noun: 'users' }],
  ])('%s', (text, expected) => {
    expect(parsed(text, readAmount)).toEqual(expected);
  });

  it.each(['everyone', '1', 'of remaining', '5% of remaining'])('%s is none', (text) => {
    expect(mistake(text, (reader) => readAmount(reader)).offset).toBeLessThanOrEqual(text.length);
  });
});
