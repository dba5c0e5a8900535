import fc from '../../fast-check.js';
import { mapTerms, readCondition, termsOf, type Claim } from '../../../lib/plan/expressions/condition.js';
import { DEEPEST } from '../../../lib/plan/expressions/reader.js';
import { mistake, parsed } from './parsing.js';

const condition = (text: string) => parsed(text, readCondition);

describe('claims', () => {
  it.each<[string, Partial<Claim>]>([
    [
      'errors < 1%',
      {
        metric: 'errors',
        comparison: '<',
        level: { kind: 'fixed', quantity: { value: 0.01, unit: 'fraction' } },
        scope: { kind: 'default' },
      },
    ],
    ['errors <= 1%', { comparison: '<=' }],
    ['errors > 1%', { comparison: '>' }],
    ['errors >= 1%', { comparison: '>=' }],
    ['errors = 0%', { comparison: '=', level: { kind: 'fixed', quantity: { value: 0, unit: 'fraction' } } }],
    ['errors<1%', { metric: 'errors', comparison: '<' }],
    ['time < 200ms', { level: { kind: 'fixed', quantity: { value: 200, unit: 'ms' } } }],
    ['resolution < 2h', { level: { kind: 'fixed', quantity: { value: 7_200_000, unit: 'ms' } } }],
    ['cost <= $0.05', { level: { kind: 'fixed', quantity: { value: 0.05, unit: 'money' } } }],
    ['score > -4.5', { level: { kind: 'fixed', quantity: { value: -4.5, unit: 'number' } } }],
    ['time < 120% of control', { level: { kind: 'relative', factor: 1.2, reference: 'control' } }],
    ['time < 120% of baseline', { level: { kind: 'relative', factor: 1.2, reference: 'baseline' } }],
    ['time < 2x control', { level: { kind: 'relative', factor: 2, reference: 'control' } }],
    ['time < 0.5x baseline', { level: { kind: 'relative', factor: 0.5, reference: 'baseline' } }],
    ['passed >= 5 of 5', { level: { kind: 'count', good: 5, of: 5 } }],
    ['passed = 19 of 20', { level: { kind: 'count', good: 19, of: 20 } }],
    ['errors in canary < 1%', { scope: { kind: 'cohort', cohort: 'canary' } }],
    ['errors in control < 1%', { scope: { kind: 'cohort', cohort: 'control' } }],
    ['errors in segment pilot < 1%', { scope: { kind: 'segment', segment: 'pilot' } }],
    ['errors in any segment < 1%', { scope: { kind: 'split', quantifier: 'any', dimension: 'segment' } }],
    ['errors in every case < 1%', { scope: { kind: 'split', quantifier: 'every', dimension: 'case' } }],
    ['any keyMetrics < 1%', { group: 'any', metric: 'keyMetrics' }],
    ['every keyMetrics < 1%', { group: 'every', metric: 'keyMetrics' }],
    ['errors < 1% over 1h', { over: { kind: 'trailing', ms: 3_600_000 } }],
    ['errors < 1% over step', { over: { kind: 'since', since: 'step' } }],
    ['errors < 1% over phase', { over: { kind: 'since', since: 'phase' } }],
    ['errors < 1% over rollout', { over: { kind: 'since', since: 'rollout' } }],
    ['errors > 5% for 15m', { hold: { kind: 'throughout', ms: 900_000 } }],
    ['errors > 5% for 1 of 1 periods', { hold: { kind: 'periods', atLeast: 1, of: 1 } }],
    ['errors > 5% for 3 of 5 periods', { hold: { kind: 'periods', atLeast: 3, of: 5 } }],
    ['errors > 5% with at least 30 samples', { samples: { atLeast: 30, noun: 'samples' } }],
    [
      'errors > 5% with at least 10 users for 15m over 1h',
      {
        samples: { atLeast: 10, noun: 'users' },
        hold: { kind: 'throughout', ms: 900_000 },
        over: { kind: 'trailing', ms: 3_600_000 },
      },
    ],
    ['hook < 5', { metric: 'hook' }],
    ['task > 1', { metric: 'task' }],
    ['drill < 3', { metric: 'drill' }],
    ['p95-time_ms < 5', { metric: 'p95-time_ms' }],
  ])('%s', (text, expected) => {
    expect(condition(text)).toMatchObject({ kind: 'claim', text, offset: 0, ...expected });
  });

  it('say nothing of what was not written', () => {
    expect(Object.keys(condition('errors < 1%')).sort()).toEqual([
      'comparison',
      'kind',
      'level',
      'metric',
      'offset',
      'scope',
      'text',
    ]);
  });
});

describe('facts', () => {
  it.each([
    ['24h since entry', { kind: 'elapsed', ms: 86_400_000, since: 'entry' }],
    ['24h since first exposure', { kind: 'elapsed', since: 'first exposure' }],
    ['24h since last rise', { kind: 'elapsed', since: 'last rise' }],
    ['7d without trigger', { kind: 'quiet', ms: 604_800_000, without: 'trigger' }],
    ['7d without incident', { kind: 'quiet', without: 'incident' }],
    ['drill younger than 14d', { kind: 'drill', youngerThanMs: 1_209_600_000 }],
    ['hook backup ok', { kind: 'hook', hook: 'backup' }],
    ['task review done', { kind: 'task', task: 'review' }],
    ['decision of release', { kind: 'decision', role: 'release' }],
  ])('%s', (text, expected) => {
    expect(condition(text)).toMatchObject({ ...expected, text, offset: 0 });
  });
});

describe('combinations', () => {
  it.each([
    ['a < 1 and b < 2', 'all', ['a < 1', 'b < 2']],
    ['a < 1 and b < 2 and c < 3', 'all', ['a < 1', 'b < 2', 'c < 3']],
    ['a < 1 or b < 2', 'any', ['a < 1', 'b < 2']],
    ['(a < 1 or b < 2) and 1h since entry', 'all', ['a < 1', 'b < 2', '1h since entry']],
    ['not a < 1', 'not', ['a < 1']],
    ['not (a < 1 or b < 2)', 'not', ['a < 1', 'b < 2']],
  ])('%s', (text, kind, terms) => {
    const read = condition(text);
    expect(read.kind).toBe(kind);
    expect(termsOf(read).map((term) => term.text)).toEqual(terms);
    expect(termsOf(read).map((term) => text.slice(term.offset, term.offset + term.text.length))).toEqual(
      terms,
    );
  });

  it('bind `not` to the term behind it', () => {
    expect(condition('not a < 1 and b < 2')).toMatchObject({
      kind: 'all',
      of: [{ kind: 'not' }, { kind: 'claim', metric: 'b' }],
    });
  });

  it('are kept when terms are replaced', () => {
    const changed = mapTerms(condition('not (a < 1 and b < 2)'), (term) => ({ ...term, text: 'x' }));
    expect(changed).toMatchObject({ kind: 'not', of: { kind: 'all', of: [{ text: 'x' }, { text: 'x' }] } });
  });

  it('may be written over several lines', () => {
    expect(termsOf(condition('a < 1\n  and\tb\n < 2\n')).map(({ text }) => text)).toEqual(['a < 1', 'b < 2']);
  });

  it.each([
    ['not '.repeat(DEEPEST) + 'a < 1', true],
    ['not '.repeat(DEEPEST + 1) + 'a < 1', false],
    ['('.repeat(DEEPEST) + 'a < 1' + ')'.repeat(DEEPEST), true],
    ['('.repeat(100_000), false],
    ['not '.repeat(100_000), false],
  ])('may be nested as deep as anybody reads (row %#)', (text, fine) => {
    if (fine) expect(termsOf(condition(text))).toHaveLength(1);
    else expect(mistake(text, readCondition)).toMatchObject({ expected: ['50 levels'] });
  });
});

describe('mistakes in conditions', () => {
  it.each([
    ['', 0, 'an empty text', undefined],
    ['   ', 3, 'an empty text', undefined],
    ['errors', 6, 'the end of `errors`', undefined],
    ['errors <', 8, 'the end of `errors <`', undefined],
    ['errors 5%', 7, '`5%`', undefined],
    ['errors < 5% of', 14, 'the end of `errors < 5% of`', undefined],
    ['errors < 5% of contrl', 15, '`contrl`', 'did you mean `control`?'],
    ['errors < 2x', 11, 'the end of `errors < 2x`', undefined],
    ['errors < 5 of', 13, 'the end of `errors < 5 of`', undefined],
    ['errors < 5% fro 15m', 12, '`fro`', 'did you mean `for`?'],
    ['errors < 5% for 6 of 5 periods', 16, '`6`', 'M of N needs 1 <= M <= N'],
    ['errors < 5% for 0 of 5 periods', 16, '`0`', 'M of N needs 1 <= M <= N'],
    ['errors < 5% for 3 of 5', 22, 'the end of `errors < 5% for 3 of 5`', undefined],
    ['errors < 5% for 3 of 5 period', 23, '`period`', 'did you mean `periods`?'],
    ['errors < 5% over', 16, 'the end of `errors < 5% over`', undefined],
    ['errors < 5% with at least', 25, 'the end of `errors < 5% with at least`', undefined],
    ['errors < 5% with at least 10', 28, 'the end of `errors < 5% with at least 10`', undefined],
    ['errors < 5% for 5m for 6m', 19, '`for`', undefined],
    ['errors in < 5%', 10, '`<`', undefined],
    ['errors in EU < 5%', 10, '`EU`', undefined],
    ['a < 1 and', 9, 'the end of `a < 1 and`', undefined],
    ['a < 1 and b < 2 or c < 3', 16, '`or`', 'put parentheses around the part that belongs together'],
    ['(a < 1', 6, 'the end of `(a < 1`', undefined],
    ['a < 1)', 5, '`)`', undefined],
    ['errors => 5%', 8, '`>`', 'write `>=`'],
    ['errors ≤ 5%', 7, '`≤`', 'write `<=`'],
    ['errors == 5%', 8, '`=`', 'write a single `=`'],
    ['errors != 5%', 7, '`!`', 'there is no "not equal": say `not (...)`, or a range'],
    ['errors < 5 %', 11, '`%`', 'write the `%` right behind the number'],
    ['errors < 0,5%', 10, '`,`', 'write decimals with a point: `0.5%`'],
    ['a < 1 && b < 2', 6, '`&`', 'write `and`'],
    ['a < 1 || b < 2', 6, '`|`', 'write `or`'],
    ['a < 1 AND b < 2', 6, '`AND`', 'did you mean `and`?'],
    [
      'errors <\u00A05%',
      8,
      'the character U+00A0',
      'this blank is a non-breaking space: type an ordinary one',
    ],
    ['errors\u200B < 5%', 6, 'the character U+200B', 'delete this character: it cannot be seen'],
    ['24h', 3, 'the end of `24h`', undefined],
    ['24h since', 9, 'the end of `24h since`', undefined],
    ['24h since enty', 10, '`enty`', 'did you mean `entry`?'],
    ['24h without incidents', 12, '`incidents`', 'did you mean `incident`?'],
    [
      '3 days since entry',
      0,
      '`3`',
      'write the unit right behind the number: `3d`, `15m`; months as days: `30d`',
    ],
    [
      '1mo without incident',
      0,
      '`1mo`',
      'months and years have no fixed length: say the days, for example `30d`',
    ],
    ['drill younger 14d', 14, '`14d`', undefined],
    ['decision of', 11, 'the end of `decision of`', undefined],
    ['toString < 5%', 0, '`toString`', 'this word is reserved: choose another name'],
    ['errors in segment constructor < 5%', 18, '`constructor`', 'this word is reserved: choose another name'],
    ['"errors" < 5%', 0, '`"`', 'no quotes are needed inside an expression'],
  ])('%j: at %i %s', (text, offset, found, hint) => {
    const error = mistake(text, readCondition);
    expect({ offset: error.offset, found: error.found, hint: error.hint }).toEqual({ offset, found, hint });
    expect(error.expected.length).toBeGreaterThan(0);
  });

  it('say what is allowed where the reading stopped, and nothing of elsewhere', () => {
    expect(mistake('errors 5%', readCondition).expected).toEqual([
      '`in`',
      '`<=`',
      '`>=`',
      '`<`',
      '`>`',
      '`=`',
    ]);
    expect(mistake('errors < 1% x', readCondition).expected.at(-1)).toBe('nothing more');
    expect(mistake('errors <', readCondition).expected).toEqual([
      'a level such as `1%`, `200ms`, `4.5`, `2x baseline`, `110% of control`, `control`',
    ]);
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    'errors',
    'in',
    'any',
    'segment',
    '<',
    '<=',
    '=',
    '5%',
    '2x',
    '5 of',
    'control',
    'over',
    'for',
    '3 of 5 periods',
    '15m',
    'with at least',
    '10',
    'users',
    'and',
    'or',
    'not',
    '(',
    ')',
    'since entry',
    'hook',
    'ok',
    '24h',
    'é',
    '\n',
    '\0',
    '💥',
  );

  it('is a condition, or a mistake at a place in it', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let offset = 0;
        try {
          parsed(text, readCondition);
        } catch {
          const error = mistake(text, readCondition);
          offset = error.offset;
          expect(error.found).not.toBe('');
          expect(error.expected.length).toBeGreaterThan(0);
        }
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1000 },
    );
  });
});
