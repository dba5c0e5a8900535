/** How the first 1 of a capital is spread over the times at which a regression may begin. */
export interface RestartWeights {
  /** Planned rises of exposure: most regressions begin with one. @default 1 */
  readonly rises: number;
  /** Planned periods, over which the rest is spread. */
  readonly periods: number;
}

/** The part that is bet when exposure rises. */
const AT_RISES = 0.5;
/** The greatest part of what is left that is bet at once: there may be more rises than planned. */
const AT_ONCE = 0.6;
/** What is kept for a rollout that takes longer than planned: bet ever more slowly, and never used up. */
const RESERVE = 1 / 16;

/**
 * The weight of one period: 0.5 / rises at each rise of exposure, and 0.5 spread evenly over the planned periods. What is
 * left after these is bet at the same pace of what remains, so that a regression is seen however late it begins and however
 * often exposure rises.
 */
export function restartWeight({ rises, periods }: RestartWeights, rose: boolean, unspent: number): number {
  const spread = (1 - AT_RISES) / periods;
  const steady = unspent > RESERVE ? spread : unspent / periods;
  return (rose ? Math.min(AT_RISES / rises, AT_ONCE * (unspent - steady)) : 0) + steady;
}
