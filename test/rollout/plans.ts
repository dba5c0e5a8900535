import { readPlan } from '../../lib/plan/read-plan.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';

/** Reads a plan that is written in a test; a plan with mistakes fails the test with all of them. */
export function planOf(text: string): RolloutPlan {
  const { plan, problems } = readPlan('test.yaml', text, () => undefined);
  if (plan) return plan;
  throw new Error(
    problems
      .map(
        ({ line, column, found, allowed }) => `${String(line)}:${String(column)} ${found} (${allowed ?? ''})`,
      )
      .join('\n'),
  );
}

/** A small plan: two phases that expose a tenth, then a half, then everybody; tests replace parts of it. */
export function smallPlan(
  parts: {
    readonly triggers?: string;
    readonly top?: string;
    readonly first?: string;
    readonly second?: string;
  } = {},
): RolloutPlan {
  return planOf(`
rollout: small
starts: 2026-12-07
audience: { unit: user, key: userId, size: 1000, attributes: { region: { type: text, stable: true } }, segments: { eu: { where: region is eu, size: 400 } } }
flags:
  search: { class: core, old: { engine: old }, variants: { fast: { engine: fast }, safe: { engine: safe } } }
  hints: { class: extra, needs: [search] }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 0.5% }
roles:
  release: [rita, rob]
  ops: [olga]
${parts.top ?? ''}
triggers:${parts.triggers ?? ' [{ name: bad, when: errors > 5%, then: [revert all] }]'}
phases:
  - name: first
    ${parts.first ?? 'steps: [{ expose: 10%, soak: 1d }]'}
    leave: [errors < 1%]
  - name: second
    ${parts.second ?? 'steps: [{ expose: 50%, soak: 1d }, { expose: everyone, soak: 1d }]'}
    leave: [errors < 1%]
armed: { for: 1d }
`);
}
