import type { AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { COMBINATIONS, exposed, worldAfter } from './combinations.js';
import type { Blow } from './storm.js';

describe.each(COMBINATIONS)('with %s', (_name, switches) => {
  it('a rise that stalled and wakes after a revert raises nothing', async () => {
    await wakesAfterRevert(4, switches, [
      { do: 'begin', controller: 0 },
      { do: 'go to', controller: 0, place: 'before rise.deploy' },
    ]);
  });

  it('a stop that stalled until its deployment was over and wakes after a revert raises nothing', async () => {
    await wakesAfterRevert(7, switches, [
      { do: 'say', who: 'olga', word: { kind: 'pause' } },
      { do: 'begin', controller: 0 },
      { do: 'go to', controller: 0, place: 'before rise.stop' },
      { do: 'pass', seconds: 600 },
    ]);
  });
});

/** A controller stalls in the run after `minutes`; another one reverts everything, and goes on until the brake is off. */
async function wakesAfterRevert(
  minutes: number,
  switches: AppConfigSwitches,
  stalling: readonly Blow[],
): Promise<void> {
  const world = await worldAfter(minutes, switches);
  await world.play(stalling);
  expect(world.waitsAt(0)).toMatch(/^before rise/u);
  await world.play([{ do: 'say', who: 'rita', word: { kind: 'revert', what: 'all' } }]);
  await world.runEveryMinute(6);
  expect(exposed(world)).toEqual([]);
  expect(world.state.environments['production']?.caps).toEqual({});
  await world.play([{ do: 'go to', controller: 0, place: 'the end' }]);
  for (let minute = 0; minute < 3; minute += 1) {
    expect(exposed(world)).toEqual([]);
    await world.runEveryMinute(1);
  }
}

describe.each([
  [1, 'starts the first step'],
  [4, 'starts the spread'],
  [10, 'watches the bake'],
])('wherever it stalled in the run after minute %i, which %s', (minutes) => {
  it('a controller that wakes after a revert raises nothing', async () => {
    const places: string[] = [];
    for (let times = 0; ; times += 1) {
      const world = await worldAfter(minutes);
      await world.play([
        { do: 'begin', controller: 0 },
        { do: 'step', controller: 0, times },
      ]);
      const place = world.waitsAt(0);
      if (place === undefined) break;
      places.push(place);
      await world.play([{ do: 'say', who: 'rita', word: { kind: 'revert', what: 'all' } }]);
      await world.runEveryMinute(6);
      expect(world.state.environments['production']?.caps).toEqual({});
      // What it asks for when it wakes reaches the clients before anybody looks, it itself included.
      await world.play([
        { do: 'go to', controller: 0, place: 'after rise.deploy' },
        { do: 'pass', seconds: 180 },
      ]);
      expect(exposed(world)).toEqual([]);
      await world.play([{ do: 'go to', controller: 0, place: 'the end' }]);
      expect(exposed(world)).toEqual([]);
      await world.runEveryMinute(2);
      expect(exposed(world)).toEqual([]);
    }
    expect(places).toContain('after store.load');
  });
});
