import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRILL_LEGS } from '../../lib/rollout/drill/drill-proof.js';
import { inFolder, phasegate, REPOSITORY } from './command-line.js';

const folder = inFolder();
const PLAN = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');
const HURRIED = PLAN.replace('revert all: 15m', 'revert all: 4s');

const run = async (...argv: readonly string[]) => phasegate(folder.path(), argv);
const evidence = (): readonly string[] => folder.names().filter((name) => name.endsWith('.jsonl'));
/** An embedded run that ends while the canary is out. */
async function begun(plan = PLAN): Promise<void> {
  folder.put('plan.yaml', plan);
  await run('run', 'plan.yaml', '--until', 'canary');
}

describe('a plan file', () => {
  it('is drilled in virtual time: every leg with its time, what is promised, the verdict', async () => {
    folder.put('plan.yaml', PLAN);
    const { out, err, exit } = await run('drill', 'plan.yaml');
    expect({ err, exit }).toEqual({ err: '', exit: 0 });
    for (const leg of DRILL_LEGS) expect(out).toMatch(new RegExp(`^${leg} +\\d+\\.\\ds {2}`, 'mu'));
    const said = out.replaceAll(/\s+/gu, ' ');
    expect(said).toContain(
      'revert 5.0s from the decision to the published brake; revert all is promised within 15m',
    );
    expect(said).toContain('verdict passed: the brake was published 5.0s after the decision');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(evidence()).toEqual([]);
  });

  it('is drilled the same by the same seed, and otherwise by another', async () => {
    folder.put('plan.yaml', PLAN);
    const [one, again, other] = [
      await run('drill', 'plan.yaml', '--seed', '7'),
      await run('drill', 'plan.yaml', '--seed', '7'),
      await run('drill', 'plan.yaml', '--seed', '8'),
    ];
    expect(again).toEqual(one);
    expect(other.out).not.toBe(one.out);
  });

  it('is as slow as its rollout looks', async () => {
    const decided = async (plan: string): Promise<number> => {
      folder.put('plan.yaml', plan);
      const { legs } = JSON.parse((await run('drill', 'plan.yaml', '--seed', '3', '--json')).out) as {
        legs: readonly { readonly leg: string; readonly ms: number }[];
      };
      return legs.find(({ leg }) => leg === 'decided')?.ms ?? Infinity;
    };
    const often = PLAN.replace('judge: {', 'judge: { every: 10s,');
    expect(await decided(often)).toBeLessThanOrEqual(10_000);
    expect(await decided(PLAN)).toBeLessThanOrEqual(60_000);
  });

  it('whose promise is shorter than AppConfig takes fails, with both times', async () => {
    folder.put('plan.yaml', HURRIED);
    const { out, exit } = await run('drill', 'plan.yaml');
    expect(exit).toBe(17);
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(
      'failed at "brake published": it took 5.0s from the decision, and revert all is promised within 4s',
    );
  });

  it.each([
    [PLAN, 0, '288 of 288 drills passed'],
    [HURRIED, 17, '0 of 288 drills passed'],
  ])(
    'is drilled under every reading of what AWS leaves open %#',
    async (plan, code, said) => {
      folder.put('plan.yaml', plan);
      const { out, exit } = await run('drill', 'plan.yaml', '--switches', 'all');
      expect(exit).toBe(code);
      expect(out).toContain(said);
      expect(out).toMatch(/^cleaned up +5\.0s +\d+\.\ds +3\d\d\.\ds$/mu);
    },
    60_000,
  );
});

describe('the newest embedded run', () => {
  it('is drilled where it stands, and the proof is in the next evidence file', async () => {
    await begun();
    const { out, exit } = await run('drill', 'new-checkout', '--user', 'release@example.com');
    expect(exit).toBe(0);
    expect(out).toMatch(/^proof +recorded in evidence\/new-checkout-2\.jsonl$/mu);
    expect((await run('replay', 'evidence/new-checkout-2.jsonl')).exit).toBe(0);
    const { out: status } = await run('status', 'new-checkout');
    expect(status).toMatch(/^drill +that of release@example\.com, /mu);
    const text = readFileSync(join(folder.path(), 'evidence/new-checkout-2.jsonl'), 'utf8');
    expect(text).toContain('"proof":{"drill":"cli/');
  });

  it('has failed a drill all the same where the promise was not kept', async () => {
    await begun(HURRIED);
    expect((await run('drill', 'new-checkout')).exit).toBe(17);
    const { out } = await run('status', 'new-checkout');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain('failed at "brake published"');
    expect((await run('replay', 'evidence/new-checkout-2.jsonl')).exit).toBe(0);
  });

  it('refuses a drill while a revert is on its way', async () => {
    await begun();
    await run('revert', 'new-checkout');
    const { exit, err } = await run('drill', 'new-checkout');
    expect(exit).toBe(14);
    expect(err).toContain('a revert is on its way in production: it goes first');
  });
});

describe('a wrong command', () => {
  it.each<[readonly string[], number, RegExp]>([
    [['drill', 'nowhere'], 15, /no embedded run of nowhere/u],
    [['drill', 'nowhere.yaml'], 4, /no such file/u],
    [['drill', 'plan.yaml', '--target', 'aws'], 2, /is a plan file, and on AWS a rollout is drilled/u],
    [['drill', 'new-checkout', '--switches', 'all'], 2, /--switches is for the model of AppConfig/u],
    [['drill', 'plan.yaml', '--switches', 'some'], 2, /Allowed choices are all/u],
    [['drill', 'plan.yaml', '--seed', 'x'], 2, /a whole number/u],
  ])('%j is refused with what to do', async (argv, code, said) => {
    folder.put('plan.yaml', PLAN);
    const { exit, err } = await run(...argv);
    expect({ exit, err }).toEqual({ exit: code, err: expect.stringMatching(said) as string });
  });
});
