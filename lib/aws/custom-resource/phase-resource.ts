import { entryRefusalText } from '../../report/entry-text.js';
import { exposedUnits } from '../../rollout/exposed-units.js';
import type { RolloutState } from '../../rollout/state.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { enterPhase, type EnterablePhases } from '../../runtime/enter-phase.js';
import type { LastDeployment } from '../dynamo-last-deployment.js';
import { askedBy } from './asked-by.js';
import type { CustomResourceResult, PhaseRequest } from './custom-resource-event.js';

/** The phase before any: both lanes serve the old behaviour to everybody. */
const OFF = 'off';

/** A running rollout, as far as its phase resource needs it. */
export interface PhasedRollout extends EnterablePhases {
  load(): Promise<RolloutState | undefined>;
  /** What the stack was last deployed with to its end. */
  lastDeployment(): Promise<Pick<LastDeployment, 'phase'> | undefined>;
}

/**
 * Carries out a request for a phase. The phase of the last deployment that came to its end is no new request: CloudFormation
 * asks for it again when it takes an update back, which must never be refused, or the stack would be stuck. Asking for an
 * earlier phase puts nobody back: a revert does.
 */
export async function phaseResource(
  rollout: PhasedRollout,
  event: PhaseRequest,
): Promise<CustomResourceResult> {
  if (event.RequestType === 'Delete') return mayBeDeleted(rollout.plan, await rollout.load());
  const asked = event.ResourceProperties.Phase;
  // A changed plan is deployed while its phase stays, also after a revert; and a deployment that was refused is taken back.
  if (event.OldResourceProperties?.Phase === asked || (await rollout.lastDeployment())?.phase === asked)
    return { ok: true, say: 'no other phase was asked for' };
  if (asked === OFF) return { ok: true, say: 'nothing was asked for' };
  const request = /^(?<phase>[^#]+)(?:#(?<attempt>[1-9]\d{0,8}))?$/u.exec(asked)?.groups;
  if (!request?.['phase'])
    return {
      ok: false,
      reason: `"${asked}" is no phase. Allowed: off, the name of a phase such as ${rollout.plan.phases[0]?.name ?? 'pilot'}, or with the number of an attempt: ${rollout.plan.phases[0]?.name ?? 'pilot'}#2.`,
    };
  const { answer } = await enterPhase(rollout, {
    phase: request['phase'],
    ...(request['attempt'] === undefined ? {} : { attempt: Number(request['attempt']) }),
    id: `enter/${event.RequestId}`,
    who: askedBy(event.StackId),
  });
  switch (answer.kind) {
    case 'granted':
      return { ok: true, say: `phase ${answer.phase.name} is entered` };
    case 'already':
      return { ok: true, say: `phase ${answer.phase.name} was entered before: nothing has changed` };
    case 'refused':
      return { ok: false, reason: entryRefusalText(rollout.plan.rollout, answer.because) };
  }
}

/** Without its stack nobody would serve the new behaviour, and nobody could put users back in an orderly way. */
function mayBeDeleted(plan: RolloutPlan, state: RolloutState | undefined): CustomResourceResult {
  const exposed = state && state.control.mode !== 'closed' ? Math.round(exposedUnits(plan, state)) : 0;
  if (exposed === 0) return { ok: true, say: 'nobody is exposed' };
  return {
    ok: false,
    reason: `About ${String(exposed)} ${plan.audience.units} are exposed, and would lose the new behaviour at once. Put them back first: phasegate revert ${plan.rollout} --target aws. Or, when the rollout is over, close it.`,
  };
}
