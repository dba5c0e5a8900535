import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, phasegate, REPOSITORY, STACK } from './command-line.js';

const folder = inFolder();
const GOOD = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');
/** `path:line:column  error  code`. */
const PROBLEM = /^bad\.yaml:\d+:\d+ {2}error {2}[a-z-]+$/mu;

/** Every value of the good plan that stands behind a key, replaced by one of another type. */
function retyped(value: string): string {
  return GOOD.replace(/^( *(?:- )?\w[\w-]*): .*$/gmu, `$1: ${value}`);
}

/** Nine levels of nine aliases: a thousand million words. */
function bomb(): string {
  const levels = [...'abcdefghi'].map((name, index, all) => {
    const inner = index === 0 ? '"lol"' : `*${all[index - 1] ?? ''}`;
    return `${name}: &${name} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
  });
  return `${levels.join('\n')}\n`;
}

const HOSTILE: readonly (readonly [what: string, content: () => string | Uint8Array])[] = [
  ['an alias bomb', bomb],
  ['aliases of itself', () => 'a: &a [*a]\n'],
  ['`__proto__` as a key', () => `${GOOD}\n__proto__: { polluted: true }\n`],
  ['`__proto__` as a flag', () => GOOD.replace('  newCheckout:', '  __proto__:')],
  ['`constructor` as a metric', () => GOOD.replace('  errors:', '  constructor:')],
  ['a key twice', () => `${GOOD}\nrollout: again\n`],
  ['a merge key', () => `${GOOD}\n<<: { a: 1 }\n`],
  ['a tag', () => GOOD.replace('rollout: new-checkout', 'rollout: !!js/function "x"')],
  ['a file of 10 MB', () => `# ${'x'.repeat(10_000_000)}\n`],
  ['10 MB of brackets', () => '['.repeat(10_000_000)],
  ['deep brackets', () => '['.repeat(20_000)],
  ['deep mappings', () => Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['a number everywhere', () => retyped('42')],
  ['a list everywhere', () => retyped('[1, [2], {}]')],
  ['a mapping everywhere', () => retyped('{ a: { b: c } }')],
  ['true everywhere', () => retyped('true')],
  ['nothing everywhere', () => retyped('')],
  ['bytes that are no UTF-8', () => Buffer.from([0x72, 0x6f, 0x6c, 0xff, 0xfe, 0x0a])],
  ['UTF-16', () => Buffer.from(`\uFEFF${GOOD}`, 'utf16le')],
  ['bytes of zero', () => Buffer.alloc(1000)],
  ['`on:` as a key', () => `${GOOD}\non: push\n`],
  ['`NO` as a name of a country', () => GOOD.replace('[ann, ben, cleo, dan]', '[NO, SE, on]')],
  ['`10:30` as a time', () => GOOD.replace('rollout: new-checkout', 'rollout: 10:30')],
  ['a window without quotes that is a number', () => GOOD.replace(/window: .*$/mu, 'window: 10:30')],
  ['an empty file', () => ''],
  ['comments only', () => '# nothing yet\n'],
  ['a list at the top', () => '- rollout: x\n'],
  ['a text at the top', () => 'rollout\n'],
  ['several documents', () => `${GOOD}\n---\n${GOOD}`],
  ['tabs', () => GOOD.replace('  unit: user', '\tunit: user')],
  ['an open quote', () => `${GOOD}\nowner: "nobody\n`],
];

describe('a hostile plan', () => {
  it.each(HOSTILE)('of %s ends in a clear error', async (_, content) => {
    folder.put('bad.yaml', content());
    const { exit, out, err } = await phasegate(folder.path(), ['check', 'bad.yaml']);
    expect(exit).toBe(3);
    expect(err).toBe('');
    expect(out).toMatch(PROBLEM);
    expect(out).toMatch(/^ {2}found {4}.+/mu);
    expect(out).toMatch(/^\d+ errors?(?:, \d+ warnings?)?$/mu);
    expect(out).not.toMatch(/^\s+at .+:\d+:\d+|TypeError|RangeError|\[object /mu);
    expect(folder.names()).toEqual(['bad.yaml']);
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(HOSTILE)('of %s is refused by every other command, with nothing written', async (_, content) => {
    folder.put('bad.yaml', content());
    const commands = [
      ['run', 'bad.yaml'],
      ['show', 'bad.yaml'],
      ['flags', 'bad.yaml', '--at', 'start'],
      ['env', 'bad.yaml', '--at', 'start'],
    ] as const;
    for (const argv of commands) {
      const { exit, out, err } = await phasegate(folder.path(), argv);
      expect({ exit, out }).toEqual({ exit: 3, out: '' });
      expect(err).toMatch(PROBLEM);
    }
    expect(folder.names()).toEqual(['bad.yaml']);
  });
});

describe('check', () => {
  it('says every mistake at once, each with its line', async () => {
    folder.put(
      'bad.yaml',
      GOOD.replace('newCheckout:', 'NewCheckout:')
        .replace('signOff: release', 'signOff: nobody')
        .replace('soak: 2d', 'soak: 2 moons'),
    );
    const { exit, out } = await phasegate(folder.path(), ['check', 'bad.yaml']);
    const lines = [...out.matchAll(/^bad\.yaml:(\d+):/gmu)].map(
      (match) => GOOD.split('\n')[Number(match[1]) - 1],
    );
    expect(exit).toBe(3);
    expect(lines.join('\n')).toMatch(/newCheckout:[\s\S]*soak: 2d/u);
    expect(lines.length).toBeGreaterThanOrEqual(2);
  });

  it('quotes no line wider than the terminal', async () => {
    folder.put('bad.yaml', GOOD.replace('rollout: new-checkout', `rollout: ${'long '.repeat(500)}`));
    const { out } = await phasegate(folder.path(), ['check', 'bad.yaml']);
    const quoted = out.split('\n').filter((line) => /^ +\d* ?\|/u.test(line));
    expect(quoted.length).toBeGreaterThan(0);
    expect(Math.max(...quoted.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('goes on after a file that is missing, and says so in the exit code', async () => {
    folder.put('good.yaml', GOOD);
    const { exit, out, err } = await phasegate(folder.path(), ['check', 'nowhere.yaml', 'good.yaml']);
    expect(exit).toBe(4);
    expect(err).toMatch(/nowhere\.yaml: there is no such file/u);
    expect(out).toMatch(/^good\.yaml: ok \(3 phases, 5 steps, 20,000 users\)\n/u);
  });

  it('prints the same findings as JSON', async () => {
    folder.put('good.yaml', GOOD);
    folder.put('bad.yaml', 'rollout: 1\n');
    const argv = ['check', 'good.yaml', 'bad.yaml', 'nowhere.yaml', '--json'];
    const { exit, out, err } = await phasegate(folder.path(), argv);
    expect({ exit, err }).toEqual({ exit: 4, err: '' });
    expect(JSON.parse(out)).toMatchObject([
      {
        file: 'good.yaml',
        ok: true,
        problems: [],
        power: expect.arrayContaining([expect.objectContaining({ gate: 'canary.leave', kind: 'evidence' })]),
      },
      { file: 'bad.yaml', ok: false },
      { file: 'nowhere.yaml', ok: false, unreadable: 'there is no such file' },
    ]);
  });

  it('says unasked when a gate lets twice what is usual pass, and with --power what each of them sees', async () => {
    folder.put('good.yaml', GOOD);
    const { out } = await phasegate(folder.path(), ['check', 'good.yaml']);
    expect(out.replaceAll(/\s+/gu, ' ')).toMatch(
      /note 3 of 3 measured criteria let 2x what is usual pass: 3 by their level, 0 for want of samples; `errors < 1%` at the end of canary \(1,004 exposed\) sees 5\.3x at least/u,
    );
    const powered = await phasegate(folder.path(), ['check', 'good.yaml', '--power']);
    expect(powered.out).toMatch(
      /What the gates of new-checkout can see, with a probability of 80 %\n {2}at the end of/u,
    );
    expect(powered.out).not.toMatch(/note/u);
  });

  it('says how much of the limits of AWS a plan uses, and what plans use together', async () => {
    folder.put('good.yaml', GOOD);
    const { out } = await phasegate(folder.path(), ['check', 'good.yaml', '--limits']);
    expect(out).toMatch(/What new-checkout uses of the limits of AWS\n {2}AppConfig\n/u);
    expect(out).toMatch(/^ {4}4 of 20 +environments of an application; AWS raises it on request$/mu);
    const many = Array.from({ length: 21 }, () => 'good.yaml');
    const together = await phasegate(folder.path(), ['check', ...many]);
    expect(together.out.replaceAll(/\s+/gu, ' ')).toMatch(
      /note these 21 plans use \d+ deployment strategies of an account and Region together, and there are 20/u,
    );
  });

  it('says what a month costs, with the prices, and as JSON with --cost alone', async () => {
    folder.put('good.yaml', GOOD);
    const { out } = await phasegate(folder.path(), ['check', 'good.yaml', '--cost']);
    expect(out).toMatch(/What new-checkout costs in 30 days/u);
    expect(out).toMatch(/^ {4}GetMetricData +[\d,]+ {2}\$0\.01 per 1,000 metrics +\$\d+\.\d\d/mu);
    expect(out).toMatch(/^ {4}dashboard +1 {2}\$3\.00 per dashboard +\$3\.00$/mu);
    expect(out).toMatch(/without free tiers/u);
    const json = await phasegate(folder.path(), ['check', 'good.yaml', '--cost', '--json']);
    expect(JSON.parse(json.out)).toMatchObject([
      {
        limits: expect.arrayContaining([]),
        cost: expect.arrayContaining([expect.objectContaining({ of: 'stack', price: 'dashboard', usd: 3 })]),
      },
    ]);
    const without = await phasegate(folder.path(), ['check', 'good.yaml', '--json']);
    expect(JSON.parse(without.out)).not.toMatchObject([{ cost: expect.anything() }]);
  });

  it('reckons with prices that are given, and says every mistake in them', async () => {
    folder.put('good.yaml', GOOD);
    folder.put('prices.yaml', 'region: eu-west-1\ndate: 2026-11-20\nprices: { dashboard: 3.5 }\n');
    const { out } = await phasegate(folder.path(), ['check', 'good.yaml', '--prices', 'prices.yaml']);
    expect(out).toMatch(/^ {4}dashboard +1 {2}\$3\.50 per dashboard +\$3\.50$/mu);
    expect(out.replaceAll(/\s+/gu, ' ')).toMatch(
      /Prices of eu-west-1 of 2026-11-20: those of dashboard as given/u,
    );
    folder.put('prices.yaml', 'region: eu-west-1\ndate: today\nprices: { dashbord: 3, alarmMetric: -1 }\n');
    const wrong = await phasegate(folder.path(), ['check', 'good.yaml', '--prices', 'prices.yaml']);
    expect(wrong.exit).toBe(3);
    expect(wrong.err).toMatch(/prices\.yaml:2:7 .*error[\s\S]*prices\.yaml:3:/u);
    expect(wrong.err).not.toMatch(STACK);
    const missing = await phasegate(folder.path(), ['check', 'good.yaml', '--prices', 'none.yaml']);
    expect(missing.exit).toBe(4);
  });

  it('says which list file of a plan is missing', async () => {
    folder.put('bad.yaml', GOOD.replace('[ann, ben, cleo, dan]', 'staff.txt'));
    const { exit, out } = await phasegate(folder.path(), ['check', 'bad.yaml']);
    expect(exit).toBe(3);
    expect(out).toMatch(/staff\.txt/u);
    expect(out).not.toMatch(STACK);
  });
});
