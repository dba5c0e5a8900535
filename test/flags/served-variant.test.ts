import type { FlagResult } from '../../lib/flags/evaluate.js';
import { servedVariant } from '../../lib/flags/served-variant.js';

const result = (enabled: boolean, variant?: string): FlagResult => ({
  enabled,
  variant,
  attributes: {},
  why: `it is ${variant}`,
});

describe('servedVariant', () => {
  it.each<[string, FlagResult, FlagResult, string, 'canary' | 'control']>([
    ['both lanes say so', result(true, 'new'), result(true, 'allowed'), 'new', 'canary'],
    [
      'a shard of a long list matches in both',
      result(true, 'new~2'),
      result(true, 'allowed~3'),
      'new',
      'canary',
    ],
    [
      'the brake lane names another variant',
      result(true, 'new'),
      result(true, 'allowed:safe'),
      'safe',
      'canary',
    ],
    [
      'a shard of the brake lane names another',
      result(true, 'new~2'),
      result(true, 'allowed:safe~2'),
      'safe',
      'canary',
    ],
    [
      'the brake lane names the old variant',
      result(true, 'new'),
      result(true, 'allowed:old'),
      'old',
      'control',
    ],
    ['the brake lane blocks', result(true, 'new'), result(false, 'blocked'), 'old', 'control'],
    ['the brake lane blocks a shard', result(true, 'new'), result(false, 'blocked~2'), 'old', 'control'],
    [
      'the rise lane has the enabled old variant',
      result(true, 'old'),
      result(true, 'allowed'),
      'old',
      'control',
    ],
    [
      'the rise lane has the disabled old variant',
      result(false, 'old'),
      result(true, 'allowed:safe'),
      'old',
      'control',
    ],
    ['the rise lane lacks the flag', result(false), result(true, 'allowed'), 'old', 'control'],
    ['the brake lane lacks the flag', result(true, 'new'), result(false), 'old', 'control'],
    ['a new variant comes disabled', result(false, 'new'), result(true, 'allowed'), 'old', 'control'],
  ])('decides from both lanes when %s', (_when, rise, brake, variant, cohort) => {
    expect(servedVariant(rise, brake, 'old')).toMatchObject({ variant, cohort });
  });

  it('tells who comes next from the rest of control, and serves both the old variant', () => {
    const coming = servedVariant(result(false, 'old:next~2'), result(true, 'allowed:safe'), 'old');
    expect(coming).toMatchObject({ variant: 'old', cohort: 'control', next: true });
    expect(servedVariant(result(true, 'old:next'), result(true, 'allowed'), 'old').variant).toBe('old');
    expect(servedVariant(result(false, 'old'), result(true, 'allowed'), 'old')).not.toHaveProperty('next');
  });

  it('explains with the lane that decided', () => {
    expect(servedVariant(result(false, 'old'), result(false, 'blocked'), 'old').why).toBe(
      'rise lane: it is old',
    );
    expect(servedVariant(result(true, 'new'), result(false, 'blocked'), 'old').why).toBe(
      'brake lane: it is blocked',
    );
    expect(servedVariant(result(true, 'new'), result(true, 'allowed'), 'old').why).toBe(
      'rise lane: it is new; brake lane: it is allowed',
    );
  });
});
