import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '../../lib/cli/terminal.js';
import { inFolder, phasegate, REPOSITORY } from './command-line.js';

const folder = inFolder();
const PLAN = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');
const PERSON = ['--user', 'release@example.com'];

const run = async (argv: readonly string[], parts?: Partial<Terminal>) =>
  phasegate(folder.path(), argv, parts);
const evidence = (): readonly string[] => folder.names().filter((name) => name.endsWith('.jsonl'));

/** An embedded run that ends while the canary is out. */
async function begun(plan = PLAN): Promise<void> {
  folder.put('plan.yaml', plan);
  expect((await run(['run', 'plan.yaml', '--until', 'canary'])).exit).toBe(12);
}

describe('the newest embedded run', () => {
  it('says how it stands, to people and to programs', async () => {
    await begun();
    const { out, exit } = await run(['status', 'new-checkout']);
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^ +new-checkout at .*, attempt 1\nis +waits to enter phase everybody\nexposed +about [\d,]+ users of 20,000\n/u,
    );
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const view: unknown = JSON.parse((await run(['status', 'new-checkout', '--json'])).out);
    expect(view).toMatchObject({ rollout: 'new-checkout', mode: 'running', phase: 'everybody' });
  });

  it('takes a word, writes it into the next evidence file, and leaves the old one as it was', async () => {
    await begun();
    const [first = ''] = evidence();
    const before = readFileSync(join(folder.path(), first));
    const { out, exit } = await run([
      'revert',
      'new-checkout',
      '--because',
      'it is slow',
      '--user',
      'nobody',
    ]);
    expect({ out, exit }).toMatchObject({ exit: 0 });
    expect(out).toContain('done: recorded in evidence/new-checkout-2.jsonl');
    expect(readFileSync(join(folder.path(), first))).toEqual(before);
    expect((await run(['replay', 'evidence/new-checkout-2.jsonl'])).exit).toBe(0);
    expect((await run(['status', 'new-checkout'])).out).toContain('users were put back (all)');
  });

  it.each([
    ['a stranger', ['--user', 'eve', '--yes'], 14, /only people of the plan/u],
    ['nobody who agrees', PERSON, 14, /say --yes/u],
    ['somebody of the plan', [...PERSON, '--yes'], 0, /^$/u],
  ])('lets exposure rise again for %s: exit code %#', async (_, options, code, said) => {
    await begun();
    await run(['pause', 'new-checkout']);
    const { exit, err } = await run(['resume', 'new-checkout', ...options]);
    expect(exit).toBe(code);
    expect(err).toMatch(said);
  });

  it('asks a person first, with what it does and to how many, and no is no', async () => {
    await begun();
    await run(['pause', 'new-checkout']);
    const asked: string[] = [];
    const answer = (yes: boolean): Partial<Terminal> => ({
      isTty: true,
      confirm: async (question) => {
        asked.push(question);
        return Promise.resolve(yes);
      },
    });
    expect((await run(['resume', 'new-checkout', ...PERSON], answer(false))).exit).toBe(14);
    expect(asked).toEqual([
      expect.stringMatching(/^resume: exposure may rise from about [\d,]+ users of 20,000\. Go on\?$/u),
    ]);
    expect(evidence()).toHaveLength(2);
    expect((await run(['resume', 'new-checkout', ...PERSON], answer(true))).exit).toBe(0);
    expect(evidence()).toHaveLength(3);
  });

  it.each([
    ['kill', ['kill', 'new-checkout'], 'users were put back (kill)'],
    ['disable', ['disable', 'new-checkout', 'newCheckout'], 'waits'],
  ])('takes `%s`', async (_, argv, then) => {
    await begun();
    const { exit, out, err } = await run(argv);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain(then);
  });

  it('promotes what waits for its date, and nothing that waits for people', async () => {
    const promote = ['promote', 'new-checkout', ...PERSON, '--yes'];
    await begun();
    expect(await run(promote)).toMatchObject({
      exit: 14,
      err: expect.stringContaining('promote refused: it does not wait for a time here') as string,
    });
    await begun(PLAN.replace('enter: { signOff: release }', '$&\n    at: week 5 Monday 09:00'));
    const { exit, out, err } = await run(promote);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('release@example.com does not wait any longer for the date of phase everybody');
  });

  it('begins a new attempt after a revert, and only then', async () => {
    await begun();
    expect((await run(['retry', 'new-checkout', ...PERSON, '--yes'])).err).toContain('nothing was reverted');
    await run(['revert', 'new-checkout', 'phase']);
    expect((await run(['retry', 'new-checkout', ...PERSON, '--yes'])).exit).toBe(0);
    expect((await run(['status', 'new-checkout'])).out).toContain('attempt 2');
  });
});

describe('a wrong command', () => {
  it.each<[readonly string[], number, RegExp]>([
    [['status', 'nowhere'], 15, /no embedded run of nowhere .*\n {2}do: carry it out with/u],
    [
      ['revert', 'new-checkout', 'everything'],
      2,
      /`everything` cannot be reverted\n {2}allowed: step, phase, all/u,
    ],
    [['disable', 'new-checkout'], 2, /missing required argument 'flags'/u],
    [['status', 'new-checkout', '--target', 'moon'], 2, /Allowed choices are embedded, aws/u],
    [['disable', 'new-checkout', 'no-such-flag'], 14, /the plan has no such flag/u],
  ])('%j is refused with what to do', async (argv, code, said) => {
    await begun();
    const { exit, err } = await run(argv);
    expect({ exit, err }).toEqual({ exit: code, err: expect.stringMatching(said) as string });
  });

  it('finds broken evidence, and says where to look', async () => {
    await begun();
    folder.put('evidence/new-checkout-2.jsonl', '{"kind":"header"}\n');
    expect(await run(['status', 'new-checkout'])).toMatchObject({
      exit: 15,
      err: expect.stringMatching(
        /new-checkout-2\.jsonl is broken: .*\n {2}do: .*phasegate replay/u,
      ) as string,
    });
  });
});
