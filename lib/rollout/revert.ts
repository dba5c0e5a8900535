import type { RevertScope } from '../plan/expressions/response.js';
import type { Draft } from './draft.js';
import { lower, refreshBrakes, revertTarget, withDependents } from './lower.js';
import { placeName } from './place.js';
import type { DisabledFlag, RevertTiming } from './state.js';

/** Puts users back. Needs no data, no signature, no window and no free deployment slot. */
export function performRevert(
  draft: Draft,
  what: Exclude<RevertScope, 'affected users'>,
  because: string,
): void {
  const { state, plan } = draft;
  if (state.control.mode === 'closed') return;
  const target = revertTarget(plan, state, what);
  if (!target) {
    draft.happened('revert', `revert ${what}: nobody is exposed (${because})`);
    return;
  }
  const step = placeName(plan, state.control);
  draft.update({ history: target.history });
  for (const [environment, exposures] of Object.entries(target.exposures)) {
    lower(draft, environment, exposures, `revert ${what}: ${because}`, step);
    startTiming(draft, what, environment);
  }
  draft.update({
    control: { mode: 'reverted', what, position: target.position, attempt: state.control.attempt },
  });
  draft.happened('revert', `${target.say}: ${because}`);
  runUndoHooks(draft, state.history.length - target.history.length);
}

/** Starts the hooks that take back what the hooks of the reverted steps did. */
function runUndoHooks(draft: Draft, undone: number): void {
  const { plan, state } = draft;
  if (undone === 0 || state.hooks.length === 0) return;
  const from = revertedSteps(draft);
  for (const run of [...state.hooks].reverse()) {
    const undo = plan.hooks[run.hook]?.undo;
    if (undo === undefined || run.outcome !== 'ok' || !from.includes(run.because)) continue;
    if (state.hooks.some((other) => other.hook === undo && other.startedAt >= run.startedAt)) continue;
    const id = draft.effect({ kind: 'hook', hook: undo, because: `undo of ${run.because}` });
    draft.update({
      hooks: [
        ...draft.state.hooks,
        { run: id, hook: undo, because: `undo of ${run.because}`, startedAt: draft.now },
      ],
    });
    draft.happened('hook', `hook ${undo} started, to undo ${run.hook}`);
  }
}

/** The steps behind the position that the revert goes back to. */
function revertedSteps(draft: Draft): readonly string[] {
  const { control } = draft.state;
  if (control.mode !== 'reverted') return [];
  const { position } = control;
  return draft.plan.phases
    .slice(position.phase)
    .flatMap((phase) =>
      phase.steps.filter(
        (step) => phase.index > position.phase || !('step' in position) || step.index >= position.step,
      ),
    )
    .map((step) => step.id);
}

/** Puts single units back to the old variant, in every environment. */
export function performRevertUnits(draft: Draft, units: readonly string[], because: string): void {
  const excluded = [...new Set([...draft.state.excluded, ...units])];
  if (excluded.length === draft.state.excluded.length) return;
  draft.update({ excluded, included: draft.state.included.filter((unit) => !units.includes(unit)) });
  refreshBrakes(
    draft,
    `revert of ${String(units.length)} ${draft.plan.audience.units}: ${because}`,
    placeName(draft.plan, draft.state.control),
  );
  for (const environment of Object.keys(draft.state.environments))
    startTiming(draft, 'affected users', environment);
  draft.happened(
    'revert',
    `${String(units.length)} ${units.length === 1 ? draft.plan.audience.unit : draft.plan.audience.units} put back: ${because}`,
  );
}

/** Later causes last longer: what a person or a kill turned off does not come back with the trigger. */
const CAUSES = ['trigger', 'person', 'kill'] as const satisfies readonly DisabledFlag['cause'][];

/** Turns flags off for everybody, with those that need them, until they are enabled again. */
export function performDisable(
  draft: Draft,
  flags: readonly string[],
  by: string,
  cause: DisabledFlag['cause'],
): void {
  const all = withDependents(draft.plan, flags).filter((flag) => {
    const present = draft.state.disabled[flag];
    return !present || present.over === true || CAUSES.indexOf(present.cause) < CAUSES.indexOf(cause);
  });
  if (all.length === 0) return;
  const disabled = Object.fromEntries(
    all.map((flag): [string, DisabledFlag] => [flag, { by, cause, at: draft.now }]),
  );
  draft.update({ disabled: { ...draft.state.disabled, ...disabled } });
  refreshBrakes(draft, `disable ${all.join(', ')}: ${by}`, placeName(draft.plan, draft.state.control));
  for (const environment of Object.keys(draft.state.environments)) startTiming(draft, 'disable', environment);
  draft.happened('disable', `disabled: ${all.join(', ')}`);
}

/** Notes when a fall was decided, so that the plan's promises can be measured. */
function startTiming(draft: Draft, what: RevertTiming['what'], environment: string): void {
  const generation = draft.state.environments[environment]?.brake.generation;
  if (generation === undefined) return;
  draft.update({
    timings: [...draft.state.timings, { what, decidedAt: draft.now, environment, generation }],
  });
}
