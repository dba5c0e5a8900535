import type { Clock } from '../runtime/ports.js';

/** The machine's clock. */
export const SYSTEM_CLOCK: Clock = { now: () => Date.now() };
