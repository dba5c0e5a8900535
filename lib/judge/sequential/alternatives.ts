/** Rates of the canary, in multiples of the highest that is allowed, that count as a regression. */
export const LIFTS: readonly number[] = [1.25, 1.5, 2, 3, 5, 10];
/** How much is bet on each of them: most on those that are worth finding and take long; the great ones show soon. */
export const LIFT_SHARES: readonly number[] = [0.12, 0.25, 0.3, 0.18, 0.1, 0.05];

/** Parts of the capital that are bet on a share of failures above the one that is allowed. */
export const BETS: readonly number[] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.95];

/** How often the canary's percentile may be the worse one, when it has become worse. */
export const WIN_RATES: readonly number[] = [0.6, 0.7, 0.85, 0.97];

/** Rates of the canary, in multiples of the lowest that is allowed, at which it has fallen or all is well. */
export const DROPS: readonly number[] = [0.95, 0.9, 0.83, 0.7, 0.5];

/** Rates in multiples of the highest that would be too little, at which there is enough: what a gate asks for. */
export const GAINS: readonly number[] = DROPS.map((drop) => 1 / drop);
