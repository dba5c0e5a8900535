import { VirtualClock } from '../../lib/local/virtual-clock.js';
import { Fall, FALLS, FIRST_HALF, SITUATIONS, type FallingLanes, type Situation } from './falls.js';

const MINUTE = 60_000;

/** Every fall in every situation: whoever should be out is out within seconds, whatever the rise lane was doing. */
export function describeFalls(
  name: string,
  make: (clock: VirtualClock) => FallingLanes | Promise<FallingLanes>,
): void {
  const table = (Object.keys(SITUATIONS) as Situation[]).flatMap((situation) =>
    Object.keys(FALLS).map((fall) => [fall, situation] as const),
  );

  describe.each(table)(`${name}: %s while the rise lane is %s`, (what, situation) => {
    let world: FallingLanes;
    let fall: Fall;
    let clock: VirtualClock;
    const { cause, leaves } = FALLS[what] ?? { cause: { word: { kind: 'kill' } }, leaves: 'none' };
    beforeEach(async () => {
      clock = new VirtualClock(Fall.startsAt());
      world = await make(clock);
      fall = new Fall(world, clock);
      await fall.reach(situation);
    });
    afterEach(async () => world.close?.());

    it('brakes first, and is in force within ten seconds', async () => {
      const before = fall.exposed();
      expect(before.length).toBeGreaterThan(0);
      await fall.decide(cause);
      expect(fall.calls[0]).toBe('deploy brake');
      clock.advanceBy(10_000);
      const after = fall.exposed();
      switch (leaves) {
        case 'none':
          expect(after).toEqual([]);
          break;
        case 'fewer':
          expect(after.length).toBeLessThanOrEqual(FIRST_HALF);
          expect(before).toEqual(expect.arrayContaining([...after]));
          break;
        case 'others':
          expect(after.filter((unit) => ['u-1', 'u-2', 'u-3'].includes(unit))).toEqual([]);
          expect(after.length).toBeGreaterThan(0);
      }
    });

    it('stays in force while the rise lane is tidied, and lets nobody back in', async () => {
      await fall.decide(cause);
      clock.advanceBy(10_000);
      const after = fall.exposed();
      for (let seconds = 0; seconds < 45 * 60; seconds += 30) {
        clock.advanceBy(30_000);
        if (seconds % 60 === 0) await fall.run();
        const now = fall.exposed();
        expect(after).toEqual(expect.arrayContaining([...now]));
      }
    });

    it('is recorded with the times at which it was decided and published', async () => {
      const decidedAt = clock.now();
      await fall.decide(cause);
      await fall.runFor(3);
      const { timings } = await fall.state();
      expect(timings.at(-1)).toMatchObject({ decidedAt, environment: 'production' });
      const publishedAt = timings.at(-1)?.publishedAt ?? Infinity;
      expect(publishedAt - decidedAt).toBeLessThanOrEqual(MINUTE);
    });
  });
}
