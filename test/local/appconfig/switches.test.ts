import { readFileSync } from 'node:fs';
import { allSwitchCombinations, DEFAULT_SWITCHES } from '../../../lib/local/appconfig/switches.js';

describe('the combinations of switches', () => {
  it('are all different, and the default is one of them', () => {
    const all = allSwitchCombinations().map((switches) => JSON.stringify(switches));
    expect(new Set(all).size).toBe(3 * 2 * 2 * 2 * 3 * 2 * 2);
    expect(all).toHaveLength(288);
    expect(all).toContain(JSON.stringify(DEFAULT_SWITCHES));
  });

  it('vary only the switches asked for', () => {
    expect(allSwitchCombinations(['linearTimeline'])).toEqual([
      { ...DEFAULT_SWITCHES, linearTimeline: 'a' },
      { ...DEFAULT_SWITCHES, linearTimeline: 'b' },
      { ...DEFAULT_SWITCHES, linearTimeline: 'c' },
    ]);
  });
});

describe('docs/appconfig-model.md', () => {
  const rows = readFileSync('docs/appconfig-model.md', 'utf8').split('\n');

  it.each(Object.entries(DEFAULT_SWITCHES))('lists %s with the default %s', (name, reading) => {
    const row = rows.find((line) => line.startsWith(`| \`${name}\``));
    expect(row).toContain(`**\`${reading}\`**`);
  });
});
