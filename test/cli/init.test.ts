import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, phasegate, REPOSITORY } from './command-line.js';

const folder = inFolder();
const TEMPLATE = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');

describe('init', () => {
  it('writes a plan and says what to do with it', async () => {
    const { exit, out, err } = await phasegate(folder.path(), ['init']);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toBe(
      'phasegate.yaml: written\n  phasegate check phasegate.yaml\n  phasegate show phasegate.yaml\n  phasegate run phasegate.yaml\n',
    );
    expect(TEMPLATE).toContain(readFileSync(join(folder.path(), 'phasegate.yaml'), 'utf8'));
  });

  it('writes a plan that passes `check` without a warning and is carried out to its end', async () => {
    await phasegate(folder.path(), ['init', 'rollouts/checkout.yaml']);
    const checked = await phasegate(folder.path(), ['check', 'rollouts/checkout.yaml']);
    expect({ exit: checked.exit, err: checked.err }).toEqual({ exit: 0, err: '' });
    expect(checked.out).toMatch(
      /^rollouts\/checkout\.yaml: ok \(3 phases, 5 steps, 20,000 users\)\n {2}note /u,
    );
    expect(checked.out).not.toMatch(/warning/u);
    const { exit, out } = await phasegate(folder.path(), ['run', 'rollouts/checkout.yaml']);
    expect(exit).toBe(0);
    expect(out).toMatch(/^completed {2}/mu);
  }, 60_000);

  it.each([
    ['all-well', 0],
    ['second-phase-fails', 11],
    ['slow-leak', 11],
    ['shared-incident-above-caps', 11],
    ['nobody-signs', 10],
    ['telemetry-stops', 10],
    ['freeze', 0],
  ])(
    'writes a plan that does what is expected of it in the scenario %s',
    async (scenario, exit) => {
      await phasegate(folder.path(), ['init']);
      const ended = await phasegate(folder.path(), ['run', 'phasegate.yaml', '--scenario', scenario]);
      expect(ended.exit).toBe(exit);
    },
    60_000,
  );

  it('leaves a file that exists alone unless it is forced', async () => {
    folder.put('phasegate.yaml', 'mine\n');
    const asked = await phasegate(folder.path(), ['init']);
    expect({ exit: asked.exit, out: asked.out }).toEqual({ exit: 4, out: '' });
    expect(asked.err).toMatch(/^error: phasegate\.yaml exists already\n {2}do: .*--force/u);
    expect(readFileSync(join(folder.path(), 'phasegate.yaml'), 'utf8')).toBe('mine\n');
    expect((await phasegate(folder.path(), ['init', '--force'])).exit).toBe(0);
    expect(readFileSync(join(folder.path(), 'phasegate.yaml'), 'utf8')).toMatch(/^rollout: new-checkout/mu);
  });

  it.each([
    ['a folder', ['.'], /it is a folder/u],
    ['a folder, by force', ['.', '--force'], /it is a folder/u],
    ['below a file', ['file/plan.yaml'], /a file is where a folder should be|not a folder/u],
  ])('cannot write %s, and says why', async (_, argv, why) => {
    folder.put('file', '');
    const { exit, out, err } = await phasegate(folder.path(), ['init', ...argv]);
    expect({ exit, out }).toEqual({ exit: 4, out: '' });
    expect(err).toMatch(why);
    expect(folder.names()).toEqual(['file']);
  });

  it('points editors to the schema where the package is below the folder', async () => {
    let written = '';
    const { exit } = await phasegate(REPOSITORY, ['init', 'rollouts/new.yaml'], {
      writeFile: (_, text) => {
        written = text;
        return { kind: 'written' };
      },
    });
    expect(exit).toBe(0);
    expect(written.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/plan.schema.json');
    expect(written.split('\n').slice(1)).toEqual(TEMPLATE.split('\n').slice(1));
  });
});
