import type { Audience, RolloutPlan } from '../../plan/rollout-plan.js';
import { bucketing, changed, compareFields, text, type Rules } from './compare-fields.js';
import { compareRecords } from './compare-records.js';
import { compareSegments } from './compare-segments.js';
import { sayValue } from './fingerprint.js';
import type { PlanChange } from './plan-change.js';
import { at, found, refusedIf, type Subject } from './subject.js';

type Attributes = Audience['attributes'];

/** Who the plan is about, and what decides who of them is early. */
export function compareAudience(
  before: RolloutPlan,
  after: RolloutPlan,
  parent: Subject,
): readonly PlanChange[] {
  const subject = at(parent, 'the audience');
  const everybody = (): boolean => true;
  const rules: Rules<Audience> = {
    unit: text('the name of its unit'),
    units: text('the name of its units'),
    key: bucketing('the attribute that holds the unit', everybody),
    size: changed('its size'),
    traffic: changed('its traffic'),
    bucketing: bucketing('its bucketing', everybody),
    salt: bucketing('its salt', everybody),
    attributes: (was, is) => compareAttributes(was, is, subject),
    segments: () => compareSegments(before, after, subject),
  };
  return compareFields(rules, before.audience, after.audience, subject);
}

function compareAttributes(before: Attributes, after: Attributes, subject: Subject): readonly PlanChange[] {
  const named = (name: string): Subject => at(subject, `attribute ${name}`);
  const weight = (name: string): PlanChange['weight'] => refusedIf(subject.inUse.attribute(name), subject);
  return compareRecords(before, after, {
    removed: (_was, name) => found(named(name), 'removed', 'it is gone', weight(name)),
    added: (_is, name) => found(named(name), 'added', 'it is new', 'free'),
    both: (was, is, name) => [
      found(named(name), 'changed', `${sayValue(was)} becomes ${sayValue(is)}`, weight(name)),
    ],
  });
}
