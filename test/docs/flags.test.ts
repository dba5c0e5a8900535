import { createServer, type IncomingMessage } from 'node:http';
import { readFileSync } from 'node:fs';
import { evaluateFlag, type FlagResult } from '../../lib/flags/evaluate.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import type { FlagContext } from '../../lib/flags/context.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import type { FlagsView } from '../../lib/report/flags-view.js';
import { phasegate, REPOSITORY } from '../cli/command-line.js';
import { fencesIn } from './fences.js';

const PAGE = 'docs/flags.md';
const fences = fencesIn(PAGE);
const consoles = fences.filter(({ kind }) => kind === 'console');

it.each(consoles.map(({ text }) => [text.split('\n')[0] ?? '', text] as const))(
  'shows what `%s` prints',
  async (line, text) => {
    const { exit, out } = await phasegate(REPOSITORY, line.replace('$ phasegate ', '').split(' '));
    expect(exit).toBe(0);
    expect(`${line}\n${out}`).toBe(text);
  },
);

it('shows several commands', () => {
  expect(consoles.length).toBeGreaterThanOrEqual(4);
});

describe('the table of what is served', () => {
  const table = readFileSync(PAGE, 'utf8').split('| rise lane | brake lane | served |')[1] ?? '';
  const rows = [...table.slice(0, table.indexOf('\n\n')).matchAll(/^\| (.+?) \| (.+?) \| `(\w+)` \|$/gmu)];
  const missing: FlagResult = { enabled: false, attributes: {}, why: '' };
  const named = (variant: string, enabled = true): FlagResult => ({
    enabled,
    variant,
    attributes: {},
    why: '',
  });
  const brakes = [missing, named('blocked', false), named('allowed'), named('allowed:safe')];

  /** What a cell stands for. */
  function meant(cell: string): readonly FlagResult[] {
    if (cell === 'anything') return brakes;
    if (cell === 'no answer, or no such flag') return [missing];
    const [, name = ''] = /`([\w:]+)`/u.exec(cell) ?? [];
    if (cell.startsWith('`old`')) return [named('old'), named('old', false)];
    return [named(name, !cell.includes('not enabled'))];
  }

  it('says what the two lanes come to', () => {
    expect(rows.length).toBe(6);
    for (const [, rise = '', brake = '', served] of rows)
      for (const risen of meant(rise))
        for (const braked of meant(brake)) expect(servedVariant(risen, braked, 'old').variant).toBe(served);
  });
});

describe('the example in JavaScript', () => {
  type ReadFlag = (
    flag: string,
    context: FlagContext,
    lanes: Readonly<Record<'rise' | 'brake', string>>,
  ) => Promise<{ readonly variant: string; readonly attributes?: unknown }>;

  const code = fences.find(({ kind }) => kind === 'js')?.text ?? '';
  const documents = new Map<string, FlagDocument>();
  const agent = createServer((request, response) => {
    const document = documents.get(request.url ?? '');
    const context = contextOf(request);
    const flags = Object.keys(document?.flags ?? {}).map((flag) => {
      const { enabled, variant, attributes } = evaluateFlag(document as FlagDocument, flag, context);
      return [flag, { enabled, _variant: variant, ...attributes }];
    });
    response.statusCode = document ? 200 : 404;
    response.end(document ? JSON.stringify(Object.fromEntries(flags)) : 'no such configuration');
  });
  let readFlag: ReadFlag;

  beforeAll(async () => {
    await new Promise<void>((listening) => agent.listen(0, '127.0.0.1', listening));
    const address = agent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const here = code
      .replace('http://localhost:2772', `http://127.0.0.1:${String(port)}`)
      .replace('export ', '');
    readFlag = new Function('fetch', `${here}\nreturn readFlag;`)(fetch) as ReadFlag;
    for (const at of ['start', 'beta.2', 'end']) {
      const { out } = await phasegate(REPOSITORY, ['flags', 'plans/phoenix.yaml', '--at', at, '--json']);
      const { lanes } = JSON.parse(out) as FlagsView;
      if (lanes.rise) documents.set(`/${at}/rise`, lanes.rise.document);
      if (lanes.brake) documents.set(`/${at}/brake`, lanes.brake.document);
    }
  });

  afterAll(() => {
    agent.closeAllConnections();
    agent.close();
  });

  it.each([
    ['start', { userId: 'pilot-01', bucket: 35685 }, { variant: 'old' }],
    ['beta.2', { userId: 'pilot-01', bucket: 35685 }, { variant: 'new', attributes: { renderer: 'slots' } }],
    ['beta.2', { userId: 'u-17', bucket: 870192, customizations: 0, risk: 'low' }, { variant: 'old' }],
    [
      'beta.2',
      { userId: 'u-1', bucket: 1, customizations: 0, risk: 'low' },
      { variant: 'new', attributes: { renderer: 'slots' } },
    ],
    ['beta.2', { userId: 'u-1', customizations: 0, risk: 'low' }, { variant: 'old' }],
    [
      'end',
      { userId: 'u-1', bucket: 999999, configValid: true },
      { variant: 'new', attributes: { renderer: 'slots' } },
    ],
    ['nowhere', { userId: 'pilot-01', bucket: 35685 }, { variant: 'old' }],
  ])('at %s serves %j what both lanes say', async (at, context, served) => {
    const lanes = { rise: `/${at}/rise`, brake: `/${at}/brake` };
    expect(await readFlag('microSlots', context, lanes)).toEqual(served);
  });

  it.each([[{ rise: '/beta.2/rise', brake: '/nowhere' }], [{ rise: '/nowhere', brake: '/beta.2/brake' }]])(
    'serves the old behaviour when a lane cannot be read: %j',
    async (lanes) => {
      expect(await readFlag('microSlots', { userId: 'pilot-01' }, lanes)).toEqual({ variant: 'old' });
    },
  );

  it('serves what the brake lane names instead, from a numbered variant too', async () => {
    const brake = documents.get('/beta.2/brake');
    if (!brake) throw new Error('no document');
    const attributeValues = { renderer: 'safe' };
    for (const name of ['allowed:safe', 'allowed:safe~2']) {
      const values = { microSlots: { enabled: true, _variants: [{ name, enabled: true, attributeValues }] } };
      documents.set('/instead', { ...brake, values });
      const lanes = { rise: '/beta.2/rise', brake: '/instead' };
      expect(await readFlag('microSlots', { userId: 'pilot-01' }, lanes)).toEqual({
        variant: 'safe',
        attributes: attributeValues,
      });
    }
  });
});

/** `Context: a=1, b=2`, as the agent reads it. */
function contextOf(request: IncomingMessage): FlagContext {
  const header = request.headers['context'];
  const pairs = (typeof header === 'string' ? header : '')
    .split(', ')
    .map((pair) => pair.split('=') as [string, string]);
  return Object.fromEntries(pairs);
}
