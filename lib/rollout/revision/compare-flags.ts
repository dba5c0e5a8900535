import type { Flag, RolloutPlan } from '../../plan/rollout-plan.js';
import { bucketing, changed, compareFields, derived, text, type Rules } from './compare-fields.js';
import { compareRecords } from './compare-records.js';
import { contentOf, sayValue } from './fingerprint.js';
import type { PlanChange } from './plan-change.js';
import { at, found, refusedIf, type Subject } from './subject.js';

/** The flags: what an exposed unit is served keeps its name and its bucket. */
export function compareFlags(
  before: RolloutPlan,
  after: RolloutPlan,
  parent: Subject,
): readonly PlanChange[] {
  const { inUse } = parent;
  return compareRecords(before.flags, after.flags, {
    removed: (_flag, key) =>
      found(at(parent, `flag ${key}`), 'removed', 'it is gone', refusedIf(inUse.flag(key), parent)),
    added: (flag, key) => {
      const subject = at(parent, `flag ${key}`);
      // It would be on where a flag that it needs was turned off.
      return flag.needs.length === 0
        ? found(subject, 'added', 'it is new', 'free')
        : found(subject, 'added', `it is new, and needs ${flag.needs.join(', ')}${contentOf(flag)}`);
    },
    both: (was, is, key) => compareFields(rulesOf(was), was, is, at(parent, `flag ${key}`)),
  });
}

function rulesOf(flag: Flag): Rules<Flag> {
  const isUsed = ({ inUse }: Subject): boolean => inUse.flag(flag.key);
  return {
    key: derived,
    summary: text('its summary'),
    class: changed('its class'),
    env: changed('its environment variable'),
    needs: changed('what it needs'),
    variants: (was, is, subject) =>
      compareRecords(was, is, {
        removed: (_variant, name) =>
          found(subject, 'removed', `variant ${name} is gone`, refusedIf(isUsed(subject), subject)),
        added: (_variant, name) => found(subject, 'added', `variant ${name} is new`, 'free'),
        both: (one, other, name) => [
          found(subject, 'changed', `variant ${name}: ${sayValue(one)} becomes ${sayValue(other)}`),
        ],
      }),
    newVariant: changed('what exposed units get'),
    salt: bucketing('its salt', isUsed),
    bucketAttribute: bucketing('the attribute that carries the bucket', isUsed),
    flipsTolerated: changed('whether flips are tolerated'),
  };
}
