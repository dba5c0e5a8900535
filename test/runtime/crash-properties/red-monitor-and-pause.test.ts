import { COMBINATIONS, exposed, worldAfter } from './combinations.js';

/** Who is in after the first step alone. */
let tenth: ReadonlySet<string> = new Set();
beforeAll(async () => {
  tenth = new Set(exposed(await worldAfter(3)));
  expect(tenth.size).toBeGreaterThan(0);
});

describe.each(COMBINATIONS)('with %s', (_name, switches) => {
  it('a revert survives a monitor that stays red', async () => {
    const world = await worldAfter(7, switches);
    expect(exposed(world).length).toBeGreaterThan(tenth.size);
    await world.play([
      { do: 'monitor', state: 'ALARM' },
      { do: 'metric', metric: 'errors', health: 'bad' },
    ]);
    await world.runEveryMinute(1);
    for (let minute = 0; minute < 7; minute += 1) {
      expect(exposed(world)).toEqual([]);
      await world.runEveryMinute(1);
    }
    expect(world.state.control.mode).toBe('reverted');
  });

  it('nobody gets in during a pause although a spread was in flight', async () => {
    const world = await worldAfter(6, switches);
    const { rise } = world.cloud.lanes['production'] ?? {};
    expect(rise?.watched.environment.look(world.now).latest?.state).toBe('deploying');
    await world.play([{ do: 'say', who: 'olga', word: { kind: 'pause' } }]);
    await world.runEveryMinute(1);
    for (let minute = 0; minute < 7; minute += 1) {
      expect(new Set(exposed(world))).toEqual(tenth);
      await world.runEveryMinute(1);
    }
  });
});
