import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { RolloutState } from '../state.js';
import { compareAudience } from './compare-audience.js';
import { compareFreezes } from './compare-calendar.js';
import { compareEnvironments } from './compare-environments.js';
import { changed, compareFields, figure, text, type Rules } from './compare-fields.js';
import { compareFlags } from './compare-flags.js';
import { compareGate } from './compare-gates.js';
import { compareList } from './compare-lists.js';
import { compareHooks, compareMetrics } from './compare-metrics.js';
import { compareAuthors, comparePromises, compareRoles } from './compare-people.js';
import { comparePhases } from './compare-phases.js';
import { compareRecords } from './compare-records.js';
import { compareTriggers } from './compare-triggers.js';
import { sayValue } from './fingerprint.js';
import { inUse } from './in-use.js';
import { isSame } from './is-same.js';
import type { PlanChange } from './plan-change.js';
import { at, found, type Subject } from './subject.js';
import { withoutPlaces } from './without-places.js';

/**
 * Everything that is different in a plan that is to take the place of the one that a rollout is carried out by, each
 * with what it takes. Empty only for equal plans: what no rule knows is `changed`, and takes consent.
 * @param before the plan that the state is pinned to
 */
export function diffPlans(
  before: RolloutPlan,
  after: RolloutPlan,
  state: RolloutState,
): readonly PlanChange[] {
  if (isSame(before, after)) return [];
  const subject: Subject = { where: 'the plan', inUse: inUse(before, state) };
  const [was, is] = [withoutPlaces(before), withoutPlaces(after)];
  if (isSame(was, is))
    return [found(subject, 'text', 'only the places are others where things stand in the file')];
  return compareFields(rulesOf(was, is), was, is, subject);
}

function rulesOf(before: RolloutPlan, after: RolloutPlan): Rules<RolloutPlan> {
  return {
    rollout: (was, is, subject) => [
      found(subject, 'renamed', `rollout ${was} becomes ${is}: another name is another rollout`, 'refused'),
    ],
    summary: text('its summary'),
    starts: (was, is, subject) => [
      found(
        subject,
        'changed',
        `its start: ${sayValue(was)} becomes ${sayValue(is)}; weeks go on counting from the day on which it was begun`,
      ),
    ],
    deadlineMs: figure('its deadline', 'more', Infinity),
    timezone: changed('its time zone'),
    owner: text('its owner'),
    authors: compareAuthors,
    namespace: changed('the namespace of its metrics'),
    audience: (_was, _is, subject) => compareAudience(before, after, subject),
    environments: compareEnvironments,
    flags: (_was, _is, subject) => compareFlags(before, after, subject),
    metrics: (_was, _is, subject) => compareMetrics(before, after, subject),
    roles: compareRoles,
    severities: (was, is, subject) =>
      compareRecords(was, is, {
        both: (one, other, name) => changed('what follows')(one, other, at(subject, `severity ${name}`)),
        removed: (_one, name) => found(at(subject, `severity ${name}`), 'removed', 'it is gone'),
        added: (_other, name) => found(at(subject, `severity ${name}`), 'added', 'it is new', 'free'),
      }),
    promises: comparePromises,
    triggers: (_was, _is, subject) => compareTriggers(before, after, subject),
    notices: (was, is, subject) => compareList('notice', was, is, subject),
    digests: (was, is, subject) => compareList('digest', was, is, subject),
    recurring: (was, is, subject) => compareList('checklist', was, is, subject),
    surveys: (was, is, subject) => compareList('survey', was, is, subject),
    page: (was, is, subject) =>
      isSame(was?.public, is?.public)
        ? [found(subject, 'text', 'its page is written anew')]
        : changed('its page')(was, is, subject),
    hooks: compareHooks,
    freezes: compareFreezes,
    judge: (was, is, subject) =>
      compareFields(
        {
          periodMs: changed('the period of a trigger'),
          staleMs: figure('how old a finding may be', 'more', 0),
        },
        was,
        is,
        subject,
      ),
    phases: (_was, _is, subject) => comparePhases(before, after, subject),
    armed: (was, is, subject) => {
      const say = `how long triggers stay armed after the end: ${sayValue(was)} becomes ${sayValue(is)}`;
      const [length, other] = [was.forMs ?? Infinity, is.forMs ?? Infinity];
      if (was.until ?? is.until) return [found(subject, 'changed', say)];
      return [found(subject, other < length ? 'loosened' : 'tightened', say)];
    },
    success: (was, is, subject) => {
      if (isSame([was?.afterMs, was?.at], [is?.afterMs, is?.at])) return compareGate(was, is, subject);
      return changed('what is success, and when')(was, is, subject);
    },
  };
}
