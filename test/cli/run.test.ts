import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, phasegate, REPOSITORY, STACK } from './command-line.js';

const folder = inFolder();
/** The plan of `init`, watched for a day afterwards instead of two weeks. */
const PLAN = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8').replace(
  'armed: { for: 2w }',
  'armed: { for: 1d }',
);

function run(...options: readonly string[]) {
  folder.put('plan.yaml', PLAN);
  return phasegate(folder.path(), ['run', 'plan.yaml', ...options]);
}

describe('run', () => {
  it.each([
    ['was completed', [], 0, 'completed'],
    ['stopped at a gate', ['--scenario', 'nobody-signs', '--patience', '3d'], 10, 'stopped'],
    ['put users back', ['--scenario', 'second-phase-fails'], 11, 'reverted'],
    ['is still running at --until', ['--until', 'staff'], 12, 'running'],
  ])(
    'tells by its exit code and its last line that the rollout %s',
    async (_, options, exit, outcome) => {
      const ended = await run(...options, '--json');
      const lines = ended.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
      expect({ exit: ended.exit, err: ended.err }).toEqual({ exit, err: '' });
      expect(lines.at(-1)).toMatchObject({ kind: 'end', outcome, evidence: 'evidence/new-checkout-1.jsonl' });
      expect(
        lines.slice(0, -1).every(({ at, kind }) => typeof at === 'string' && typeof kind === 'string'),
      ).toBe(true);
      expect(folder.names()).toEqual(['evidence', 'evidence/new-checkout-1.jsonl', 'plan.yaml']);
    },
    60_000,
  );

  it('goes no further than --until', async () => {
    const { out } = await run('--until', 'canary');
    expect(out).toMatch(/phase canary left/u);
    expect(out).not.toMatch(/phase everybody entered/u);
    expect(out).toMatch(/^still running {2}/mu);
    expect(out).not.toMatch(STACK);
  });

  it('names the next free evidence file, and leaves the one before as it was', async () => {
    await run('--until', 'staff');
    const first = readFileSync(join(folder.path(), 'evidence/new-checkout-1.jsonl'));
    const { out } = await run('--until', 'staff');
    expect(out).toMatch(/^evidence: evidence\/new-checkout-2\.jsonl$/mu);
    expect(readFileSync(join(folder.path(), 'evidence/new-checkout-1.jsonl'))).toEqual(first);
  });

  it('overwrites an evidence file only with --force', async () => {
    folder.put('kept.jsonl', 'precious\n');
    const asked = await run('--until', 'staff', '--evidence', 'kept.jsonl');
    expect({ exit: asked.exit, out: asked.out }).toEqual({ exit: 4, out: '' });
    expect(asked.err).toMatch(/^error: kept\.jsonl exists already\n {2}do: .*--force/u);
    expect(readFileSync(join(folder.path(), 'kept.jsonl'), 'utf8')).toBe('precious\n');
    const forced = await run('--until', 'staff', '--evidence', 'kept.jsonl', '--force');
    expect(forced.exit).toBe(12);
    expect(readFileSync(join(folder.path(), 'kept.jsonl'), 'utf8')).not.toMatch(/precious/u);
  });

  it('says where evidence cannot be written', async () => {
    const { exit, err } = await run('--evidence', 'plan.yaml/evidence.jsonl');
    expect(exit).toBe(4);
    expect(err).toMatch(/^error: plan\.yaml\/evidence\.jsonl cannot be written/u);
    expect(err).not.toMatch(/^\s+at /mu);
    expect(readFileSync(join(folder.path(), 'plan.yaml'), 'utf8')).toBe(PLAN);
  });

  it.each([
    [
      'an unknown phase',
      ['--until', 'pilot'],
      2,
      /no phase `pilot`\n {2}allowed: staff, canary, everybody\n {2}do: /u,
    ],
    ['an unknown scenario', ['--scenario', 'storm'], 4, /storm: there is no such file\n {2}do: .*all-well/u],
  ])('refuses %s and writes nothing', async (_, options, exit, said) => {
    const ended = await run(...options);
    expect({ exit: ended.exit, out: ended.out }).toEqual({ exit, out: '' });
    expect(ended.err).toMatch(said);
    expect(folder.names()).toEqual(['plan.yaml']);
  });

  it('refuses a wrong scenario and writes nothing', async () => {
    folder.put('storm.yaml', 'scenario: storm\nfaults: [{ metrics: nothing, strength: strong }]\n');
    const { exit, out, err } = await run('--scenario', 'storm.yaml');
    expect({ exit, out }).toEqual({ exit: 3, out: '' });
    expect(err).toMatch(/^storm\.yaml:\d+:\d+ {2}error/mu);
    expect(err).not.toMatch(STACK);
    expect(folder.names()).toEqual(['plan.yaml', 'storm.yaml']);
  });

  it('is the same twice with the same seed, and another with another', async () => {
    const seeded = (seed: string) => run('--json', '--until', 'canary', '--seed', seed);
    const [one, same, other] = [await seeded('7'), await seeded('7'), await seeded('8')];
    const story = ({ out }: { readonly out: string }): string => out.replace(/new-checkout-\d/u, '');
    expect(story(same)).toBe(story(one));
    expect(story(other)).not.toBe(story(one));
  }, 60_000);
});
