import type { Step } from '../../plan/rollout-plan.js';
import { isSame } from './is-same.js';
import type { PlanChange } from './plan-change.js';
import { found, type Subject } from './subject.js';

/** Whom a step that is still to come exposes. Who has been exposed by a step that was taken stays so. */
export function compareExposure(
  before: Step['change'],
  after: Step['change'],
  subject: Subject,
): readonly PlanChange[] {
  const say = `whom it exposes: \`${sayExposure(before)}\` becomes \`${sayExposure(after)}\``;
  if (isSame(unread(before), unread(after))) return [found(subject, 'text', say)];
  const [was, is] = [share(before), share(after)];
  if (!before || !after || was === undefined || is === undefined || before.mode !== after.mode)
    return [found(subject, 'changed', say)];
  return [found(subject, is > was ? 'loosened' : is < was ? 'tightened' : 'changed', say)];
}

/** Whom a step exposes, as it is written. */
export function sayExposure(change: Step['change']): string {
  return change === undefined ? 'nobody' : `${change.mode} ${change.exposure.text}`;
}

function unread(change: Step['change']): unknown {
  return change && { ...change, exposure: { ...change.exposure, text: '' } };
}

/** The largest share of everybody that is let in, where it is one. */
function share(change: Step['change']): number | undefined {
  const exposure = change?.exposure;
  if (exposure?.kind === 'everyone') return 1;
  if (exposure?.kind !== 'share' || exposure.segment !== undefined || exposure.amount.kind !== 'percent')
    return undefined;
  return exposure.amount.upTo ?? exposure.amount.fraction;
}
