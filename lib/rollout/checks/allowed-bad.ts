import type { Claim } from '../../plan/expressions/condition.js';
import type { Metric } from '../../plan/rollout-plan.js';

/**
 * The most bad outcomes among `total` that satisfy a claim about a share; 0 or more.
 * @returns `undefined` when the claim is about something else than a most
 */
export function allowedBad(
  { comparison }: Pick<Claim, 'comparison'>,
  share: number,
  better: Metric['better'],
  total: number,
): number | undefined {
  const edge = better === 'lower' ? share * total : (1 - share) * total;
  const rounded = Number(edge.toFixed(6));
  const strict = better === 'lower' ? '<' : '>';
  if (comparison === strict) return Math.max(0, Math.ceil(rounded) - 1);
  if (comparison === `${strict}=`) return Math.floor(rounded);
  return undefined;
}
