import { DRILL_LEGS } from '../../../lib/rollout/drill/drill-proof.js';
import { drillVerdict } from '../../../lib/rollout/drill/drill-verdict.js';
import { drilledCloud } from './drilled-cloud.js';

let cloud: Awaited<ReturnType<typeof drilledCloud>>;
afterEach(() => cloud.close());
const begun = async (options: Parameters<typeof drilledCloud>[0] = {}) => {
  cloud = await drilledCloud(options);
  cloud.say('command', { kind: 'drill' });
  return cloud;
};

describe('a drill of a stack', () => {
  it('sees its own alarm revert its own flag, on the real lanes, and hands the proof in', async () => {
    await begun();
    const proof = await cloud.drill('command');
    expect(proof?.broken).toBeUndefined();
    expect(proof?.legs.map(({ leg }) => leg)).toEqual(DRILL_LEGS);
    expect(proof?.legs.map(({ say }) => say)).toEqual([
      expect.stringMatching(/^version drill\.1-\d+, deployment \d+ of its rise lane$/u),
      'rise lane: "new"; brake lane: "allowed"',
      'the alarm phasegate-shop-drill is set to ALARM',
      'its trigger has fired: revert all',
      expect.stringMatching(/^version drill\.1-\d+, deployment \d+ of its brake lane$/u),
      expect.stringMatching(/^rise lane: "(old|new)"; brake lane: "blocked"$/u),
      'both lanes are at rest; the alarm phasegate-shop-drill is set to OK',
    ]);
    expect(cloud.alarm()).toBe('OK');
    expect(cloud.progress()).toEqual({ proof, isOver: true });
    await cloud.takeIn();
    expect(cloud.state().drill).toEqual({
      last: expect.objectContaining({ by: 'rita', verdict: 'passed' }) as unknown,
    });
    expect(cloud.state().times.lastDrillAt).toBeDefined();
  });

  it('passes as often as it is asked for', async () => {
    await begun();
    await cloud.drill('command');
    await cloud.takeIn();
    cloud.say('another', { kind: 'drill' });
    const proof = await cloud.drill('another');
    expect(proof && drillVerdict(proof, undefined).kind).toBe('passed');
  });

  it('has failed when the alarm reaches nobody, is cleaned up, and does not count', async () => {
    await begun({ listens: false });
    const proof = await cloud.drill('command');
    expect(proof?.legs.map(({ leg }) => leg)).toEqual(['on published', 'on seen', 'alarm set']);
    expect(proof?.broken).toMatch(/the revert is decided \(its trigger has not fired\); cleaned up$/u);
    expect(cloud.alarm()).toBe('OK');
    await cloud.takeIn();
    expect(cloud.state().drill?.last).toMatchObject({ verdict: 'failed' });
    expect(cloud.state().times.lastDrillAt).toBeUndefined();
  });

  it('sees the brake published by the next look when AppConfig has refused it at first', async () => {
    await begun({ refusesForMs: 10_000 });
    const proof = await cloud.drill('command');
    const verdict = proof && drillVerdict(proof, undefined);
    expect(verdict).toMatchObject({ kind: 'passed' });
    // Nobody but the scheduled look tries again, and that is up to a minute later.
    expect(verdict?.kind === 'passed' ? verdict.revertMs : 0).toBeGreaterThan(10_000);
  });

  it('is given up when the rollout itself is being reverted', async () => {
    await begun();
    cloud.say('kill', { kind: 'kill' });
    const proof = await cloud.drill('command');
    expect(proof).toMatchObject({
      legs: [],
      broken: expect.stringContaining('given up: a revert is on its way') as string,
    });
  });

  it('is carried out once, and not at all when the rollout knows of no such drill', async () => {
    await begun();
    expect(await cloud.drill('somebody else')).toBeUndefined();
    expect(await cloud.drill('command')).toBeDefined();
    expect(await cloud.drill('command')).toBeUndefined();
  });
});
