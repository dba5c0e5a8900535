import type { Judging } from '../../plan/expressions/condition.js';
import type { Reading } from '../reading.js';
import { reaches, startCapital, type Capital } from '../sequential/capital.js';
import type { EvidenceProcess } from '../sequential/process.js';
import { restartWeight, type RestartWeights } from '../sequential/restart-weights.js';
import { processesOf, type GatheringProcedure } from './criterion-processes.js';
import type { CriterionState, Evidence } from './criterion-state.js';
import { Gathering, NOBODY, NO_SAMPLES } from './gathering.js';
import type { StepZero } from './step-zero.js';

/** One closed period of a criterion. */
export interface Period {
  /** Milliseconds; `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly canary: Reading | undefined;
  readonly control: Reading | undefined;
}

export interface Criterion {
  readonly procedure: GatheringProcedure;
  readonly judging: Judging;
  readonly attempt: number;
  /** The newest rise of exposure; milliseconds; 0 when there was none. */
  readonly lastRise: number;
  /** Since when the same units are exposed; absent while nobody is, or that is changing. */
  readonly steadySince?: number;
  /** What the time before says, given what is known already. */
  readonly stepZero: (known: CriterionState | undefined) => StepZero;
}

/** So much more evidence than it takes is kept, so that it soon shows when all is well again. */
const SURPLUS = 3;

/**
 * Takes closed periods in, oldest first. A period that ends no later than the newest one taken in changes nothing: the
 * same period twice is the period once. One without data is counted as such, and is no evidence; when its samples arrive
 * later, they come too late.
 * @param onPeriod told what each period has come to
 */
export function takePeriods(
  before: CriterionState | undefined,
  criterion: Criterion,
  periods: readonly Period[],
  onPeriod?: (period: Period, state: CriterionState) => void,
): CriterionState | undefined {
  const known = before?.attempt === criterion.attempt ? before : undefined;
  const due = periods.filter(({ to }) => known === undefined || to > known.until);
  if (due.length === 0) return known;
  // The limit stays what it was when the criterion began.
  const limit = before?.attempt === criterion.attempt ? before.limit : undefined;
  const zero = criterion.stepZero(known);
  const { judging, procedure } = criterion;
  const processes = processesOf(procedure, zero.choice, judging.as);
  // Samples from before a rise has reached its users are of those who were exposed before it.
  const { steadySince = Infinity } = criterion;
  const isOlder = ({ from }: Period): boolean =>
    from < steadySince && known !== undefined && zero.choice !== known.choice;
  const earlier = known && due.some(isOlder) ? processesOf(procedure, known.choice, judging.as) : undefined;
  const gathering = new Gathering(known, criterion, zero);
  const proof = capitalOf(known?.proof, processes.proof);
  const disproof = processes.disproof && capitalOf(known?.disproof, processes.disproof);
  const enough = Math.log(1 / judging.risk);
  let raised = known?.raised === true;
  const stateNow = (): CriterionState => ({
    ...gathering.state(),
    ...(limit === undefined ? {} : { limit }),
    proof: evidenceOf(proof),
    ...(raised ? { raised } : {}),
    ...(disproof ? { disproof: evidenceOf(disproof) } : {}),
  });
  const betOn = (period: Period, counts: NonNullable<ReturnType<Gathering['take']>>): void => {
    const { x1, n1, x0, n0, rose } = counts;
    const bet = (
      process: EvidenceProcess,
      capital: Capital,
      weights: RestartWeights | 'once',
      risk: number,
    ): void => {
      const isFirst = capital.unspent === 1;
      const weight =
        weights === 'once' ? (isFirst ? 1 : 0) : restartWeight(weights, rose || isFirst, capital.unspent);
      process.absorb(capital, x1, n1, x0, n0, weight);
      keepBelow(capital, risk);
    };
    const now = earlier && isOlder(period) ? earlier : processes;
    if (judging.as === 'alarm') {
      bet(now.proof, proof, judging, judging.risk);
      // Evidence that hovers about what decides would raise the alarm again and again.
      raised = reaches(proof, enough) || (raised && reaches(proof, enough / 2));
    } else bet(now.proof, proof, 'once', judging.falseGo);
    if (now.disproof && disproof) bet(now.disproof, disproof, judging, judging.risk);
  };
  for (const period of due) {
    const counts = gathering.take(period);
    if (counts) betOn(period, counts);
    onPeriod?.(period, stateNow());
  }
  return stateNow();
}

function capitalOf(evidence: Evidence | undefined, { alternatives }: EvidenceProcess): Capital {
  if (evidence?.logs.length !== alternatives) return startCapital(alternatives);
  return { logs: Float64Array.from(evidence.logs), unspent: evidence.unspent };
}

function evidenceOf({ logs, unspent }: Capital): Evidence {
  // Nothing was bet yet: JSON has no infinity, and a capital without alternatives begins anew.
  return { logs: unspent === 1 ? [] : [...logs], unspent };
}

function keepBelow({ logs }: Capital, risk: number): void {
  const most = Math.log(1 / risk) + SURPLUS;
  for (let index = 0; index < logs.length; index += 1) logs[index] = Math.min(logs[index] ?? 0, most);
}

/** A criterion that has taken no period in. @param limit of a percentile against control, once it is known */
export function beginWith(limit: number | undefined, attempt: number, from: number): CriterionState {
  return {
    attempt,
    until: from,
    rise: 0,
    heard: 0,
    silent: 0,
    canary: NO_SAMPLES,
    control: NO_SAMPLES,
    choice: { kind: 'betting', because: 'unknown' },
    proof: { logs: [], unspent: 1 },
    recent: NOBODY,
    unheard: 0,
    ...(limit === undefined ? {} : { limit }),
  };
}
