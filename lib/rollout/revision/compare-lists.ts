import { changed, text } from './compare-fields.js';
import { isSame, keysOf } from './is-same.js';
import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { at, found, type Subject } from './subject.js';

/** Something with keys, in a list. */
type Item = Readonly<Record<string, unknown>>;

/**
 * Compares lists of messages and checklists: what is new or only says something else is free, everything else takes
 * consent.
 */
export function compareList(
  what: string,
  before: readonly Item[],
  after: readonly Item[],
  parent: Subject,
): readonly PlanChange[] {
  const { both, removed, added } = pairUp(before, after, nameOf);
  const named = (item: Item): Subject => at(parent, `${what} ${nameOf(item)}`);
  const changes = [
    ...both.flatMap(([was, is]) =>
      keysOf(was, is)
        .filter((key) => !isSame(was[key], is[key]))
        .flatMap((key) => (TEXTS.has(key) ? text : changed)(`its \`${key}\``)(was[key], is[key], named(was))),
    ),
    ...removed.map((item) => found(named(item), 'removed', 'it is gone')),
    ...added.map((item) => found(named(item), 'added', 'it is new', 'free')),
  ];
  return changes.length > 0 ? changes : [found(parent, 'text', `the order of each ${what} is another`)];
}

const TEXTS: ReadonlySet<string> = new Set(['say', 'questions']);

/** A checklist that comes again has no name: it is known by what it asks, and how often. */
function nameOf(item: Item): string {
  return typeof item['name'] === 'string'
    ? item['name']
    : `${String(item['every'])} ${JSON.stringify(item['tasks'])}`;
}
