import { operate } from '../../../lib/aws/operate/operate.js';
import { goodProof } from '../../rollout/drill/proofs.js';
import { OperatedCloud } from './operated-cloud.js';

const ID = 'the-command';
const EVENT = `operate/${ID}`;
const begin = async (cloud: OperatedCloud) =>
  operate(cloud, { kind: 'say', id: ID, generation: 0, word: { kind: 'drill' }, identity: 'a signature' });
const ask = async (cloud: OperatedCloud, id = ID) => operate(cloud, { kind: 'drill', id });
const proof = (cloud: OperatedCloud) =>
  goodProof({ drill: EVENT, ground: 'aws', startedAt: cloud.clock.now() });

describe('a drill that is asked for', () => {
  it('is recorded with who asked, and the function that drills is started', async () => {
    const cloud = await OperatedCloud.exposed();
    expect(await begin(cloud)).toMatchObject({
      kind: 'done',
      say: ['rita begins a drill of the revert path'],
      view: { drills: [expect.stringContaining('that of rita is under way since') as string] },
    });
    expect(cloud.started).toEqual([EVENT]);
    expect(await ask(cloud)).toEqual({ kind: 'drill', recorded: false });
  });

  it('is started again by the same command, whose answer was lost, and not when it is over', async () => {
    const cloud = await OperatedCloud.exposed();
    await begin(cloud);
    await begin(cloud);
    expect(cloud.started).toEqual([EVENT, EVENT]);
    cloud.put('rita', { kind: 'drilled', proof: proof(cloud) });
    await cloud.controller.run();
    await begin(cloud);
    expect(cloud.started).toHaveLength(2);
  });

  it('is not started where it is refused: the revert that is under way goes first', async () => {
    const cloud = await OperatedCloud.exposed();
    cloud.put('rita', { kind: 'revert', what: 'all' });
    expect(await begin(cloud)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('a revert is on its way in production: it goes first') as string,
    });
    expect(cloud.started).toEqual([]);
  });

  it('has failed, and is recorded so, when it cannot be started', async () => {
    const cloud = await OperatedCloud.exposed();
    cloud.unstartable = 'Lambda is away';
    await begin(cloud);
    expect(await ask(cloud)).toMatchObject({
      kind: 'drill',
      recorded: true,
      drill: { verdict: 'failed', say: expect.stringContaining('Lambda is away') as string },
    });
    expect((await cloud.state()).drill).toMatchObject({ last: { verdict: 'failed' } });
    expect((await cloud.state()).drill).not.toHaveProperty('running');
  });
});

describe('how a drill goes', () => {
  it('is told leg by leg, and recorded as soon as somebody asks after its end', async () => {
    const cloud = await OperatedCloud.exposed();
    await begin(cloud);
    const { legs } = proof(cloud);
    cloud.progress = { proof: { ...proof(cloud), legs: legs.slice(0, 2) }, isOver: false };
    expect(await ask(cloud)).toMatchObject({ recorded: false, drill: { verdict: 'under way' } });
    cloud.progress = { proof: proof(cloud), isOver: true };
    expect(await ask(cloud)).toMatchObject({ recorded: false, drill: { verdict: 'passed' } });
    cloud.put('rita', { kind: 'drilled', proof: proof(cloud) });
    expect(await ask(cloud)).toMatchObject({ recorded: true, drill: { verdict: 'passed' } });
    expect((await cloud.state()).times.lastDrillAt).toBeDefined();
  });

  it('is told of no other drill than the one that was asked for', async () => {
    const cloud = await OperatedCloud.exposed();
    expect(await ask(cloud)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('no such drill') as string,
    });
    await begin(cloud);
    cloud.progress = { proof: goodProof({ drill: 'another' }), isOver: true };
    expect(await ask(cloud)).toEqual({ kind: 'drill', recorded: false });
    expect(await ask(cloud, 'some-other-command')).toMatchObject({ kind: 'refused' });
  });

  it('cannot be said through a command: a proof comes from the function that drills', async () => {
    const cloud = await OperatedCloud.exposed();
    const word = { kind: 'drilled', proof: proof(cloud) };
    expect(await operate(cloud, { kind: 'say', id: 'forged-command', generation: 0, word })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('cannot be read') as string,
    });
    expect((await cloud.state()).times.lastDrillAt).toBeUndefined();
  });
});
