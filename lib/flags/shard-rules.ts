import { APPCONFIG_LIMITS } from './appconfig-limits.js';
import type { Condition } from './condition.js';
import { allOf, anyOf } from './condition.js';
import { distinctUnits } from './earliest-units.js';
import type { Admission } from './grant-conditions.js';
import type { Rule } from './rule.js';
import { context, printRule, quote } from './rule.js';

const MAX_RULE = APPCONFIG_LIMITS.rule.max;
/** What `(or a b)` adds to its two operands. */
const OR_LENGTH = '(or  )'.length;

/**
 * The texts of as few rules as it takes to say all admissions, each within AppConfig's limit, one per variant;
 * `true` when one of them admits everybody. A part that cannot be divided may still be too long: the limit is checked
 * on the document.
 */
export function shardRules(admissions: readonly Admission[], unitAttribute: string): true | string[] {
  const parts: Rule[] = [];
  for (const admission of joinedLists(admissions)) {
    const conditions =
      admission.units === undefined
        ? [admission.condition]
        : listConditions(admission.units, admission.condition, unitAttribute);
    for (const condition of conditions) {
      if (condition === true) return true;
      if (condition !== false) parts.push(condition);
    }
  }
  return packed(parts);
}

/** Lists whose members are in without any further condition are one list: fewer rules, and nobody twice. */
function joinedLists(admissions: readonly Admission[]): Admission[] {
  const isPlainList = (admission: Admission) => admission.units !== undefined && admission.condition === true;
  const plain = admissions.filter(isPlainList);
  if (plain.length === 0) return [...admissions];
  const units = distinctUnits(plain.flatMap((admission) => admission.units ?? []));
  return [{ units, condition: true }, ...admissions.filter((admission) => !isPlainList(admission))];
}

/** `(in $unit […])` and the condition, for as many members at a time as one rule can hold. */
function listConditions(units: readonly string[], condition: Condition, unitAttribute: string): Condition[] {
  const listed = (list: readonly string[]) =>
    allOf([list.length > 0 && { kind: 'in', value: context(unitAttribute), list }, condition]);
  const shortest = listed(['']);
  if (typeof shortest === 'boolean') return [shortest];
  const room = MAX_RULE - printRule(shortest).length + quote('').length;
  const chunks: Condition[] = [];
  let chunk: string[] = [];
  let length = 0;
  for (const unit of units) {
    const added = quote(unit).length + ','.length;
    if (chunk.length > 0 && length + added - ','.length > room) {
      chunks.push(listed(chunk));
      chunk = [];
      length = 0;
    }
    chunk.push(unit);
    length += added;
  }
  return [...chunks, listed(chunk)];
}

function packed(parts: readonly Rule[]): string[] {
  const texts: string[] = [];
  let pack: Rule[] = [];
  /** Of the last part that was looked at: alone in its pack, it is the rule. */
  let text = '';
  let length = 0;
  const close = () => {
    const rule = anyOf(pack);
    if (typeof rule !== 'boolean') texts.push(pack.length === 1 ? text : printRule(rule));
  };
  for (const part of parts) {
    const next = printRule(part);
    const added = next.length + (pack.length > 0 ? OR_LENGTH : 0);
    if (pack.length > 0 && length + added > MAX_RULE) {
      close();
      pack = [part];
      length = next.length;
    } else {
      pack.push(part);
      length += added;
    }
    text = next;
  }
  close();
  return texts;
}
