/** What a difference between two plans is. */
export type ChangeKind =
  /** The rollout has another name: it is another rollout. */
  | 'renamed'
  /** Somebody who is early would be late, or the other way round. */
  | 'rebucketed'
  /** What was done already would be told otherwise, or skipped. */
  | 'history'
  /** More units would be let in by what has been decided already. */
  | 'enlarged'
  | 'loosened'
  | 'tightened'
  | 'added'
  | 'removed'
  /** Nobody can say whether it is looser or tighter. */
  | 'changed'
  /** Only what people read. */
  | 'text';

/** What a change takes: nothing (`free`), a person's consent, or another rollout. */
export type ChangeWeight = 'refused' | 'needs consent' | 'free';

/** One difference between the plan that a rollout is carried out by and the plan that is to take its place. */
export interface PlanChange {
  readonly kind: ChangeKind;
  readonly weight: ChangeWeight;
  /** As people name it: `gate pilot.leave`, `trigger slow`, `flag search`, `segment pilot`, `the plan`. */
  readonly where: string;
  /** What was and what would be, in a sentence that names all of it: consent is given to sentences. */
  readonly say: string;
}

/** The change in one line. */
export function sayChange({ where, say }: PlanChange): string {
  return `${where}: ${say}`;
}
