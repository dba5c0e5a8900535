import type { DiffView } from '../../lib/report/diff-view.js';
import { EXAMPLE } from '../rollout/revision/example.js';
import { inFolder, phasegate, STACK } from './command-line.js';

const folder = inFolder();

/** Runs `diff` of the plan of docs/revisions.md and of the same with a part replaced. */
async function diff([written, becomes]: readonly [string, string], ...options: readonly string[]) {
  expect(EXAMPLE).toContain(written);
  folder.put('before.yaml', EXAMPLE);
  folder.put(
    'after.yaml',
    EXAMPLE.replace(written, () => becomes),
  );
  return phasegate(folder.path(), ['diff', 'before.yaml', 'after.yaml', ...options]);
}

const SAME = ['rollout: shop-search', 'rollout: shop-search'] as const;
const LOOSER = ['go: [errors < 2%]', 'go: [errors < 3%]'] as const;
const TIGHTER = ['go: [errors < 2%]', 'go: [errors < 1.5%]'] as const;
const SALTED = ['  key: userId\n', '  key: userId\n  salt: other\n'] as const;

describe('diff', () => {
  it('says that plans say the same', async () => {
    expect(await diff(SAME)).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/The plans say the same\./u) as string,
    });
  });

  it('lets a tighter gate take over by itself, at every point', async () => {
    const { exit, out } = await diff(TIGHTER);
    expect(exit).toBe(0);
    expect(out).toMatch(/at start to third\.1 {2}takes over by itself/u);
    expect(out).toMatch(/^Free\n {2}- gate first\.2\.go: `errors < 2%` becomes `errors < 1\.5%`$/mu);
    expect(out).toMatch(/Nobody, at any point: looked at in all 1,000,000 buckets of every kind of unit/u);
  });

  it('wants consent for a looser gate once somebody is exposed, with the code that a deployment asks for', async () => {
    const { exit, out } = await diff(LOOSER);
    expect(exit).toBe(16);
    expect(out).toMatch(
      /at start {13} {2}takes over by itself\n {2}at first\.1 to third\.1 {2}takes over when a person accepts it \(code [0-9a-f]{8}\)/u,
    );
    expect(out).toMatch(
      /^Needs consent\n {2}- gate first\.2\.go: `errors < 2%` becomes `errors < 3%` \(from first\.1 on\)$/mu,
    );
  });

  it('refuses other buckets, and says who would change sides', async () => {
    const { exit, out } = await diff(SALTED);
    expect(exit).toBe(14);
    expect(out).toMatch(/^Refused\n/mu);
    expect(out).toMatch(/! anybody: search gives everybody another bucket/u);
  });

  it('names units that a list loses, and from which point on', async () => {
    const { exit, out } = await diff(['list: [amy, bob, cleo]', 'list: [amy, bob]']);
    expect(exit).toBe(14);
    expect(out).toMatch(/! from first\.1 on, cleo would lose search/u);
  });

  it('looks at one point only when it is told to', async () => {
    expect((await diff(SALTED, '--at', 'start')).exit).toBe(0);
    expect((await diff(SALTED, '--at', 'second')).exit).toBe(14);
  });

  it('prints everything as JSON', async () => {
    const { out, exit } = await diff(LOOSER, '--json');
    const view = JSON.parse(out) as DiffView;
    expect(exit).toBe(16);
    expect(view.points.map(({ point }) => point)).toEqual([
      'start',
      'first.1',
      'first.2',
      'second.1',
      'third.1',
    ]);
    expect(view.points.map(({ verdict }) => verdict)).toEqual([
      'free',
      ...Array<string>(4).fill('needs consent'),
    ]);
    expect(view.changes).toEqual([
      {
        kind: 'loosened',
        where: 'gate first.2.go',
        say: '`errors < 2%` becomes `errors < 3%`',
        weight: 'needs consent',
        from: 'first.1',
      },
    ]);
  });

  it.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'a point that does not exist',
      ['before.yaml', 'after.yaml', '--at', 'secnd'],
      2,
      /has no step or phase `secnd`[\s\S]*did you mean `second`/u,
    ],
    ['a plan with mistakes', ['before.yaml', 'wrong.yaml'], 3, /wrong\.yaml/u],
    ['a plan that is not there', ['before.yaml', 'nowhere.yaml'], 4, /nowhere\.yaml/u],
    ['one plan only', ['before.yaml'], 2, /missing required argument 'after'/u],
  ])('says what is wrong with %s', async (_what, argv, exit, said) => {
    folder.put('before.yaml', EXAMPLE);
    folder.put('after.yaml', EXAMPLE);
    folder.put('wrong.yaml', EXAMPLE.replace('rollout:', 'rolout:'));
    const ended = await phasegate(folder.path(), ['diff', ...argv]);
    expect(ended.exit).toBe(exit);
    expect(ended.err).toMatch(said);
    expect(ended.err).not.toMatch(STACK);
  });
});
