import fc from '../fast-check.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../lib/cli/main.js';
import type { Terminal } from '../../lib/cli/terminal.js';
import { readNumberBound } from '../../lib/plan/expressions/bound.js';
import { termsOf } from '../../lib/plan/expressions/condition.js';
import { readPlan } from '../../lib/plan/read-plan.js';
import { stepsOf, type Gate, type RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { audience } from '../../lib/plan/schema/audience.js';
import { expression } from '../../lib/plan/schema/expression.js';
import { metric } from '../../lib/plan/schema/metric.js';
import { recipients } from '../../lib/plan/schema/people.js';
import { planJsonSchema } from '../../lib/plan/schema/plan-file.js';
import * as primitives from '../../lib/plan/schema/primitives.js';
import { derives, readRules, readTokens, sentence, type Grammar } from './ebnf.js';
import { fencesIn, linesOf } from './fences.js';
import { keyTablesIn } from './key-tables.js';
import { errorsIn, findingsIn, withPart } from './plan-parts.js';
import { keysByName } from './schema-keys.js';

const PAGE = 'docs/plan-language.md';
const FENCES = fencesIn(PAGE);
const PLANS = readdirSync('plans').filter((file) => file.endsWith('.yaml'));
const of = (kind: string) => FENCES.filter((fence) => fence.kind === kind);
const WHOLE = of('yaml plan')[0]?.text ?? '';
const at = <T extends { readonly line: number }>(fence: T) => [fence.line, fence] as const;

/** What reads each kind of expression. */
const READERS = {
  condition: primitives.condition,
  test: primitives.segmentTest,
  exposure: primitives.exposure,
  amount: primitives.amount,
  response: primitives.response,
  spread: primitives.spread,
  bound: expression(readNumberBound, '', []),
  recipients,
  time: primitives.time,
  window: primitives.window,
  value: primitives.quantity,
  lasts: primitives.durationRange,
  weeks: primitives.weeks,
  traffic: audience.shape.traffic,
  rate: metric.shape.rate,
  fallback: metric.shape.reference,
  reported: metric.shape.reported,
} as const;
type Kind = keyof typeof READERS;
const KINDS = Object.keys(READERS) as readonly Kind[];

/** The kind of expression in a block; two are called otherwise on the page. */
function kindOf(fence: string): Kind | undefined {
  const known: Readonly<Record<string, Kind>> = { segment: 'test', reference: 'fallback' };
  return known[fence] ?? KINDS.find((kind) => kind === fence);
}

const EXPRESSIONS = FENCES.flatMap((fence) => {
  const kind = kindOf(fence.kind);
  return kind === undefined ? [] : linesOf(fence).map((line) => [kind, line] as const);
});

const GRAMMAR: Grammar = {
  rules: Object.assign({}, ...of('ebnf').map((fence) => readRules(fence.text))) as Grammar['rules'],
  tokens: readTokens(of('tokens')[0]?.text ?? ''),
};

function read(kind: Kind, text: string) {
  // In YAML a single week is a number.
  return READERS[kind].safeParse(kind === 'weeks' && /^\d+$/u.test(text) ? Number(text) : text);
}

describe('the page about the plan language', () => {
  it('has only blocks whose kind is known here', () => {
    const others = ['yaml plan', 'yaml part', 'yaml wrong', 'message', 'ebnf', 'tokens'];
    expect(FENCES.filter(({ kind }) => !others.includes(kind) && kindOf(kind) === undefined).map(at)).toEqual(
      [],
    );
  });

  it('begins with a whole plan in which nothing is wrong or doubtful', () => {
    expect(FENCES[0]?.kind).toBe('yaml plan');
    expect(findingsIn(WHOLE)).toEqual([]);
  });

  it.each(of('yaml plan').map(at))('line %i: a whole plan', (_line, { text }) => {
    expect(errorsIn(text)).toEqual([]);
  });

  it.each(of('yaml part').map(at))('line %i: fits into the plan', (_line, { text }) => {
    expect(errorsIn(withPart(WHOLE, text))).toEqual([]);
  });

  it.each(EXPRESSIONS)('%s: `%s` can be read', (kind, text) => {
    expect(read(kind, text)).toMatchObject({ success: true });
  });

  it.each(of('yaml wrong').map(at))('line %i: shows what the tool prints', async (_line, wrong) => {
    const shown = FENCES[FENCES.indexOf(wrong) + 1];
    expect(shown?.kind).toBe('message');
    expect(await printed(wrong.text)).toBe(shown?.text);
  });

  it('links to pages and sections that exist', () => {
    const page = readFileSync(PAGE, 'utf8');
    const sectionsOf = (text: string): readonly string[] =>
      [...text.matchAll(/^#+ (.+)$/gmu)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\w -]/gu, '')
          .replaceAll(' ', '-'),
      );
    for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/gu)) {
      const [file = '', section] = target.split('#');
      if (file !== '') expect(readdirSync('docs')).toContain(file);
      const linked = file === '' ? page : readFileSync(join('docs', file), 'utf8');
      if (section !== undefined) expect(sectionsOf(linked)).toContain(section);
    }
  });

  it('names plans that use the staged deployment, linear and exponential, with a bake', () => {
    const page = readFileSync(PAGE, 'utf8');
    for (const growth of ['linear', 'exponential'] as const) {
      const file = new RegExp(`\`plans/([a-z-]+\\.yaml)\` (?:uses )?${growth}`, 'u').exec(page)?.[1] ?? '';
      const spreads = stepsOf(planIn(file)).filter((step) => step.spread?.growth === growth);
      expect([file, spreads.length > 0, spreads.every((step) => step.bakeMs > 0)]).toEqual([
        file,
        true,
        true,
      ]);
    }
  });
});

/** What `phasegate check` prints about a plan file with this text. */
async function printed(text: string): Promise<string> {
  let output = '';
  const say = (more: string): void => {
    output += more;
  };
  const terminal: Terminal = {
    cwd: '/',
    isTty: false,
    width: 100,
    color: false,
    debug: false,
    out: say,
    err: say,
    confirm: async () => Promise.resolve(false),
    end: () => undefined,
    readFile: () => ({ kind: 'read', bytes: new TextEncoder().encode(text) }),
    writeFile: () => ({ kind: 'failed', reason: 'nothing is written here' }),
  };
  await main(['check', 'plan.yaml'], terminal);
  return output;
}

describe('the tables of keys', () => {
  const tables = keyTablesIn(PAGE);
  const schema = keysByName(planJsonSchema(), (path) => {
    if (path === '') return 'plan';
    if (path.endsWith('.judge')) return 'judge here';
    if (!path.startsWith('phases[].')) return path;
    if (path.endsWith('.tasks[]')) return 'task';
    if (path.endsWith('.decide')) return 'decide';
    if (path.endsWith('.notices[]')) return 'step notice';
    return /\.(?:enter|leave|go)$/u.test(path) ? 'gate' : path;
  });

  it('are those of the objects that the schema has', () => {
    expect(Object.keys(tables).sort()).toEqual(Object.keys(schema).sort());
  });

  it.each(Object.entries(schema))(
    '%s has a row for each key of the schema, and no other',
    (name, { keys }) => {
      expect((tables[name] ?? []).map(({ key }) => key).sort()).toEqual(keys);
    },
  );

  it.each(Object.entries(schema))('%s says "needed" of the keys that are', (name, { needed }) => {
    const said = (tables[name] ?? []).filter((row) => row.default === 'needed').map(({ key }) => key);
    expect(said.sort()).toEqual(needed);
  });
});

/** Rules about figures that a grammar cannot say; the page says them in words. */
const ABOUT_FIGURES = [
  'the smaller figure comes first',
  'M of N needs 1 <= M <= N',
  'for the whole day say `00:00-24:00`',
];

describe('the grammar', () => {
  it('has a rule for each kind of expression', () => {
    expect(KINDS.filter((kind) => !(kind in GRAMMAR.rules))).toEqual([]);
  });

  it.each(Object.entries(GRAMMAR.tokens))('%s is what its examples look like', (name, { examples }) => {
    const tokens: Grammar = { ...GRAMMAR, rules: { only: { kind: 'token', name } } };
    expect(examples.filter((example) => !derives(tokens, 'only', example))).toEqual([]);
  });

  it.each(KINDS)('%s: whatever it derives can be read', (kind) => {
    fc.assert(
      fc.property(fc.gen(), (random) => {
        const text = sentence(GRAMMAR, kind, (most) => random(fc.nat, { max: most }));
        const result = read(kind, text);
        if (result.success) return true;
        const hints = JSON.stringify(result.error.issues);
        if (ABOUT_FIGURES.some((rule) => hints.includes(JSON.stringify(rule).slice(1, -1)))) return true;
        throw new Error(`${text}: ${hints}`);
      }),
      { numRuns: 300 },
    );
  });

  it.each(EXPRESSIONS)('%s: derives `%s`', (kind, text) => {
    expect(derives(GRAMMAR, kind, text)).toBe(true);
  });

  it.each(PLANS.map((file) => [file, expressionsIn(planIn(file))] as const))(
    'derives the expressions of %s',
    (_file, expressions) => {
      expect(expressions.length).toBeGreaterThan(20);
      expect(expressions.filter(([kind, text]) => !derives(GRAMMAR, kind, text))).toEqual([]);
    },
  );

  it.each([
    ['condition', 'errors > 5 %'],
    ['condition', 'errors >'],
    ['condition', 'a > 1 and b > 2 or c > 3'],
    ['condition', '14d without rain'],
    ['exposure', 'nordic'],
    ['exposure', '25% of nordic'],
    ['response', 'revert everything'],
    ['response', 'task fix'],
    ['time', 'Mon'],
    ['window', '02:00'],
    ['spread', '20m linear'],
    ['test', 'country = de'],
  ] as const)('%s: neither derives nor reads `%s`', (kind, text) => {
    expect([derives(GRAMMAR, kind, text), read(kind, text).success]).toEqual([false, false]);
  });
});

function planIn(file: string): RolloutPlan {
  const path = join('plans', file);
  const { plan } = readPlan(path, readFileSync(path, 'utf8'), (list) =>
    readFileSync(join('plans', list), 'utf8'),
  );
  if (!plan) throw new Error(`${path} cannot be read`);
  return plan;
}

/** Expressions of a plan that it keeps as they were written. */
function expressionsIn(plan: RolloutPlan): readonly (readonly [Kind, string])[] {
  const gates = [
    plan.success,
    ...plan.phases.flatMap(({ enter, leave, steps }) => [
      enter,
      leave,
      ...steps.flatMap((step) => [step.enter, step.go]),
    ]),
  ].filter((gate): gate is Gate => gate !== undefined);
  const conditions = [
    ...gates.flatMap((gate) => [...gate.all, ...gate.any]),
    ...plan.triggers.flatMap(({ when, resume }) => (resume ? [when, resume] : [when])),
  ];
  return [
    ...conditions.flatMap(termsOf).map(({ text }) => ['condition', text] as const),
    ...plan.triggers.flatMap(({ then }) => then.map(({ text }) => ['response', text] as const)),
    ...plan.phases.flatMap(({ windows }) => windows.map(({ text }) => ['window', text] as const)),
    ...stepsOf(plan).flatMap(({ change, spread }) => [
      ...(change ? [['exposure', change.exposure.text] as const] : []),
      ...(spread ? [['spread', spread.text] as const] : []),
    ]),
  ];
}
