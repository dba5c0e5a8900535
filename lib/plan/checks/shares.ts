import type { Amount } from '../expressions/exposure.js';
import type { RolloutPlan, Step } from '../rollout-plan.js';

/** A flag at the last step that raises it in the last environment. */
export interface LastShare {
  readonly flag: string;
  readonly step: Step;
  /** Of everyone, 0..1; `unknown` where the plan does not tell. */
  readonly share: number | 'unknown';
}

/** Follows the shares of the flags through the steps of the last environment, as far as the plan says them. */
export function lastShares(plan: RolloutPlan): readonly LastShare[] {
  const now = new Map<string, LastShare>();
  for (const phase of plan.phases) {
    if (phase.environment !== plan.environments.at(-1)) continue;
    const atEntry = new Map(now);
    for (const step of phase.steps) {
      if (!step.change) continue;
      for (const flag of step.flags) {
        const parts = partsSoFar(phase.steps, step, flag);
        const share = raised(step.change, now.get(flag)?.share ?? 0, atEntry.get(flag)?.share ?? 0, parts);
        now.set(flag, { flag, step, share });
      }
    }
  }
  return [...now.values()];
}

/** The parts of the remaining that the steps of a phase up to `step` add for a flag. */
function partsSoFar(steps: readonly Step[], step: Step, flag: string): number {
  const added = steps.filter(({ index, flags }) => index <= step.index && flags.includes(flag));
  return added.reduce((sum, { change }) => {
    const part = change?.exposure.kind === 'remaining' ? (fractionOf(change.exposure.amount) ?? 0) : 0;
    return change?.mode === 'add' ? sum + part : Math.max(sum, part);
  }, 0);
}

function raised(
  { mode, exposure }: NonNullable<Step['change']>,
  now: number | 'unknown',
  atEntry: number | 'unknown',
  parts: number,
): number | 'unknown' {
  if (exposure.kind === 'everyone') return 1;
  if (exposure.kind === 'remaining' && parts > 1 - 1e-9) return 1;
  if (now === 'unknown' || atEntry === 'unknown') return 'unknown';
  switch (exposure.kind) {
    case 'nobody':
      return now;
    case 'remaining':
      if (fractionOf(exposure.amount) === undefined) return 'unknown';
      return clean(Math.max(now, atEntry + parts * (1 - atEntry)));
    case 'share': {
      const part = fractionOf(exposure.amount);
      if (part === undefined || exposure.segment !== undefined) return 'unknown';
      return clean(mode === 'add' ? now + part : Math.max(now, part));
    }
    case 'segment':
    case 'drawn':
      return 'unknown';
  }
}

/** The share that an amount comes to when all goes well; `undefined` for numbers of units. */
export function fractionOf(amount: Amount): number | undefined {
  return amount.kind === 'percent' ? (amount.upTo ?? amount.fraction) : undefined;
}

/** Without the noise of binary fractions: 0.1 + 0.2 is 0.3. */
function clean(share: number): number {
  return Math.min(1, Number(share.toFixed(9)));
}
