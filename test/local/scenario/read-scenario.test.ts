import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { bindScenario } from '../../../lib/local/scenario/bind-scenario.js';
import { readScenario } from '../../../lib/local/scenario/read-scenario.js';
import { scenarioJsonSchema } from '../../../lib/local/scenario/scenario-file.js';
import { sortProblems } from '../../../lib/plan/source/problem.js';
import { planFrom, planOf, SHOP } from '../plan-fixture.js';

const PLANS = readdirSync('plans').filter((file) => file.endsWith('.yaml'));
const SCENARIOS = readdirSync('scenarios').filter((file) => file.endsWith('.yaml'));

/** Problems as `line:column code`. */
function problemsOf(text: string): readonly string[] {
  const { value, problems, locate } = readScenario('s.yaml', text);
  const bound = value ? bindScenario(value, planOf(SHOP)).problems.map(locate) : [];
  return sortProblems([...problems, ...bound]).map(
    ({ line, column, code }) => `${String(line)}:${String(column)} ${code}`,
  );
}

describe('reading a scenario', () => {
  it('needs a name and nothing else', () => {
    expect(problemsOf('scenario: quiet')).toEqual([]);
  });

  it.each([
    ['', '1:1 missing-key'],
    ['summary: x', '1:1 missing-key'],
    ['scenario: a\nfualts: []', '2:1 unknown-key'],
    ['scenario: a\nseed: -1', '2:7 too-small'],
    ['scenario: a\nnoise: loud', '2:8 unknown-value'],
    ['scenario: a\ntraffic: { rate: 40 }', '2:18 wrong-type'],
    ['scenario: a\ntraffic: { day: [1, 2] }', '2:17 too-small'],
    ['scenario: a\nfaults: [{ metrics: errors, strength: 150% of cpa }]', '2:47 expression'],
    ['scenario: a\nfaults: [{ metrics: errors, strength: big }]', '2:39 expression'],
    ['scenario: a\nfaults: [{ metrics: errors }]', '2:10 missing-key'],
    ['scenario: a\npeople: { everybody: { sign: soon } }', '2:30 expression'],
    ['scenario: a\nsays: [{ say: stop }]', '2:15 expression'],
    ['scenario: a\ndrills: sometimes', '2:9 expression'],
    ['scenario: a\nscenario: b', '2:1 yaml'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it.each([
    ['faults: [{ metrics: erors, strength: 5x }]', '2:21 unknown-metric'],
    ['faults: [{ metrics: [errors, uptime], strength: 5x }]', '2:30 unknown-metric'],
    ['faults: [{ metrics: every, strength: 5x, phase: beta }]', '2:49 unknown-phase'],
    ['faults: [{ metrics: every, strength: 5x, segment: eu }]', '2:51 unknown-segment'],
    ['faults: [{ metrics: errors, strength: to 200ms }]', '2:39 unit'],
    ['faults: [{ metrics: worst, strength: 80% of cap }]', '2:38 no-cap'],
    ['faults: [{ metrics: every, strength: 5x, phase: 1, day: 2 }]', '2:52 moment'],
    ['faults: [{ metrics: every, strength: 5x, from: entry }]', '2:42 moment'],
    ['metrics: { errors: { base: 20ms } }', '2:28 unit'],
    ['metrics: { errors: { values: { page: [a] } } }', '2:32 unknown-dimension'],
    ['telemetry: [{ metrics: ghost }]', '2:24 unknown-metric'],
    ['traffic: { segments: { eu: 2 } }', '2:24 unknown-segment'],
    ['people: { boss: { sign: never } }', '2:11 unknown-role'],
    ['values: { tests: 3 }', '2:11 unknown-task'],
    ['hooks: { copy: { result: ok } }', '2:10 unknown-hook'],
    ['hooks: { migrate: { figures: { rowz: 1 } } }', '2:32 unknown-figure'],
    ['says: [{ say: disable search }]', '2:15 unknown-flag'],
    ['says: [{ say: adopt rise lane of staging }]', '2:15 unknown-environment'],
    ['freezes: [{ over: next step, day: 3, lasts: 1d }]', '2:30 moment'],
  ])('says what of %j does not fit the plan', (text, problem) => {
    expect(problemsOf(`scenario: a\n${text}`)).toEqual([problem]);
  });

  it('reports every mistake at once', () => {
    const text =
      'scenario: a\nfaults: [{ metrics: erors, strength: 5x }]\npeople: { boss: {} }\nvalues: { tests: 3 }';
    expect(problemsOf(text)).toHaveLength(3);
  });
});

describe('the standard scenarios', () => {
  it('are the eight that the documentation lists', () => {
    const docs = readFileSync('docs/scenarios.md', 'utf8');
    const listed = [...docs.slice(docs.indexOf('## The standard scenarios')).matchAll(/^\| ([a-z-]+) \|/gmu)]
      .map(([, name]) => `${name ?? ''}.yaml`)
      .filter((name) => name !== 'file.yaml');
    expect([...SCENARIOS].sort()).toEqual(listed.sort());
    expect(SCENARIOS).toHaveLength(8);
  });

  it.each(SCENARIOS.flatMap((scenario) => PLANS.map((plan) => [scenario, plan] as const)))(
    '%s fits %s',
    (file, planFile) => {
      const { value, problems } = readScenario(file, readFileSync(`scenarios/${file}`, 'utf8'));
      expect(problems).toEqual([]);
      expect(value?.scenario).toBe(file.replace('.yaml', ''));
      expect(value && bindScenario(value, planFrom(`plans/${planFile}`)).problems).toEqual([]);
    },
  );

  it('keep to the JSON Schema for editors, which refuses what the reader refuses', () => {
    const validate = new Ajv2020({ strict: false }).compile(scenarioJsonSchema());
    for (const file of SCENARIOS) {
      expect([file, validate(parse(readFileSync(`scenarios/${file}`, 'utf8')))]).toEqual([file, true]);
    }
    expect(validate({ scenario: 'a', fualts: [] })).toBe(false);
    expect(validate({ scenario: 'a', faults: [{ metrics: 'every' }] })).toBe(false);
  });
});

describe('the example of the documentation', () => {
  it('reads and fits the shop', () => {
    const docs = readFileSync('docs/scenarios.md', 'utf8');
    const example = /```yaml\n([\s\S]*?)```/u.exec(docs)?.[1] ?? '';
    expect(example).toContain('scenario: black-friday');
    expect(problemsOf(example)).toEqual([]);
  });
});
