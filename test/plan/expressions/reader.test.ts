import fc from '../../fast-check.js';
import { readNumberBound, keepsBound } from '../../../lib/plan/expressions/bound.js';
import { readExposure } from '../../../lib/plan/expressions/exposure.js';
import { readExpression, type Reader } from '../../../lib/plan/expressions/reader.js';
import { readResponse } from '../../../lib/plan/expressions/response.js';
import { readSegmentTest } from '../../../lib/plan/expressions/segment-test.js';
import { readSpread } from '../../../lib/plan/expressions/spread.js';
import { readTime, readWindow } from '../../../lib/plan/expressions/time.js';
import { mistake, parsed } from './parsing.js';

const RULES: Readonly<Record<string, (reader: Reader) => unknown>> = {
  exposure: readExposure,
  response: readResponse,
  'segment rule': readSegmentTest,
  spread: readSpread,
  time: readTime,
  window: readWindow,
  bound: readNumberBound,
};

describe('every rule', () => {
  const words = fc.constantFrom(
    'week',
    '6',
    'Monday',
    '02:00',
    '-',
    '..',
    '2026-12-07',
    'day',
    '40%',
    'of',
    'remaining',
    'segment',
    'a',
    'is',
    'in',
    '2..5',
    '|',
    '>=',
    '85%',
    '30m',
    'linear',
    'revert',
    'ask',
    'to',
    'after',
    '(',
    ')',
    'UTC',
    '\t',
    '\uFEFF',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 10 }).map((parts) => parts.join(' ')),
  );

  it.each(Object.keys(RULES))('for a %s takes any text, or points into it', (name) => {
    const rule = RULES[name] ?? readTime;
    fc.assert(
      fc.property(texts, (text) => {
        const result = readExpression(text, rule);
        if (result.ok) return;
        expect(result.error.offset).toBeGreaterThanOrEqual(0);
        expect(result.error.offset).toBeLessThanOrEqual(text.length);
        expect(result.error.found).not.toBe('');
        expect(result.error.expected.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('spreads', () => {
  it.each([
    ['30m linear 20%', { overMs: 1_800_000, growth: 'linear', factor: 0.2 }],
    ['20m exponential 10%', { overMs: 1_200_000, growth: 'exponential', factor: 0.1 }],
  ])('%s', (text, expected) => {
    expect(parsed(text, readSpread)).toEqual({ ...expected, text });
  });

  it.each([
    ['30m', 3, 'the end of `30m`'],
    ['30m lineal 20%', 4, '`lineal`'],
    ['30m linear', 10, 'the end of `30m linear`'],
    ['30m linear 20', 11, '`20`'],
  ])('%j: at %i %s', (text, offset, found) => {
    expect(mistake(text, readSpread)).toMatchObject({ offset, found });
  });
});

describe('bounds of reported figures', () => {
  it.each([
    ['>= 85%', 85, true],
    ['>= 85%', 84.9, false],
    ['> 85', 85, false],
    ['> 85', 85.1, true],
    ['< 5', 4.9, true],
    ['< 5', 5, false],
    ['<= 5', 5, true],
    ['<= 5', 5.1, false],
  ])('%s of %d: %s', (text, figure, keeps) => {
    expect(keepsBound(parsed(text, readNumberBound), figure)).toBe(keeps);
  });

  it.each(['85%', '= 5', '>= high', '>='])('%s is none', (text) => {
    expect(mistake(text, readNumberBound).offset).toBeLessThanOrEqual(text.length);
  });
});
