import type { Verified } from '../../../lib/aws/identity/verify-identity.js';
import { operate } from '../../../lib/aws/operate/operate.js';
import { operateWord, raises, type OperateWord } from '../../../lib/aws/operate/operate-request.js';
import { showRollout } from '../../../lib/aws/operate/show-rollout.js';
import { stopOnly } from '../../../lib/aws/operate/stop-only.js';
import { OperatedCloud } from './operated-cloud.js';

const RITA: Verified = { kind: 'verified', arn: 'arn:aws:iam::111122223333:user/rita', person: 'rita' };
const EVE: Verified = { ...RITA, person: 'eve' };
const NOBODY: Verified = { kind: 'refused', reason: 'STS could not be asked: timeout' };
const SIGNED = { authorization: 'stands for a signature' };

let count = 0;
const say = async (
  cloud: OperatedCloud,
  word: OperateWord,
  {
    verified = RITA,
    identity,
    generation,
  }: { verified?: Verified | Error; identity?: unknown; generation?: number } = {},
) => {
  count += 1;
  const state = await cloud.load();
  cloud.signer = verified;
  return operate(cloud, {
    kind: 'say',
    id: `command-${String(count)}`,
    generation: generation ?? state?.generation ?? 0,
    word,
    ...(identity === undefined ? {} : { identity }),
  });
};

const requestOf = async (cloud: OperatedCloud, word: OperateWord) => ({
  kind: 'say',
  id: 'the-same-id',
  generation: (await cloud.state()).generation,
  word,
  identity: SIGNED,
});

const SAFE: readonly OperateWord[] = [
  { kind: 'pause', because: 'lunch' },
  { kind: 'revert', what: 'all' },
  { kind: 'disable', flags: ['search'] },
  { kind: 'kill' },
];
const DRILL: OperateWord = { kind: 'drill' };
const RAISING: readonly OperateWord[] = [{ kind: 'resume' }, { kind: 'promote' }, { kind: 'retry' }];

it('every word either raises or does not', () => {
  const kinds = operateWord.options.map((option) => option.shape.kind.value);
  expect([...SAFE, DRILL, ...RAISING].map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  expect(RAISING.every(raises)).toBe(true);
  expect([...SAFE, DRILL].some(raises)).toBe(false);
});

describe('what lowers exposure', () => {
  it.each(SAFE)('is done for whoever asks, recorded as unidentified: $kind', async (word) => {
    const cloud = await OperatedCloud.exposed();
    const answer = await say(cloud, word);
    expect(answer.kind).toBe('done');
    expect(JSON.stringify(answer)).toContain(word.kind === 'disable' ? 'search' : 'unidentified');
  });

  it.each(SAFE)(
    'is done when the signature cannot be verified, and when the rollout has moved on: $kind',
    async (word) => {
      const cloud = await OperatedCloud.exposed();
      expect((await say(cloud, word, { verified: NOBODY, identity: SIGNED, generation: 0 })).kind).toBe(
        'done',
      );
    },
  );

  it.each(SAFE)('is done when finding out who it is fails: $kind', async (word) => {
    const cloud = await OperatedCloud.exposed();
    expect((await say(cloud, word, { verified: new Error('throttled'), identity: SIGNED })).kind).toBe(
      'done',
    );
  });

  it('names who has signed it', async () => {
    const cloud = await OperatedCloud.exposed();
    const answer = await say(cloud, { kind: 'pause' }, { identity: SIGNED });
    expect(answer).toMatchObject({ kind: 'done', say: ['rita pauses'] });
  });
});

describe('what may raise exposure', () => {
  const paused = async (): Promise<OperatedCloud> => {
    const cloud = await OperatedCloud.exposed();
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
    const request = await requestOf(cloud, { kind: 'resume' });
    const first = await operate(cloud, request);
    expect(first).toMatchObject({ kind: 'done', say: ['rita resumes'] });
    const { revision } = await cloud.state();
    // A signature is good once: whoever sends the command again, because its answer was lost, needs none.
    cloud.signer = { kind: 'refused', reason: 'this signature has been used' };
    const { kind, say: said } = { say: [], ...(await operate(cloud, request)) };
    expect({ kind, said }).toEqual({ kind: 'done', said: ['rita resumes'] });
    expect((await cloud.state()).revision).toBe(revision);
  });

  it('is not done on a look that has found another state than the person has seen', async () => {
    const cloud = await paused();
    const request = await requestOf(cloud, { kind: 'resume' });
    cloud.put('olga', { kind: 'disable', flags: ['search'] });
    expect(await operate(cloud, request)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('has moved on') as string,
    });
    expect((await cloud.state()).paused).toBeDefined();
  });

  it('tells why it cannot be done', async () => {
    const cloud = await OperatedCloud.exposed();
    expect(await say(cloud, { kind: 'retry' }, { identity: SIGNED })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('nothing was reverted') as string,
    });
  });
});

describe('the answer', () => {
  it('is what was recorded, also when something else came first', async () => {
    const cloud = await OperatedCloud.exposed();
    cloud.put('rita', { kind: 'close' });
    expect(await say(cloud, { kind: 'revert', what: 'all' })).toMatchObject({
      kind: 'refused',
      reason: 'somebody unidentified: revert refused: the rollout is closed',
      view: { mode: 'closed' },
    });
  });

  it('does not read a long evidence where nothing came first', async () => {
    const cloud = await OperatedCloud.exposed();
    expect((await say(cloud, { kind: 'kill' })).kind).toBe('done');
    expect(cloud.read).toBe(0);
  });

  it('to what was refused before is no again', async () => {
    const cloud = await OperatedCloud.exposed();
    const request = await requestOf(cloud, { kind: 'retry' });
    const refused = { kind: 'refused', reason: 'rita: retry refused: nothing was reverted' };
    expect(await operate(cloud, request)).toMatchObject(refused);
    expect(await operate(cloud, request)).toMatchObject(refused);
  });

  it('to another word with the same id is no', async () => {
    const cloud = await OperatedCloud.exposed();
    const request = await requestOf(cloud, { kind: 'pause' });
    expect((await operate(cloud, request)).kind).toBe('done');
    expect(await operate(cloud, { ...request, word: { kind: 'kill' } })).toMatchObject({
      kind: 'refused',
      reason: 'this id was `pause` before: a command has an id of its own',
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
    const cloud = await OperatedCloud.exposed();
    const before = await cloud.load();
    expect((await operate(cloud, payload)).kind).toBe('refused');
    expect(await cloud.load()).toEqual(before);
  });

  it('for the status changes nothing', async () => {
    const cloud = await OperatedCloud.exposed();
    const before = await cloud.load();
    expect(await operate(cloud, { kind: 'status' })).toMatchObject({
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
    const cloud = await OperatedCloud.exposed();
    expect(await stopOnly(cloud, { word })).toBe(`Done: ${word}. The rollout is ${mode}.`);
    const state = await cloud.load();
    expect(state?.control.mode).toBe(mode);
    if (isPaused) expect(state?.paused?.by).toBe('console, unidentified');
  });

  it('reverts a phase where the widget says so', async () => {
    const cloud = await OperatedCloud.exposed();
    await stopOnly(cloud, { word: 'revert', what: 'phase' });
    expect((await cloud.state()).control).toMatchObject({ mode: 'reverted', what: 'phase' });
  });

  it('says that nothing was done where nothing was', async () => {
    const cloud = await OperatedCloud.exposed();
    cloud.put('rita', { kind: 'close' });
    expect(await stopOnly(cloud, { word: 'revert' })).toBe(
      'Not done: console, unidentified: revert refused: the rollout is closed. The rollout is closed.',
    );
  });

  it.each(['resume', 'retry', 'promote', undefined])('can do nothing else: %s', async (word) => {
    const cloud = await OperatedCloud.exposed();
    const before = await cloud.load();
    expect(await stopOnly(cloud, { word })).toContain('Only');
    expect(await cloud.load()).toEqual(before);
  });
});

describe('the widget of the dashboard', () => {
  it('describes itself, shows the rollout, and offers buttons only where there is a function for them', async () => {
    const cloud = await OperatedCloud.exposed();
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
