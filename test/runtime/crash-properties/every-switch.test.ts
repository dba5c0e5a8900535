import fc from 'fast-check';
import { allSwitchCombinations, type AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { runs } from '../../rollout/arbitraries/runs.js';
import { endsWell } from './ends-well.js';
import { SPREADING } from './small-plan.js';
import { storms, type Blow } from './storm.js';
import { StormyWorld } from './stormy-world.js';

/** What AWS leaves open, in every combination. */
const COMBINATIONS = allSwitchCombinations().map((switches): [string, AppConfigSwitches] => [
  Object.values(switches).join(', '),
  switches,
]);

/** The plan is in the middle of its spread, or its bake, or where the run is that starts it. */
async function worldWith(switches: AppConfigSwitches, minutes: number): Promise<StormyWorld> {
  const world = new StormyWorld(SPREADING, switches);
  await world.runEveryMinute(minutes);
  return world;
}

/** Who is in after the first step alone. */
async function tenth(switches: AppConfigSwitches): Promise<ReadonlySet<string>> {
  return new Set((await worldWith(switches, 4)).exposed('production'));
}

const REVERT: Blow = { do: 'say', who: 'rita', word: { kind: 'revert', what: 'all' } };

it.each(COMBINATIONS)('a storm ends well with %s', async (_name, switches) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(30), storms, async (minutes, storm) => {
      const world = await worldWith(switches, minutes);
      await endsWell(await world.play(storm.slice(1)));
    }),
    runs(1),
  );
});

it.each(COMBINATIONS)('a revert survives a monitor that stays red with %s', async (_name, switches) => {
  const world = await worldWith(switches, 12);
  expect(world.exposed('production')).not.toEqual([]);
  await world.play([
    { do: 'monitor', state: 'ALARM' },
    { do: 'metric', metric: 'errors', health: 'bad' },
  ]);
  await world.runEveryMinute(1);
  for (let minute = 0; minute < 40; minute += 1) {
    expect(world.exposed('production')).toEqual([]);
    await world.runEveryMinute(1);
  }
  expect(world.state.control.mode).toBe('reverted');
  await endsWell(world);
});

it.each(COMBINATIONS)(
  'nobody gets in during a pause although a spread was in flight, with %s',
  async (_name, switches) => {
    const before = await tenth(switches);
    const world = await worldWith(switches, 10);
    expect(world.lanes['production']?.rise.watched.environment.look(world.clock.now()).latest?.state).toBe(
      'deploying',
    );
    expect(before.size).toBeGreaterThan(0);
    await world.play([{ do: 'say', who: 'olga', word: { kind: 'pause' } }]);
    await world.runEveryMinute(1);
    for (let minute = 0; minute < 40; minute += 1) {
      expect(world.exposed('production').filter((one) => !before.has(one))).toEqual([]);
      await world.runEveryMinute(1);
    }
    await endsWell(world);
  },
);

/** A controller that stalls at `place` in the run after `minutes`, while another reverts everything and goes on. */
async function wakesAfterRevert(
  switches: AppConfigSwitches,
  minutes: number,
  blows: readonly Blow[],
): Promise<void> {
  const world = await worldWith(switches, minutes);
  await world.play(blows);
  expect(world.waitsAt(0)).toMatch(/^before rise/u);
  await world.play([REVERT]);
  await world.runEveryMinute(40);
  expect(world.exposed('production')).toEqual([]);
  await world.play([{ do: 'go to', controller: 0, place: 'the end' }]);
  for (let minute = 0; minute < 4; minute += 1) {
    expect(world.exposed('production')).toEqual([]);
    await world.runEveryMinute(1);
  }
  await endsWell(world);
}

it.each(COMBINATIONS)(
  'a rise that stalled and wakes after a revert raises nothing with %s',
  async (_name, switches) => {
    await wakesAfterRevert(switches, 7, [
      { do: 'begin', controller: 0 },
      { do: 'go to', controller: 0, place: 'before rise.deploy' },
    ]);
  },
);

it.each(COMBINATIONS)(
  'a stop that stalled and wakes after a revert raises nothing with %s',
  async (_name, switches) => {
    // The pause finds the spread in flight; the stop stalls until what it was to stop is long over.
    await wakesAfterRevert(switches, 12, [
      { do: 'say', who: 'olga', word: { kind: 'pause' } },
      { do: 'begin', controller: 0 },
      { do: 'go to', controller: 0, place: 'before rise.stop' },
      { do: 'pass', seconds: 1800 },
    ]);
  },
);
