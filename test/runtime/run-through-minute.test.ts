import { VirtualClock } from '../../lib/local/virtual-clock.js';
import type { RunReport } from '../../lib/runtime/controller.js';
import { runThroughMinute } from '../../lib/runtime/run-through-minute.js';

/** When the controller was run in one minute, in seconds; each run takes some. */
async function runsOf(
  everySeconds: number,
  tookSeconds: number,
  mode = 'running',
): Promise<readonly number[]> {
  const clock = new VirtualClock(0);
  const runs: number[] = [];
  await runThroughMinute({
    everyMs: everySeconds * 1000,
    clock,
    sleepUntil: async (instant) => clock.advanceTo(instant),
    run: async () => {
      runs.push(clock.now() / 1000);
      clock.advanceBy(tookSeconds * 1000);
      return { state: { control: { mode } }, changed: false, conflicts: 0 } as unknown as RunReport;
    },
  });
  return runs;
}

it.each([
  ['once, when the plan is judged every minute', 60, 1, [0]],
  ['once, when it is judged more seldom', 300, 1, [0]],
  ['every ten seconds', 10, 1, [0, 10, 20, 30, 40, 50]],
  ['every twenty seconds', 20, 1, [0, 20, 40]],
  ['as often as it can when a run takes longer than that', 10, 17, [0, 17, 34, 51]],
  ['not into the next minute', 10, 56, [0]],
])('runs the controller %s', async (_name, every, took, expected) => {
  expect(await runsOf(every, took)).toEqual(expected);
});

it('does not go on once the rollout is closed', async () => {
  expect(await runsOf(10, 1, 'closed')).toEqual([0]);
});
