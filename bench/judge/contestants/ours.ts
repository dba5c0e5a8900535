import { reaches, startCapital } from '../../../lib/judge/sequential/capital.js';
import {
  chooseTwoArm,
  twoArmProcess,
  type TwoArmChoice,
} from '../../../lib/judge/sequential/choose-process.js';
import { addCalm, NO_CALM } from '../../../lib/judge/sequential/dispersion.js';
import { restartWeight } from '../../../lib/judge/sequential/restart-weights.js';
import type { Contestant } from './contestant.js';

/** Two weeks of minutes: what the restarts are planned for. */
export const PLANNED_MINUTES = 20_160;

export interface OursOptions {
  /** The risk of a false revert. */
  readonly risk: number;
  /** The highest ratio of the canary's rate to control's that is allowed. @default 1 */
  readonly allowed?: number;
  /** The procedure; chosen from the A/A stretch when nothing is said. */
  readonly choice?: TwoArmChoice;
}

/** Untempered: counts are known to be independent. */
export const UNTEMPERED: TwoArmChoice = { kind: 'likelihood', because: 'independent', dispersion: 1 };

/** Our two-arm judge, as `lib/judge` runs it: evidence minute by minute, with restarts planned for two weeks. */
export function ours({ risk, allowed = 1, choice }: OursOptions): Contestant {
  const by =
    choice === undefined ? 'after a day of A/A' : choice.kind === 'betting' ? 'betting' : 'untempered';
  const margin = allowed === 1 ? '' : `, margin ${String(Math.round((allowed - 1) * 100))}%`;
  return {
    name: `Phasegate, risk ${String(risk)}, ${by}${margin}`,
    source: 'lib/judge/sequential',
    everyMinutes: 1,
    start() {
      const limit = Math.log(1 / risk);
      let calm = NO_CALM;
      let process = choice === undefined ? undefined : twoArmProcess(choice, allowed);
      let capital = process && startCapital(process.alternatives);
      return {
        calm(x1, n1, x0, n0) {
          calm = addCalm(calm, x1, n1, x0, n0);
        },
        minute(x1, n1, x0, n0) {
          const rose = process === undefined || capital?.unspent === 1;
          process ??= twoArmProcess(chooseTwoArm(calm), allowed);
          capital ??= startCapital(process.alternatives);
          const weight = restartWeight({ rises: 1, periods: PLANNED_MINUTES }, rose, capital.unspent);
          process.absorb(capital, x1, n1, x0, n0, weight);
          return reaches(capital, limit);
        },
      };
    },
  };
}
