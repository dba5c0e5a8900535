import type { Amount } from '../expressions/exposure.js';
import { stepsOf, type RolloutPlan, type Step } from '../rollout-plan.js';

/** Shares of everyone, 0..1, by flag; a flag that was never raised has none, `unknown` cannot be told from the plan. */
export type Shares = Readonly<Record<string, number | 'unknown'>>;

/** A step with what is exposed in its environment afterwards. */
export interface SharedStep {
  readonly step: Step;
  readonly environment: string;
  readonly after: Shares;
}

/** Follows the shares of the flags through the steps, environment by environment, as far as the plan says them. */
export function sharesOverSteps(plan: RolloutPlan): readonly SharedStep[] {
  const now: Record<string, Record<string, number | 'unknown'>> = {};
  const atEntry: Record<string, Shares> = {};
  return stepsOf(plan).map((step) => {
    const environment = plan.phases[step.phase]?.environment ?? '';
    const shares = (now[environment] ??= {});
    if (step.index === 0) atEntry[environment] = { ...shares };
    if (step.change) {
      for (const flag of step.flags) {
        const parts = partsSoFar(plan.phases[step.phase]?.steps ?? [], step, flag);
        shares[flag] = raised(step.change, shares[flag] ?? 0, atEntry[environment]?.[flag] ?? 0, parts);
      }
    }
    return { step, environment, after: { ...shares } };
  });
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
