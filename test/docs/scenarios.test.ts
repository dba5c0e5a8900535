import { readFileSync } from 'node:fs';
import { spokenWord, strength } from '../../lib/local/scenario/expressions.js';
import { scenarioJsonSchema } from '../../lib/local/scenario/scenario-file.js';
import { keysByName } from './schema-keys.js';

const PAGE = readFileSync('docs/scenarios.md', 'utf8');
const KEYS = Object.entries(keysByName(scenarioJsonSchema(), (path) => (path === '' ? 'scenario' : path)));

describe('the page about scenarios', () => {
  it.each(KEYS)('shows each key of %s', (_name, { keys }) => {
    // In an example, or between backticks in a sentence.
    expect(keys.filter((key) => !new RegExp(`\\b${key}:|\`${key}[\`:]`, 'u').test(PAGE))).toEqual([]);
  });

  it('lists only words that people can say', () => {
    const [, listed = ''] = /`says` are words that somebody says unasked: ([^\n]*?)\. `by`/u.exec(PAGE) ?? [];
    const words = [...listed.matchAll(/`([^`]+)`/gu)].map(([, word = '']) => word);
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((word) => !spokenWord.safeParse(word.replace('NAME', 'incident-1')).success)).toEqual(
      [],
    );
  });

  it('lists only strengths that can be read', () => {
    const table = PAGE.slice(PAGE.indexOf('| strength | meaning |'));
    const forms = [...table.matchAll(/^\| `([^`]+)` \|/gmu)].map(([, form = '']) => form);
    expect(forms.length).toBe(4);
    expect(forms.filter((form) => !strength.safeParse(form).success)).toEqual([]);
  });
});
