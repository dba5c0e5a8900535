import type { Clock } from '../../lib/runtime/ports.js';

/** A clock, and the means to let a second or more pass on it. */
export interface ClockHarness {
  readonly clock: Clock;
  pass(): Promise<void>;
  close?(): Promise<void>;
}

/** 2020-01-01 and 2100-01-01: a clock that counts seconds, or from its own start, is not between them. */
const EARLIEST = Date.UTC(2020, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** What every Clock does: it counts whole milliseconds since the Unix epoch, and never goes back. */
export function describeClockContract(name: string, make: () => Promise<ClockHarness>): void {
  describe(`the clock of ${name}`, () => {
    let harness: ClockHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => harness.close?.());

    it('counts whole milliseconds since the epoch', () => {
      const now = harness.clock.now();
      expect(Number.isInteger(now)).toBe(true);
      expect(now).toBeGreaterThan(EARLIEST);
      expect(now).toBeLessThan(LATEST);
    });

    it('goes on by at least what has passed, and never back', async () => {
      const readings = [harness.clock.now(), harness.clock.now()];
      await harness.pass();
      readings.push(harness.clock.now());
      expect(readings).toEqual([...readings].sort((one, other) => one - other));
      expect((readings[2] ?? NaN) - (readings[1] ?? NaN)).toBeGreaterThanOrEqual(1000);
    });
  });
}
