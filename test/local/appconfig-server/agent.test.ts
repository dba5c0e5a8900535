import { request } from 'node:http';
import type { FlagDocument } from '../../../lib/flags/document.js';
import { serverScene, type ServerScene } from './server-scene.js';

const DOCUMENT: FlagDocument = {
  version: '1',
  flags: { checkout: { name: 'checkout' }, search: { name: 'search' } },
  values: {
    checkout: {
      enabled: true,
      _variants: [
        {
          name: 'new',
          enabled: true,
          rule: '(and (eq $country "NL") (lt $bucket 40000))',
          attributeValues: { colour: 'red' },
        },
        { name: 'old', enabled: false },
      ],
    },
    search: { enabled: true, _variants: [{ name: 'on', enabled: true }] },
  },
};

let scene: ServerScene;
beforeEach(async () => {
  scene = await serverScene({ agentPort: 0 });
});
afterEach(async () => scene.close());

/** Asks the agent, with a `Context` header per pair. */
function ask(
  query: string,
  context: readonly string[] = [],
): Promise<{ readonly status?: number; readonly body: unknown }> {
  const url = `${scene.server.agentUrl ?? ''}/applications/app0001/environments/env0001/configurations/pro0001${query}`;
  return new Promise((done, failed) => {
    const asked = request(url, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      answer.on('end', () => {
        done({ status: answer.statusCode, body: JSON.parse(text) as unknown });
      });
    });
    if (context.length > 0) asked.setHeader('Context', [...context]);
    asked.on('error', failed).end();
  });
}

describe('the agent', () => {
  it('has nothing before anything was deployed', async () => {
    expect((await ask('?flag=checkout')).status).toBe(404);
  });

  it.each<[string, readonly string[], object]>([
    [
      'whom the rule lets in',
      ['country=NL', 'bucket=39999'],
      { enabled: true, _variant: 'new', colour: 'red' },
    ],
    [
      'the same, with all pairs in one header',
      ['country=NL, bucket=39999'],
      { enabled: true, _variant: 'new', colour: 'red' },
    ],
    ['who is not early enough', ['country=NL', 'bucket=40000'], { enabled: false, _variant: 'old' }],
    ['who says too little', ['bucket=1'], { enabled: false, _variant: 'old' }],
    ['who says nothing', [], { enabled: false, _variant: 'old' }],
  ])('evaluates a flag for one %s', async (_who, context, body) => {
    await scene.deploy('v1', 'atonce1', DOCUMENT);
    scene.pass(2);
    expect(await ask('?flag=checkout', context)).toEqual({ status: 200, body });
  });

  it.each(['', '?flag=checkout&flag=search'])('answers several flags by their names: "%s"', async (query) => {
    await scene.deploy('v1', 'atonce1', DOCUMENT);
    scene.pass(2);
    expect((await ask(query)).body).toEqual({
      checkout: { enabled: false, _variant: 'old' },
      search: { enabled: true, _variant: 'on' },
    });
  });

  it('takes a value with an equals sign, and refuses a header without one', async () => {
    await scene.deploy('v1', 'atonce1', DOCUMENT);
    scene.pass(2);
    expect((await ask('?flag=search', ['note=a=b'])).status).toBe(200);
    expect((await ask('?flag=search', ['note'])).status).toBe(400);
  });

  it('does not know a flag that the document does not have', async () => {
    await scene.deploy('v1', 'atonce1', DOCUMENT);
    scene.pass(2);
    expect((await ask('?flag=checkin')).status).toBe(404);
  });

  it('answers nothing but configurations', async () => {
    expect((await fetch(`${scene.server.agentUrl ?? ''}/ping`)).status).toBe(404);
  });
});
