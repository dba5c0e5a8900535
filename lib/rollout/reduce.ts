import type { Act } from '../plan/expressions/response.js';
import type { Draft } from './draft.js';
import { lower } from './lower.js';
import type { Exposures } from './state.js';
import { reduceTo } from './step-exposure.js';

/**
 * Puts the last step's environment down to the step before, or to a share of what is exposed; the step waits to be
 * taken again.
 */
export function reduce(draft: Draft, to: (Act & { readonly kind: 'reduce' })['to'], because: string): void {
  const { history, control } = draft.state;
  const last = history.at(-1);
  if (!last) return;
  const environment = draft.state.environments[last.environment];
  if (!environment) return;
  const step = draft.plan.phases[last.phase]?.steps[last.step]?.id ?? '';
  // While the step is still rising, a share of it may be more than anybody has yet been given.
  const rising = control.mode === 'running' && control.position.stage === 'rising';
  const exposures: Exposures =
    to === 'previous step'
      ? last.before
      : Object.fromEntries(
          Object.entries(rising ? last.before : environment.exposures).map(([flag, exposure]) => [
            flag,
            reduceTo(exposure, to.fraction),
          ]),
        );
  // Those who stay in came by the steps so far: what a revert goes back to has to be kept.
  if (rising || to === 'previous step') draft.update({ history: history.slice(0, -1) });
  lower(draft, last.environment, exposures, `reduce: ${because}`, step);
  draft.update({
    timings: [
      ...draft.state.timings,
      {
        what: 'step',
        decidedAt: draft.now,
        environment: last.environment,
        generation: draft.state.environments[last.environment]?.brake.generation ?? 0,
      },
    ],
  });
  draft.happened(
    'reduce',
    `reduced to ${to === 'previous step' ? `before ${step}` : `${String(to.fraction * 100)}%`}: ${because}`,
  );
  // The step that was taken back waits to be taken again: once the trigger is resumed, or in a new attempt.
  const position = { stage: 'waiting', phase: last.phase, step: last.step } as const;
  switch (control.mode) {
    case 'running':
      draft.update({ control: { ...control, position } });
      draft.time({ gateSince: draft.now });
      return;
    case 'reverted':
      // A new attempt must not go on behind a step that was taken back after the revert.
      draft.update({ control: { ...control, position } });
      return;
    case 'completed':
      draft.update({
        control: { mode: 'reverted', what: 'step', position, attempt: control.attempt },
      });
      return;
    case 'closed':
      return;
  }
}
