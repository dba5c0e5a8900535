import type { Verified } from '../../../lib/aws/identity/verify-identity.js';
import { operate, type Operated } from '../../../lib/aws/operate/operate.js';
import { operateWord, raises, type OperateWord } from '../../../lib/aws/operate/operate-request.js';
import { showRollout } from '../../../lib/aws/operate/show-rollout.js';
import { stopOnly } from '../../../lib/aws/operate/stop-only.js';
import { smallPlan } from '../../rollout/plans.js';
import { SmallCloud } from '../custom-resource/small-cloud.js';

const RITA: Verified = { kind: 'verified', arn: 'arn:aws:iam::111122223333:user/rita', person: 'rita' };
const EVE: Verified = { ...RITA, person: 'eve' };
const NOBODY: Verified = { kind: 'refused', reason: 'STS could not be asked: timeout' };
const SIGNED = { authorization: 'stands for a signature' };

function operated(cloud: SmallCloud, verified: Verified = RITA): Operated {
  return {
    rollout: cloud,
    parked: async () => Promise.resolve(0),
    verify: async () => Promise.resolve(verified),
  };
}
async function exposedCloud(): Promise<SmallCloud> {
  const cloud = new SmallCloud(smallPlan());
  await cloud.runFor(2);
  await cloud.inbox.post({
    kind: 'said',
    id: 'enter',
    at: cloud.clock.now(),
    who: 'rita',
    word: { kind: 'enter', phase: 'first' },
  });
  await cloud.runFor(5);
  return cloud;
}
let count = 0;
const say = async (
  cloud: SmallCloud,
  word: OperateWord,
  { verified, identity, generation }: { verified?: Verified; identity?: unknown; generation?: number } = {},
) => {
  count += 1;
  const state = await cloud.load();
  return operate(operated(cloud, verified), {
    kind: 'say',
    id: `command-${String(count)}`,
    generation: generation ?? state?.generation ?? 0,
    word,
    ...(identity === undefined ? {} : { identity }),
  });
};

const SAFE: readonly OperateWord[] = [
  { kind: 'pause', because: 'lunch' },
  { kind: 'revert', what: 'all' },
  { kind: 'disable', flags: ['search'] },
  { kind: 'kill' },
];
const RAISING: readonly OperateWord[] = [{ kind: 'resume' }, { kind: 'promote' }, { kind: 'retry' }];

it('every word either raises or does not', () => {
  const kinds = operateWord.options.map((option) => option.shape.kind.value);
  expect([...SAFE, ...RAISING].map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  expect(RAISING.every(raises)).toBe(true);
  expect(SAFE.some(raises)).toBe(false);
});

describe('what lowers exposure', () => {
  it.each(SAFE)('is done for whoever asks, recorded as unidentified: $kind', async (word) => {
    const cloud = await exposedCloud();
    const answer = await say(cloud, word);
    expect(answer.kind).toBe('done');
    expect(JSON.stringify(answer)).toContain(word.kind === 'disable' ? 'search' : 'unidentified');
  });

  it.each(SAFE)(
    'is done when the signature cannot be verified, and when the rollout has moved on: $kind',
    async (word) => {
      const cloud = await exposedCloud();
      expect((await say(cloud, word, { verified: NOBODY, identity: SIGNED, generation: 0 })).kind).toBe(
        'done',
      );
    },
  );

  it('names who has signed it', async () => {
    const cloud = await exposedCloud();
    const answer = await say(cloud, { kind: 'pause' }, { identity: SIGNED });
    expect(answer).toMatchObject({ kind: 'done', say: ['rita pauses'] });
  });
});

describe('what may raise exposure', () => {
  const paused = async (): Promise<SmallCloud> => {
    const cloud = await exposedCloud();
    await say(cloud, { kind: 'pause' });
    return cloud;
  };

  it.each(RAISING)('needs a signature: $kind', async (word) => {
    expect(await say(await paused(), word)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('has to be signed') as string,
    });
  });

  it.each(RAISING)('needs one that STS knows: $kind', async (word) => {
    expect(await say(await paused(), word, { verified: NOBODY, identity: SIGNED })).toMatchObject({
      kind: 'refused',
      reason: NOBODY.reason,
    });
  });

  it.each(RAISING)('needs a state that the person has seen: $kind', async (word) => {
    expect(await say(await paused(), word, { identity: SIGNED, generation: 0 })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('has moved on') as string,
    });
  });

  it('needs somebody of the plan', async () => {
    const cloud = await paused();
    expect(await say(cloud, { kind: 'resume' }, { verified: EVE, identity: SIGNED })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('only people of the plan') as string,
    });
    expect((await cloud.load())?.paused).toBeDefined();
  });

  it('is done for them, once, however often it is sent', async () => {
    const cloud = await paused();
    const state = await cloud.load();
    const request = {
      kind: 'say',
      id: 'the-same-id',
      generation: state?.generation,
      word: { kind: 'resume' },
      identity: SIGNED,
    };
    expect(await operate(operated(cloud), request)).toMatchObject({ kind: 'done' });
    expect(
      await operate(operated(cloud), { ...request, generation: (await cloud.load())?.generation }),
    ).toMatchObject({
      kind: 'done',
      say: ['it was done before'],
    });
    expect((await cloud.load())?.paused).toBeUndefined();
  });

  it('tells why it cannot be done', async () => {
    const cloud = await exposedCloud();
    expect(await say(cloud, { kind: 'retry' }, { identity: SIGNED })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('nothing was reverted') as string,
    });
  });
});

describe('a request', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    [
      'a word that people cannot say',
      { kind: 'say', id: 'command-x', generation: 1, word: { kind: 'enter' } },
    ],
    [
      'who it claims to be',
      { kind: 'say', id: 'command-x', generation: 1, word: { kind: 'kill' }, who: 'rita' },
    ],
  ])('that cannot be read changes nothing: %s', async (_, payload) => {
    const cloud = await exposedCloud();
    const before = await cloud.load();
    expect((await operate(operated(cloud), payload)).kind).toBe('refused');
    expect(await cloud.load()).toEqual(before);
  });

  it('for the status changes nothing', async () => {
    const cloud = await exposedCloud();
    const before = await cloud.load();
    expect(await operate(operated(cloud), { kind: 'status' })).toMatchObject({
      kind: 'status',
      view: { rollout: 'small', phase: 'first', step: 'first.1', exposed: { units: 100, of: 1000 } },
    });
    expect(await cloud.load()).toEqual(before);
  });
});

describe('the buttons of the dashboard', () => {
  it.each([
    ['pause', 'running', true],
    ['revert', 'reverted', false],
  ])('%s', async (word, mode, isPaused) => {
    const cloud = await exposedCloud();
    expect(await stopOnly({ rollout: cloud }, { word })).toBe(`Done: ${word}. The rollout is ${mode}.`);
    const state = await cloud.load();
    expect(state?.control.mode).toBe(mode);
    if (isPaused) expect(state?.paused?.by).toBe('console, unidentified');
  });

  it.each(['resume', 'retry', 'promote', undefined])('can do nothing else: %s', async (word) => {
    const cloud = await exposedCloud();
    const before = await cloud.load();
    expect(await stopOnly({ rollout: cloud }, { word })).toContain('Only');
    expect(await cloud.load()).toEqual(before);
  });
});

describe('the widget of the dashboard', () => {
  it('describes itself, shows the rollout, and offers buttons only where there is a function for them', async () => {
    const cloud = await exposedCloud();
    const state = await cloud.load();
    if (!state) throw new Error('no state');
    const load = async () => Promise.resolve({ plan: cloud.plan, state, now: cloud.clock.now(), parked: 2 });
    expect(await showRollout({ describe: true }, load)).toMatchObject({
      markdown: expect.any(String) as string,
    });
    const shown = await showRollout({ widgetContext: {} }, load);
    expect(shown).toContain('about 100 users of 1,000');
    expect(shown).toContain('2 messages or hooks wait for people');
    expect(shown).not.toContain('cwdb-action');
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:stop';
    expect(await showRollout({ stop: arn }, load)).toContain(`endpoint="${arn}"`);
    expect(await showRollout({}, async () => Promise.resolve(undefined))).toContain('has not begun');
  });
});
