import type { FlagContext } from './context.js';
import type { AttributeValue, DocumentVariant, FlagDocument } from './document.js';
import type { Predicate } from './evaluate-rule.js';
import { predicateOf } from './evaluate-rule.js';
import { parseRule } from './parse-rule.js';

/** What a caller gets for one flag of one lane. */
export interface FlagResult {
  readonly enabled: boolean;
  /** Name of the document's variant (see `variantOf`); absent when the document does not have the flag. */
  readonly variant?: string;
  /** Empty when the flag is not enabled, as AppConfig drops them then. */
  readonly attributes: { readonly [attribute: string]: AttributeValue };
  /** The variant and the rule that matched, for people. */
  readonly why: string;
}

/** A flag with its rules parsed, for many evaluations. Results are shared objects. */
export type FlagEvaluator = (context: FlagContext) => FlagResult;

/**
 * Evaluates a flag as AppConfig's agent does: the first variant whose rule matches. `split` is a stand-in for AWS's
 * unpublished hash (see `splits`).
 * @throws RuleSyntaxError when a rule is not one that AppConfig would take; never because of the context.
 */
export function evaluateFlag(document: FlagDocument, flag: string, context: FlagContext): FlagResult {
  return prepareFlag(document, flag)(context);
}

/** `evaluateFlag` for many contexts: parses the flag's rules once and allocates nothing per evaluation. */
export function prepareFlag(document: FlagDocument, flag: string): FlagEvaluator {
  const value = Object.hasOwn(document.values, flag) ? document.values[flag] : undefined;
  if (value === undefined)
    return always({ enabled: false, attributes: {}, why: `the document has no flag "${flag}"` });
  const none = { enabled: false, attributes: {}, why: `flag "${flag}" has no variant that matches` };
  const candidates = value._variants.map((variant) => ({
    matches: predicate(variant),
    result: resultOf(variant),
  }));
  return (context) => {
    for (const { matches, result } of candidates) if (matches(context)) return result;
    return none;
  };
}

function always(result: FlagResult): FlagEvaluator {
  return () => result;
}

function predicate(variant: DocumentVariant): Predicate {
  return variant.rule === undefined ? () => true : predicateOf(parseRule(variant.rule));
}

function resultOf(variant: DocumentVariant): FlagResult {
  const reason = variant.rule === undefined ? 'the default' : `rule ${abridged(variant.rule)} matches`;
  return {
    enabled: variant.enabled,
    variant: variant.name,
    attributes: (variant.enabled ? variant.attributeValues : undefined) ?? {},
    why: `variant "${variant.name}": ${reason}`,
  };
}

/** Rules with lists of units run to thousands of characters. */
function abridged(rule: string): string {
  return rule.length <= 200 ? rule : `${rule.slice(0, 150)} … ${rule.slice(-40)}`;
}
