import { Draft } from '../rollout/draft.js';
import type { HappeningKind } from '../rollout/evidence.js';

/** What a story leaves out: what people are told about a gate, and what nobody sees. */
const UNTOLD: ReadonlySet<HappeningKind> = new Set(['gate', 'task', 'incident', 'lifecycle']);

/** A transition that is tried: what happens is kept as a sentence, without counting whom it exposes. */
export class ProbeDraft extends Draft {
  override happened(kind: HappeningKind, say: string): void {
    this.happenings.push({ kind, say });
  }

  /** What happened, for a story. */
  told(): readonly string[] {
    return this.happenings.filter(({ kind }) => !UNTOLD.has(kind)).map(({ say }) => say);
  }
}
