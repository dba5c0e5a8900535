import type { RevisionJudgement } from '../rollout/revision/consent.js';
import { sayChange, type PlanChange } from '../rollout/revision/plan-change.js';

/** Changes that are named; the others are counted. */
const NAMED = 3;

/** Why another plan may not take over a rollout that is under way, for somebody who deploys: what is in the way, and what to do. */
export function revisionRefusalText(rollout: string, { changes, consent }: RevisionJudgement): string {
  const refused = changes.filter(({ weight }) => weight === 'refused');
  if (refused.length > 0)
    return `The changed plan of ${rollout} is refused while it runs: ${list(refused)}. Take these changes back, or make them when nobody is exposed: phasegate revert ${rollout} --target aws. Nothing has changed.`;
  const asked = changes.filter(({ weight }) => weight === 'needs consent');
  return `The changed plan of ${rollout} needs the consent of a person: ${list(asked)}. To accept exactly these changes: npx cdk deploy phasegate-${rollout} -c phasegate:${rollout}:accept=${consent}. Nothing has changed.`;
}

function list(changes: readonly PlanChange[]): string {
  const more = changes.length > NAMED ? `; and ${String(changes.length - NAMED)} more` : '';
  return `${changes.slice(0, NAMED).map(sayChange).join('; ')}${more}`;
}
