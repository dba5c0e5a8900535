import { APPCONFIG_LIMITS } from '../flags/appconfig-limits.js';
import type { DocumentVariant, FlagDocument } from '../flags/document.js';
import { parseRule } from '../flags/parse-rule.js';
import { variantOf } from '../flags/variant-names.js';
import { utf8Length } from '../flags/well-formed.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { laneDocument, type Lane } from '../rollout/desired.js';
import type { RolloutState } from '../rollout/state.js';
import { sayRule } from './sentences/rules.js';

/** What one lane is given to serve. */
export interface LaneView {
  /** UTF-8 bytes of the document, and the most that AppConfig takes. */
  readonly bytes: number;
  readonly limit: number;
  readonly flags: readonly LaneFlagView[];
  readonly document: FlagDocument;
}

/** The variants of a flag in a lane's document, in order: the first that applies counts. */
interface LaneFlagView {
  readonly flag: string;
  readonly variants: readonly {
    readonly variant: string;
    /** To whom; the last one is for everybody else. */
    readonly say: string;
  }[];
}

/** The document that a lane gets, with what it says. */
export function laneView(plan: RolloutPlan, state: RolloutState, environment: string, lane: Lane): LaneView {
  const document = laneDocument(plan, state, environment, lane);
  return {
    bytes: utf8Length(JSON.stringify(document)),
    limit: APPCONFIG_LIMITS.document.max,
    flags: Object.entries(document.values).map(([flag, { _variants }]) => ({
      flag,
      variants: _variants.map((variant) => ({
        variant: variantOf(variant.name),
        say: sayVariant(variant, _variants.length === 1),
      })),
    })),
    document,
  };
}

function sayVariant({ rule }: DocumentVariant, alone: boolean): string {
  if (rule !== undefined) return `if ${sayRule(parseRule(rule))}`;
  return alone ? 'everybody' : 'everybody else';
}
