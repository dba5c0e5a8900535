import { sayDuration } from '../../plan/expressions/amounts.js';
import { sayValue } from './fingerprint.js';
import { isSame, keysOf } from './is-same.js';
import type { PlanChange } from './plan-change.js';
import { found, refusedIf, type Subject } from './subject.js';

/** Says what a difference between two values of a field is. */
export type Rule<V> = (before: V, after: V, subject: Subject) => readonly PlanChange[];

/** A rule for each field: a field that is new in the plan's type has to be weighed before this compiles again. */
export type Rules<T> = { readonly [K in keyof T]-?: Rule<T[K]> };

/**
 * Compares two parts of plans field by field. A field that differs and of which no rule says anything is `changed`:
 * nothing slips through because somebody did not think of it.
 */
export function compareFields<T extends object>(
  rules: Rules<T>,
  before: T,
  after: T,
  subject: Subject,
): readonly PlanChange[] {
  return keysOf(before, after).flatMap((name) => {
    const key = name as keyof T;
    if (isSame(before[key], after[key])) return [];
    const said = Object.hasOwn(rules, key) ? rules[key](before[key], after[key], subject) : [];
    return said.length > 0 ? said : changed(name)(before[key], after[key], subject);
  });
}

/** Nobody can say in which direction: it takes consent. */
export function changed(what: string): Rule<unknown> {
  return (before, after, subject) => [
    found(subject, 'changed', `${what}: ${sayValue(before)} becomes ${sayValue(after)}`),
  ];
}

/** Only what people read. */
export function text(what: string): Rule<unknown> {
  return (_before, _after, subject) => [found(subject, 'text', `${what} is written anew`)];
}

/** What follows from where something stands; it differs only when the plan does not fit itself. */
export const derived: Rule<unknown> = () => [];

/** What decides who is early: refused for whom it `concerns`. */
export function bucketing(what: string, concerns: (subject: Subject) => boolean): Rule<unknown> {
  return (before, after, subject) => [
    found(
      subject,
      'rebucketed',
      `${what}: ${sayValue(before)} becomes ${sayValue(after)}, and others would be early`,
      refusedIf(concerns(subject), subject),
    ),
  ];
}

/**
 * A figure whose one direction is looser.
 * @param looser the direction that loosens
 * @param absent what it means when nothing is said
 * @param say how a value is written. @default as a duration
 */
export function figure(
  what: string,
  looser: 'less' | 'more',
  absent: number,
  say: (value: number) => string = sayDuration,
): Rule<number | undefined> {
  return (before, after, subject) => {
    const change = (after ?? absent) - (before ?? absent);
    const words = (value: number | undefined): string => (value === undefined ? 'nothing' : say(value));
    const loosens = looser === 'less' ? change < 0 : change > 0;
    if (change === 0) return [];
    return [
      found(subject, loosens ? 'loosened' : 'tightened', `${what}: ${words(before)} becomes ${words(after)}`),
    ];
  };
}
