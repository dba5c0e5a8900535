import { createServer, type ServerResponse } from 'node:http';
import { createFlags, type ContextValue, type FlagOptions } from '../../lib/client/index.js';
import type { DocumentVariant, FlagDocument } from '../../lib/flags/document.js';
import { localAgent } from './local-agent.js';

const agent = localAgent();
const FLAGS = {
  microSlots: { salt: 'phoenix', values: { renderer: 'diff' } },
  'dark-launch': { salt: 'dark', bucketAttribute: 'bucket_dark_launch' },
};

function flagsOf(options: Partial<FlagOptions<typeof FLAGS>> = {}) {
  return createFlags({
    application: 'phoenix',
    profile: 'flags',
    environment: 'production',
    unitAttribute: 'userId',
    flags: FLAGS,
    agent: agent.url(),
    timeoutMs: 2000,
    ...options,
  });
}

function documentOf(flag: string, variants: readonly DocumentVariant[]): FlagDocument {
  return {
    version: '1',
    flags: { [flag]: { name: flag } },
    values: { [flag]: { enabled: false, _variants: variants } },
  };
}

const NEW: DocumentVariant = { name: 'new', enabled: true, attributeValues: { renderer: 'slots' } };
const ALLOWED: DocumentVariant = { name: 'allowed', enabled: true };
const OLD = { variant: 'old', values: { renderer: 'diff' }, cohort: 'control' };

function serve(
  rise: readonly DocumentVariant[],
  brake: readonly DocumentVariant[],
  flag = 'microSlots',
): void {
  agent.documents.set('production-rise', documentOf(flag, rise));
  agent.documents.set('production-brake', documentOf(flag, brake));
}

beforeEach(() => {
  serve([NEW], [ALLOWED]);
});

describe('a question', () => {
  it('serves what both lanes say', async () => {
    expect(await flagsOf().variant('microSlots', 'user-1')).toEqual({
      variant: 'new',
      values: { renderer: 'slots' },
      cohort: 'canary',
      reason: 'rise lane: "new"; brake lane: "allowed"',
    });
    expect(await flagsOf().isOn('microSlots', 'user-1')).toBe(true);
  });

  it('asks both lanes for one flag, with unit, bucket and context', async () => {
    await flagsOf({ accessToken: 'secret' }).variant('microSlots', 'user-1', { risk: 'low', size: 2 });
    const context = { userId: 'user-1', bucket: '564306', risk: 'low', size: '2' };
    const authorization = 'Bearer secret';
    expect([...agent.asked].sort((a, b) => (a.url < b.url ? -1 : 1))).toEqual([
      {
        url: '/applications/phoenix/environments/production-brake/configurations/flags?flag=microSlots',
        context,
        authorization,
      },
      {
        url: '/applications/phoenix/environments/production-rise/configurations/flags?flag=microSlots',
        context,
        authorization,
      },
    ]);
  });

  it('sends the bucket under the name and salt of the flag', async () => {
    serve(
      [
        { ...NEW, rule: '(lt $bucket_dark_launch 1000000)' },
        { name: 'old', enabled: false },
      ],
      [ALLOWED],
      'dark-launch',
    );
    expect(await flagsOf().isOn('dark-launch', 'user-1')).toBe(true);
    expect(agent.asked[0]?.context).not.toHaveProperty('bucket');
  });

  it.each<[string, Record<string, ContextValue>]>([
    ['unit', { userId: 'pilot-01' }],
    ['bucket', { bucket: 0 }],
  ])('does not let the context say another %s', async (_what, context) => {
    serve(
      [
        { ...NEW, rule: '(or (eq $userId "pilot-01") (lt $bucket 1))' },
        { name: 'old', enabled: false },
      ],
      [ALLOWED],
    );
    expect(await flagsOf().isOn('microSlots', 'user-1', context)).toBe(false);
  });

  it.each([true, false])('understands both forms of an answer (keyed: %s)', async (keyed) => {
    agent.keyed(keyed);
    expect(await flagsOf().isOn('microSlots', 'user-1')).toBe(true);
  });

  it('serves the variant and the values that the brake lane names', async () => {
    serve([NEW], [{ name: 'allowed:safe~2', enabled: true, attributeValues: { renderer: 'safe' } }]);
    expect(await flagsOf().variant('microSlots', 'user-1')).toMatchObject({
      variant: 'safe',
      values: { renderer: 'safe' },
    });
  });

  it('escapes the names that it puts into the address', async () => {
    await flagsOf({ application: 'a/b?c#d', environment: 'e f' }).isOn('microSlots', 'user-1');
    expect(agent.asked[0]?.url).toMatch(
      /^\/applications\/a%2Fb%3Fc%23d\/environments\/e%20f-(rise|brake)\/configurations\/flags\?flag=microSlots$/,
    );
  });
});

describe.each(['production-rise', 'production-brake'])('the old behaviour, when %s', (lane) => {
  const text =
    (body: string, status = 200) =>
    (response: ServerResponse) => {
      response.writeHead(status).end(body);
    };
  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['answers 404', text('', 404), /answered 404/],
    ['answers 500', text('{"enabled":true,"_variant":"allowed"}', 500), /answered 500/],
    ['answers no JSON', text('{"enabled":'), /no JSON/],
    ['answers Ion', text("'microSlots'::[]"), /no JSON/],
    ['answers nothing', text(''), /no JSON/],
    ['answers null', text('null'), /no flag "microSlots"/],
    ['answers a list', text('[{"enabled":true,"_variant":"new"}]'), /no flag/],
    ['has other flags only', text('{"other":{"enabled":true,"_variant":"new"}}'), /no flag/],
    ['does not say whether it is enabled', text('{"_variant":"new","renderer":"slots"}'), /no flag/],
    ['says "true" instead of true', text('{"enabled":"true","_variant":"new"}'), /no flag/],
    ['gives a variant that is no text', text('{"enabled":true,"_variant":1}'), /no flag/],
    [
      'gives values that no flag has',
      text('{"enabled":true,"_variant":"new","renderer":{"a":1}}'),
      /no flag/,
    ],
    ['redirects', (response) => response.writeHead(302, { Location: '/' }).end(), /cannot be asked/],
    ['hangs up', (response) => response.destroy(), /cannot be asked/],
    [
      'says half and hangs up',
      (response) => response.writeHead(200, { 'Content-Length': '99' }).write('{', () => response.destroy()),
      /cannot be asked/,
    ],
  ])('%s', async (_what, answer, reason) => {
    agent.answers.set(lane, answer);
    const served = await flagsOf().variant('microSlots', 'user-1');
    expect(served).toMatchObject(OLD);
    expect(served.reason).toMatch(reason);
    expect(served.reason).toMatch(lane === 'production-rise' ? /^rise lane:/ : /^brake lane:/);
  });

  it('does not answer in time', async () => {
    agent.answers.set(lane, () => undefined);
    expect(await flagsOf({ timeoutMs: 50 }).variant('microSlots', 'user-1')).toMatchObject({
      ...OLD,
      reason: expect.stringContaining('no answer within 50 ms') as string,
    });
  });

  it('begins its answer in time and does not end it', async () => {
    agent.answers.set(lane, (response) => response.writeHead(200).write('{'));
    expect(await flagsOf({ timeoutMs: 50 }).variant('microSlots', 'user-1')).toMatchObject(OLD);
  });
});

describe('the old behaviour', () => {
  it('is served when nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    await new Promise((closed) => server.close(closed));
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(
      await flagsOf({ agent: `http://127.0.0.1:${String(port)}` }).variant('microSlots', 'user-1'),
    ).toMatchObject({
      ...OLD,
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it.each<[string, FlagOptions['fetch']]>([
    ['never settles', () => new Promise(() => undefined)],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects with no error', () => Promise.reject('broken' as unknown as Error)],
  ])('is served when fetch %s', async (_what, fetch) => {
    expect(await flagsOf({ fetch, timeoutMs: 30 }).variant('microSlots', 'user-1')).toMatchObject(OLD);
  });

  it('is served when the agent has no address', async () => {
    expect(await flagsOf({ agent: 'nowhere' }).variant('microSlots', 'user-1')).toMatchObject(OLD);
  });

  it('is served for a flag that nobody declared, even one that every object has', async () => {
    const flags = flagsOf() as unknown as { variant: (flag: string, unit: string) => Promise<unknown> };
    for (const flag of ['other', 'toString', '__proto__'])
      expect(await flags.variant(flag, 'user-1')).toEqual({
        variant: 'old',
        values: {},
        cohort: 'control',
        reason: `createFlags knows no flag "${flag}", but microSlots, dark-launch`,
      });
    expect(agent.asked).toEqual([]);
  });

  it.each(['', 'ümlaut', 'a,bucket=0', 'a=b', 'a\nb', ' a'])(
    'is served for the unit %j, and nobody is asked',
    async (unit) => {
      expect(await flagsOf().variant('microSlots', unit)).toMatchObject(OLD);
      expect(agent.asked).toEqual([]);
    },
  );

  it('is served for a context that no header can carry, and nobody is asked', async () => {
    expect(await flagsOf().variant('microSlots', 'user-1', { city: 'Zürich' })).toMatchObject({
      ...OLD,
      reason: expect.stringContaining('city="Zürich"') as string,
    });
    expect(agent.asked).toEqual([]);
  });

  it.each<[string, DocumentVariant['attributeValues']]>([
    ['lacks an attribute', {}],
    ['has it with another type', { renderer: 1 }],
    ['has a list instead', { renderer: ['slots'] }],
  ])('is served when the new variant %s that the application needs', async (_what, attributeValues) => {
    serve([{ ...NEW, attributeValues }], [ALLOWED]);
    expect(await flagsOf().variant('microSlots', 'user-1')).toMatchObject({
      ...OLD,
      reason: expect.stringContaining('but "new" has no string "renderer"') as string,
    });
  });

  it('is the declared one when a lane names it, whatever values the lane gives', async () => {
    serve([{ name: 'old', enabled: true, attributeValues: { renderer: 'other' } }], [ALLOWED]);
    expect(await flagsOf().variant('microSlots', 'user-1')).toMatchObject(OLD);
    serve([NEW], [{ name: 'allowed:old', enabled: true, attributeValues: { renderer: 'other' } }]);
    expect(await flagsOf().variant('microSlots', 'user-1')).toMatchObject(OLD);
  });

  it('may have another name', async () => {
    serve([{ ...NEW, name: 'legacy' }], [ALLOWED]);
    const flags = flagsOf({
      flags: { ...FLAGS, microSlots: { ...FLAGS.microSlots, old: 'legacy' } } as typeof FLAGS,
    });
    expect(await flags.variant('microSlots', 'user-1')).toMatchObject({
      variant: 'legacy',
      cohort: 'control',
    });
  });
});

describe('what is remembered', () => {
  const down = (response: ServerResponse) => response.writeHead(503).end();
  function at(times: { now: number }, remember = 10) {
    return flagsOf({ remember, staleAfterMs: 60_000, clock: () => times.now });
  }

  it('is nothing, unless asked for', async () => {
    const flags = flagsOf();
    expect(await flags.isOn('microSlots', 'user-1')).toBe(true);
    agent.answers.set('production-brake', down);
    expect(await flags.isOn('microSlots', 'user-1')).toBe(false);
  });

  it.each([
    ['just before it is stale', 59_999, true],
    ['when it is stale', 60_000, false],
    ['long after', 10_000_000, false],
    ['when the clock was set back', -1, false],
  ])('serves %s: after %d ms %s', async (_when, passed, on) => {
    const times = { now: 1_000_000 };
    const flags = at(times);
    expect(await flags.isOn('microSlots', 'user-1')).toBe(true);
    agent.answers.set('production-rise', down);
    agent.answers.set('production-brake', down);
    times.now += passed;
    expect(await flags.isOn('microSlots', 'user-1')).toBe(on);
  });

  it('says how old what it refuses is', async () => {
    const times = { now: 0 };
    const flags = at(times);
    await flags.isOn('microSlots', 'user-1');
    agent.answers.set('production-brake', down);
    times.now = 61_000;
    expect(await flags.variant('microSlots', 'user-1')).toMatchObject({
      ...OLD,
      reason: 'brake lane: the agent answered 503, and what it said 61000 ms ago is older than 60000 ms',
    });
  });

  it('never outweighs a lane that answers: a brake that can be read blocks at once', async () => {
    const flags = at({ now: 0 });
    await flags.isOn('microSlots', 'user-1');
    agent.answers.set('production-rise', down);
    agent.documents.set('production-brake', documentOf('microSlots', [{ name: 'blocked', enabled: false }]));
    expect(await flags.isOn('microSlots', 'user-1')).toBe(false);
  });

  it('is of the same unit and context only', async () => {
    const flags = at({ now: 0 });
    await flags.isOn('microSlots', 'user-1', { risk: 'low' });
    agent.answers.set('production-brake', down);
    expect(await flags.isOn('microSlots', 'user-1', { risk: 'low' })).toBe(true);
    expect(await flags.isOn('microSlots', 'user-1', { risk: 'high' })).toBe(false);
    expect(await flags.isOn('microSlots', 'user-2', { risk: 'low' })).toBe(false);
  });

  it('is forgotten when the agent says that there is no such flag', async () => {
    const flags = at({ now: 0 });
    await flags.isOn('microSlots', 'user-1');
    agent.answers.set('production-brake', (response) => response.writeHead(404).end());
    expect(await flags.isOn('microSlots', 'user-1')).toBe(false);
    agent.answers.set('production-brake', down);
    expect(await flags.isOn('microSlots', 'user-1')).toBe(false);
  });

  it('is at most as much as asked for: the oldest goes', async () => {
    const flags = at({ now: 0 }, 4);
    for (const unit of ['a', 'b', 'c']) await flags.isOn('microSlots', unit);
    agent.answers.set('production-rise', down);
    agent.answers.set('production-brake', down);
    expect(await Promise.all(['a', 'b', 'c'].map((unit) => flags.isOn('microSlots', unit)))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('createFlags', () => {
  it.each<[string, Partial<FlagOptions<typeof FLAGS>>]>([
    ['application is empty', { application: '' }],
    ['profile is empty', { profile: '' }],
    ['environment is empty', { environment: '' }],
    ['unitAttribute is empty', { unitAttribute: '' }],
    ['timeoutMs is NaN', { timeoutMs: NaN }],
    ['timeoutMs is -1', { timeoutMs: -1 }],
    ['remember is Infinity', { remember: Infinity }],
    ['staleAfterMs is -5', { staleAfterMs: -5 }],
    ['cannot both be "bucket_dark_launch"', { unitAttribute: 'bucket_dark_launch' }],
    ['has no salt', { flags: { microSlots: {} } as unknown as typeof FLAGS }],
  ])('throws when %s', (message, options) => {
    expect(() => flagsOf(options)).toThrow(RangeError);
    expect(() => flagsOf(options)).toThrow(message);
  });

  it('takes what the plan says as plain JSON', async () => {
    const manifest = JSON.parse(
      JSON.stringify({
        application: 'phoenix',
        profile: 'flags',
        environment: 'production',
        unitAttribute: 'userId',
        flags: FLAGS,
      }),
    ) as FlagOptions<typeof FLAGS>;
    expect(await createFlags({ ...manifest, agent: agent.url() }).isOn('microSlots', 'user-1')).toBe(true);
  });
});
