import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../lib/cli/commands.js';
import { ENGINE_VERSION } from '../../lib/runtime/evidence-chain.js';
import { inFolder, phasegate, REPOSITORY, STACK } from './command-line.js';

const folder = inFolder();

/** Every command, with the options that it cannot do without. */
const READERS: readonly (readonly [string, ...string[]])[] = [
  ['check', 'FILE'],
  ['show', 'FILE'],
  ['prove', 'FILE'],
  ['diff', 'FILE', 'FILE'],
  ['run', 'FILE'],
  ['rehearse', 'FILE'],
  ['backtest', 'FILE', '--metrics', 'nothing.csv'],
  ['replay', 'FILE'],
  ['flags', 'FILE', '--at', 'start'],
  ['env', 'FILE', '--at', 'start'],
];

const SPEAKERS = ['status', 'pause', 'resume', 'promote', 'retry', 'revert', 'disable', 'kill', 'drill'];
const NAMES = [...READERS.map(([name]) => name), 'init', ...SPEAKERS];

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists every command and ends well', async (argv) => {
    const { exit, out, err } = await phasegate(folder.path(), argv);
    expect(exit).toBe(0);
    expect(err).toBe('');
    for (const name of NAMES) expect(out).toMatch(new RegExp(`^ {2}${name} .+`, 'mu'));
    expect(COMMANDS).toHaveLength(NAMES.length);
  });

  it.each(NAMES)(
    'of `%s` says what it does, with examples, within the width of the terminal',
    async (name) => {
      const { exit, out } = await phasegate(folder.path(), ['help', name]);
      expect(exit).toBe(0);
      expect(out).toMatch(new RegExp(`^Usage: phasegate ${name} `, 'u'));
      expect(out).toMatch(/^Examples?:\n {2}phasegate /mu);
      expect(out).toMatch(/\n$/u);
      expect(out).not.toMatch(STACK);
    },
  );

  it('gives the same help for `<command> --help`', async () => {
    const one = await phasegate(folder.path(), ['flags', '--help']);
    expect(one).toEqual(await phasegate(folder.path(), ['help', 'flags']));
  });

  it('prints the version of the package, which is that of the engine in every evidence file', async () => {
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect(version).toBe(ENGINE_VERSION);
    expect(await phasegate(folder.path(), ['--version'])).toEqual({ exit: 0, out: `${version}\n`, err: '' });
  });
});

describe('a wrong command line', () => {
  it.each([
    [['chekc'], /unknown command 'chekc'[\s\S]*Did you mean check\?/u],
    [['check'], /missing required argument 'plan'/u],
    [['show', 'a.yaml', 'b.yaml'], /too many arguments/u],
    [['run', 'a.yaml', '--scenaro', 'x'], /unknown option '--scenaro'[\s\S]*Did you mean --scenario\?/u],
    [['run', 'a.yaml', '--seed', '-1'], /a whole number from 0/u],
    [['run', 'a.yaml', '--start', '2026-02-30'], /a day of the calendar such as/u],
    [['run', 'a.yaml', '--patience', 'soon'], /a duration such as/u],
    [['show', 'a.yaml', '--start', 'monday'], /2026-12-07/u],
    [['flags', 'a.yaml', '--lane', 'fast'], /choices are rise, brake/u],
    [['help', 'nothing'], /./u],
  ])('%j is refused with what to do', async (argv, said) => {
    const { exit, out, err } = await phasegate(folder.path(), argv);
    expect(exit).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(said);
    expect(err).not.toMatch(STACK);
    expect(folder.names()).toEqual([]);
  });

  it('without a command prints the help as an error', async () => {
    const { exit, out, err } = await phasegate(folder.path(), []);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/^Usage: phasegate/u);
  });
});

describe.each(READERS)('%s', (name, ...rest) => {
  const argv = (file: string): readonly string[] => [
    name,
    ...rest.map((one) => (one === 'FILE' ? file : one)),
  ];

  it('says that a file is missing', async () => {
    const { exit, err } = await phasegate(folder.path(), argv('nowhere.yaml'));
    expect(exit).toBe(4);
    expect(err).toMatch(/^error: nowhere\.yaml: there is no such file\n {2}do: .+\n$/u);
    expect(folder.names()).toEqual([]);
  });

  it('says that a file is a folder', async () => {
    const { exit, err } = await phasegate(folder.path(), argv('.'));
    expect(exit).toBe(4);
    expect(err).toMatch(/^error: \.: it is a folder\n {2}do: .+\n$/u);
  });

  it('says why a file cannot be read', async () => {
    symlinkSync('circle.yaml', join(folder.path(), 'circle.yaml'));
    const { exit, err } = await phasegate(folder.path(), argv('circle.yaml'));
    expect(exit).toBe(4);
    expect(err).toMatch(/^error: circle\.yaml: its links lead in a circle\n {2}do: .+\n$/u);
    expect(err).not.toMatch(STACK);
  });

  it('says that a file may not be read', async () => {
    const { exit, err } = await phasegate(folder.path(), argv('secret.yaml'), {
      readFile: () => ({ kind: 'failed', reason: 'permission denied' }),
    });
    expect(exit).toBe(4);
    expect(err).toMatch(/^error: secret\.yaml: permission denied\n {2}do: .+\n$/u);
  });
});

describe('a defect of the command itself', () => {
  const broken = {
    readFile: () => {
      throw new Error('the disk sings');
    },
  };

  it('is owned up to, without a stack', async () => {
    const { exit, out, err } = await phasegate(REPOSITORY, ['check', 'plans/phoenix.yaml'], broken);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toMatch(/a defect of phasegate, not of your files: the disk sings\n {2}do: report it/u);
    expect(err).not.toMatch(STACK);
  });

  it('shows where it happened only when asked', async () => {
    const { err } = await phasegate(REPOSITORY, ['check', 'plans/phoenix.yaml'], { ...broken, debug: true });
    expect(err).toMatch(/^\s+at /mu);
  });
});

describe('colour', () => {
  const coloured = { color: true };

  it('marks words and changes none', async () => {
    const plain = await phasegate(REPOSITORY, ['show', 'plans/phoenix.yaml']);
    const painted = await phasegate(REPOSITORY, ['show', 'plans/phoenix.yaml'], coloured);
    expect(painted.out).not.toBe(plain.out);
    const escapes = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'gu');
    expect(painted.out.replace(escapes, '')).toBe(plain.out);
  });

  it('goes off with --no-color', async () => {
    const { out } = await phasegate(REPOSITORY, ['--no-color', 'show', 'plans/phoenix.yaml'], coloured);
    expect(out).toBe((await phasegate(REPOSITORY, ['show', 'plans/phoenix.yaml'])).out);
  });
});
