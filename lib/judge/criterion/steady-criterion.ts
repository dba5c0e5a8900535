import type { Metric } from '../../plan/rollout-plan.js';
import type { Finding } from '../finding.js';
import { LEAST_CONTROL_SAMPLES, neededSamples } from '../judge-claim.js';
import type { ClaimRange, ReadingRange } from '../reading-range.js';
import type { ClaimData } from '../reading.js';
import type { CriterionLook, JudgedClaim } from './criterion-look.js';
import type { CriterionState } from './criterion-state.js';
import type { CriterionTimes } from './criterion-times.js';
import { judgeCriterion } from './judge-criterion.js';
import { criterionOf, periodsOf } from './judge-look.js';
import { plainIsMoot } from './plain-is-moot.js';
import { takePeriods } from './take-periods.js';

/** What the plain comparison finds where it has no say. */
const MOOT: Omit<Finding, 'text'> = { truth: 'unknown', why: '' };

/**
 * Takes all periods of a stretch of looks in at once, where the finding is the same at each of these looks.
 * @param plain what the plain comparison finds at each of them; nothing where that may differ
 * @returns nothing where the finding may differ, or something has to be measured that is asked for once
 */
export function steadyCriterion(
  claim: JudgedClaim,
  metric: Metric,
  look: CriterionLook,
  times: CriterionTimes,
  known: CriterionState | undefined,
  data: ClaimData | undefined,
  plain: Finding | undefined,
): { readonly finding: Finding; readonly state: CriterionState } | undefined {
  const hasBegun = known?.attempt === times.attempt && known.heard + known.silent > 0;
  const asksOnce = look.limit ?? look.calm ?? look.marked ?? look.more;
  if (!hasBegun || asksOnce !== undefined || data?.kind === 'failed') return undefined;
  const { procedure } = look;
  const findings: (Finding | undefined)[] = [];
  const find = (at: Finding | undefined, state: CriterionState): void => {
    findings.push(at && judgeCriterion(claim, metric, procedure, at, state, false));
  };
  const state = takePeriods(
    known,
    criterionOf(claim, look, times, { markedMs: 0 }),
    periodsOf(look.periods, data),
    ({ canary, control }, after) => {
      const period: ClaimData = {
        kind: 'measured',
        subject: [{ readings: canary ? [canary] : [] }],
        control: [{ readings: control ? [control] : [] }],
      };
      find(plainIsMoot(claim, period) ? { ...MOOT, text: claim.text } : plain, after);
    },
  );
  if (!state) return undefined;
  if (findings.length === 0) find(plain, state);
  const [first, ...rest] = findings;
  if (!first || rest.some((one) => one?.truth !== first.truth || one.noData !== first.noData))
    return undefined;
  return { finding: first, state };
}

/**
 * What a criterion has to know of its plain comparison at every look of a stretch: whether anything arrives at all, that it
 * is about control, and the truth of a threshold that control has no part in. Nothing where that may differ.
 * @param steady the truth at every look, where it is one and the same
 */
export function steadyPlain(
  claim: JudgedClaim,
  range: ClaimRange | undefined,
  steady: Finding | undefined,
): Finding | undefined {
  const [subject] = range?.subject ?? [];
  // A gate counts the samples of its plain comparison.
  if (!subject || (claim.judging.as === 'gate' && neededSamples(claim) > 1)) return undefined;
  if (claim.level.kind !== 'relative' || claim.level.reference !== 'control') return steady;
  const isSilent = subject.kind === 'same' && subject.reading.kind === 'missing';
  const [control] = range?.control ?? [];
  if (isSilent || !control || fewestOf(control) < LEAST_CONTROL_SAMPLES) return undefined;
  return { text: claim.text, truth: 'unknown', why: '' };
}

function fewestOf(range: ReadingRange): number {
  if (range.kind !== 'same') return range.fewest;
  return range.reading.kind === 'value' ? range.reading.samples : 0;
}
