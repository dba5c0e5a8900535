import type { Judging } from '../../plan/expressions/condition.js';
import type { Side } from '../../plan/expressions/comparison.js';
import type { Procedure } from '../procedure.js';
import { BETS, DROPS, GAINS, LIFT_SHARES, LIFTS } from '../sequential/alternatives.js';
import { bettingProcess, rateBettingProcess } from '../sequential/betting-process.js';
import type { EvidenceProcess, LikelihoodOptions } from '../sequential/process.js';
import { FAIR_SIGN, SIGN_RATES } from './period-signs.js';
import type { StepZeroChoice } from './criterion-state.js';
import { rateProcess } from '../sequential/rate-process.js';
import { ratioProcess } from '../sequential/ratio-process.js';
import { signProcess } from '../sequential/sign-process.js';

/** Procedures that gather evidence; the others look at once. */
export type GatheringProcedure = Exclude<Procedure, { readonly kind: 'exact' | 'none' }>;

/** Those that count samples. */
export type CountingProcedure = Exclude<GatheringProcedure, { readonly kind: 'signs' }>;

/** What gathers the evidence for a claim, and, at a gate, against it. */
export interface CriterionProcesses {
  readonly proof: EvidenceProcess;
  readonly disproof?: EvidenceProcess;
}

/** What evidence is divided by when nobody knows how the counts vary and betting cannot be had. */
const CAUTIOUS_DISPERSION = 1.5;

/**
 * What gathers evidence for a claim. An alarm is about proof that something is bad. A gate asks for both: proof that all
 * is well, by likelihood (a bet on it would win too little where control is large), and proof that it is not.
 */
export function processesOf(
  procedure: GatheringProcedure,
  choice: StepZeroChoice,
  as: Judging['as'],
): CriterionProcesses {
  const key = `${as} ${choice.kind} ${String(choice.dispersion)} ${String(choice.bias)}`;
  const before = known.get(procedure);
  if (before?.key === key) return before.processes;
  const processes = makeProcesses(procedure, choice, as);
  known.set(procedure, { key, processes });
  return processes;
}

/** A criterion asks every period for what it was given in the last. */
const known = new WeakMap<
  GatheringProcedure,
  { readonly key: string; readonly processes: CriterionProcesses }
>();

function makeProcesses(
  procedure: GatheringProcedure,
  choice: StepZeroChoice,
  as: Judging['as'],
): CriterionProcesses {
  if (procedure.kind === 'signs') {
    const proof = signProcess(SIGN_RATES, FAIR_SIGN);
    return as === 'alarm' ? { proof } : { proof, disproof: lostFor(proof) };
  }
  const { side } = procedure;
  if (as === 'alarm')
    return { proof: processOf(beyondBias(procedure, side, choice), side, choice, REGRESSIONS) };
  const dispersion = choice.dispersion ?? CAUTIOUS_DISPERSION;
  const against = side === 'above' ? 'below' : 'above';
  const certain: StepZeroChoice = { kind: 'likelihood', because: choice.because, dispersion };
  return {
    proof: processOf(procedure, side, certain, { above: { factors: GAINS }, below: { factors: DROPS } }),
    disproof: processOf(beyondBias(procedure, against, choice), against, choice, REGRESSIONS),
  };
}

/**
 * What the cohorts differed by before the change is not held against it: a regression is what goes beyond. That all is
 * well is still proven against what the plan says.
 */
function beyondBias(
  procedure: CountingProcedure,
  side: Side,
  { bias = 1 }: StepZeroChoice,
): CountingProcedure {
  const factor = side === 'above' ? Math.max(1, bias) : Math.min(1, bias);
  return procedure.kind === 'two arms' && factor !== 1
    ? { ...procedure, allowed: procedure.allowed * factor }
    : procedure;
}

type Alternatives = Readonly<Record<Side, Pick<LikelihoodOptions, 'factors' | 'shares'>>>;

/** What a regression looks like, on either side of what is allowed. */
const REGRESSIONS: Alternatives = {
  above: { factors: LIFTS, shares: LIFT_SHARES },
  below: { factors: DROPS },
};

function processOf(
  procedure: CountingProcedure,
  side: Side,
  choice: StepZeroChoice,
  sides: Alternatives,
): EvidenceProcess {
  const { allowed } = procedure;
  const dispersion = choice.dispersion ?? 1;
  const alternatives = sides[side];
  switch (procedure.kind) {
    case 'two arms':
      if (choice.kind === 'likelihood') return ratioProcess({ allowed, ...alternatives, dispersion });
      return side === 'above'
        ? bettingProcess({ allowed, bets: BETS })
        : swapped(bettingProcess({ allowed: 1 / allowed, bets: BETS }));
    case 'one arm':
      // Bets on a rate below a small one win next to nothing.
      return choice.kind === 'betting' && side === 'above'
        ? rateBettingProcess({ allowed, bets: BETS })
        : rateProcess({
            allowed,
            ...alternatives,
            dispersion: choice.kind === 'betting' ? Math.max(dispersion, CAUTIOUS_DISPERSION) : dispersion,
          });
  }
}

/** The same bet on the outcomes that speak against a claim. */
function lostFor(process: EvidenceProcess): EvidenceProcess {
  return {
    alternatives: process.alternatives,
    absorb: (capital, x1, n1, x0, n0, weight) => {
      process.absorb(capital, x0, n1, x1, n0, weight);
    },
  };
}

/** The same bet on the other arm: control's share of the failures is higher than it may be. */
function swapped(process: EvidenceProcess): EvidenceProcess {
  return {
    alternatives: process.alternatives,
    absorb: (capital, x1, n1, x0, n0, weight) => {
      process.absorb(capital, x0, n0, x1, n1, weight);
    },
  };
}
