const EVERY_MS = 100;

/**
 * Waits until something holds, asking ten times a second.
 * @returns how many seconds it took
 * @throws when it does not hold in time, with what was seen last
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  seconds = 90,
): Promise<{ readonly seen: T; readonly seconds: number }> {
  const began = performance.now();
  for (;;) {
    const seen = await look();
    const passed = (performance.now() - began) / 1000;
    if (holds(seen)) return { seen, seconds: passed };
    if (passed > seconds)
      throw new Error(
        `${what}: not within ${String(seconds)} s; seen last: ${JSON.stringify(seen).slice(0, 2000)}`,
      );
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
}
