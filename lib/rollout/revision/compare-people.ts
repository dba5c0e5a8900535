import { sayDuration } from '../../plan/expressions/amounts.js';
import type { Promised, Role, RolloutPlan } from '../../plan/rollout-plan.js';
import { changed, compareFields, figure, type Rules } from './compare-fields.js';
import { compareRecords } from './compare-records.js';
import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { at, found, type Subject } from './subject.js';

const ROLE: Rules<Role> = {
  people: (before, after, subject) => {
    const { removed, added } = pairUp(before, after, (one) => one);
    if (removed.length + added.length === 0)
      return [found(subject, 'text', 'its people are written in another order')];
    return [
      ...added.map((one) => found(subject, 'loosened', `${one} belongs to it as well`)),
      ...removed.map((one) => found(subject, 'tightened', `${one} does not belong to it any more`)),
    ];
  },
  quorum: figure('how many sign', 'less', 1, String),
  distinct: (_was, is, subject) => [
    found(
      subject,
      is ? 'tightened' : 'loosened',
      is ? 'who signs for it signs for no other' : 'who signs for it may sign for others as well',
    ),
  ],
};

/** The people of the plan. The first role is also told of what concerns nobody else. */
export function compareRoles(
  before: RolloutPlan['roles'],
  after: RolloutPlan['roles'],
  parent: Subject,
): readonly PlanChange[] {
  const named = (name: string): Subject => at(parent, `role ${name}`);
  const known = new Set(Object.values(before).flatMap((role) => role.people));
  return compareRecords(before, after, {
    both: (was, is, name) => compareFields(ROLE, was, is, named(name)),
    removed: (_role, name) => found(named(name), 'removed', 'it is gone'),
    added: (role, name) => {
      const strangers = role.people.filter((one) => !known.has(one));
      return strangers.length === 0
        ? found(named(name), 'added', 'it is new', 'free')
        : found(
            named(name),
            'added',
            `it is new, with ${strangers.join(', ')}, who may let exposure rise again`,
          );
    },
  });
}

/** Authors do not sign off what they wrote. */
export function compareAuthors(
  before: readonly string[],
  after: readonly string[],
  subject: Subject,
): readonly PlanChange[] {
  const { removed, added } = pairUp(before, after, (one) => one);
  if (removed.length + added.length === 0)
    return [found(subject, 'text', 'its authors are written in another order')];
  return [
    ...removed.map((one) => found(subject, 'loosened', `${one} is no author any more, and may sign it off`)),
    ...added.map((one) => found(subject, 'tightened', `${one} is an author as well`)),
  ];
}

const PROMISE: Rules<Promised> = {
  withinMs: figure('the time', 'more', Infinity),
  legs: changed('its parts'),
};

/** Times within which users are back. */
export function comparePromises(
  before: RolloutPlan['promises'],
  after: RolloutPlan['promises'],
  parent: Subject,
): readonly PlanChange[] {
  const named = (name: string): Subject => at(parent, `promise ${name}`);
  return compareRecords<Promised>(before, after, {
    both: (was, is, name) => compareFields(PROMISE, was, is, named(name)),
    removed: ({ withinMs }, name) =>
      found(named(name), 'loosened', `${sayDuration(withinMs)} is not promised any more`),
    added: ({ withinMs }, name) => found(named(name), 'tightened', `${sayDuration(withinMs)} is promised`),
  });
}
