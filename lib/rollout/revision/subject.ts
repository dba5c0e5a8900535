import type { InUse } from './in-use.js';
import type { ChangeKind, ChangeWeight, PlanChange } from './plan-change.js';

/** What is being compared, and what a running rollout has of it. */
export interface Subject {
  readonly where: string;
  readonly inUse: InUse;
}

/** The same rollout, another part of its plan. */
export function at(subject: Subject, where: string): Subject {
  return { ...subject, where };
}

/** What takes a person's consent once something was exposed. */
export function consented({ inUse }: Subject): ChangeWeight {
  return inUse.ever ? 'needs consent' : 'free';
}

/** What is refused while somebody is exposed and it concerns them; otherwise it takes consent. */
export function refusedIf(concerns: boolean, subject: Subject): ChangeWeight {
  return concerns && subject.inUse.live ? 'refused' : consented(subject);
}

/** A change of this kind. Without a weight: tightening and texts are free, everything else takes consent. */
export function found(
  subject: Subject,
  kind: ChangeKind,
  say: string,
  weight: ChangeWeight = kind === 'tightened' || kind === 'text' ? 'free' : consented(subject),
): PlanChange {
  return { kind, weight, where: subject.where, say };
}
