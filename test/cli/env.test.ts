import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TogglesView } from '../../lib/report/toggles-view.js';
import { inFolder, phasegate, REPOSITORY, STACK } from './command-line.js';

const folder = inFolder();
const PLAN = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');

function env(plan: string, ...options: readonly string[]) {
  return phasegate(REPOSITORY, ['env', `plans/${plan}.yaml`, ...options]);
}

/** The variables that a shell has after reading lines. */
function inShell(lines: string, exported: boolean): Readonly<Record<string, string>> {
  const script = `${lines}\n${exported ? 'env' : 'set'}`;
  const out = execFileSync('sh', ['-c', script], { env: {}, encoding: 'utf8' });
  return Object.fromEntries(
    out.split('\n').flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)='?([^']*)'?$/u.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

describe('env', () => {
  it.each([
    ['start', 'false'],
    ['staff', 'false'],
    ['canary', 'false'],
    ['everybody.1', 'false'],
    ['everybody', 'true'],
    ['end', 'true'],
  ])('says at %s what everybody gets: %s', async (at, value) => {
    const { exit, out } = await env('templates/first-plan', '--at', at);
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`^NEW_CHECKOUT=${value}\n$`, 'mu'));
  });

  it('says that a share cannot be a variable, and how many it reaches', async () => {
    const { out } = await env('phoenix', '--at', 'beta.2');
    expect(out).toBe(
      [
        '# phoenix, production, when beta.2 (moderate) is reached: what everybody gets',
        '# microSlots reaches about 257 users ±26 (20.6%): a variable cannot say whom, so',
        '# it says the old behaviour',
        'MICRO_SLOTS=false',
        'DIFF_CREATION=false',
        '',
      ].join('\n'),
    );
  });

  it('does not call it everybody while a rule says who may be exposed', async () => {
    const { out } = await env('phoenix', '--at', 'end');
    expect(out).toMatch(
      /at most 1,250 users[\s\S]*configValid is true[\s\S]*\nMICRO_SLOTS=false\nDIFF_CREATION=true\n$/u,
    );
  });

  it('says with --user what that user gets', async () => {
    const pilot = await env('phoenix', '--at', 'pilot', '--user', 'pilot-01');
    expect(pilot.out).toMatch(/^MICRO_SLOTS=true$/mu);
    expect(pilot.out).toMatch(/: what pilot-01 gets$/mu);
    const other = await env('phoenix', '--at', 'pilot', '--user', 'u-17');
    expect(other.out).toMatch(/^MICRO_SLOTS=false$/mu);
  });

  it('names variables as the plan does, and variants where it names several', async () => {
    const { out } = await env('comfyfixer', '--at', 'end');
    expect(out).toMatch(/^COMFYFIXER_RELEASE=full\nCOMFYFIXER_NEW_FEATURES=true$/mu);
    expect((await env('comfyfixer', '--at', 'start')).out).toMatch(/^COMFYFIXER_RELEASE=old$/mu);
  });

  it.each([[[]], [['--export']]])('writes lines that a shell takes, with %j', async (options) => {
    const { out } = await env('dark-launch', '--at', 'end', ...options);
    const json = await env('dark-launch', '--at', 'end', '--json');
    const { variables } = JSON.parse(json.out) as TogglesView;
    expect(variables.length).toBeGreaterThan(5);
    expect(inShell(out, options.length > 0)).toMatchObject(
      Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    );
  });

  it('lets no name leave its comment', async () => {
    const { out } = await env('phoenix', '--at', 'pilot', '--user', 'x\nMICRO_SLOTS=true\r\u2028y');
    expect(out.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'MICRO_SLOTS=false',
      'DIFF_CREATION=false',
      '',
    ]);
  });

  it('refuses a plan of which two flags would be one variable', async () => {
    folder.put(
      'plan.yaml',
      PLAN.replace('metrics:', '  new-checkout: { summary: The same again }\n\nmetrics:'),
    );
    const { exit, out, err } = await phasegate(folder.path(), ['env', 'plan.yaml', '--at', 'end']);
    expect({ exit, out }).toEqual({ exit: 3, out: '' });
    expect(err).toMatch(/NEW_CHECKOUT would be newCheckout and new-checkout/u);
    expect(err).not.toMatch(STACK);
  });

  it('refuses a point that the plan does not have', async () => {
    const { exit, out, err } = await env('phoenix', '--at', 'pilto');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/did you mean `pilot`\?/u);
  });
});
