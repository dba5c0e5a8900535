import { bucketer } from '../../flags/bucket.js';
import type { RolloutPlan, Segment } from '../../plan/rollout-plan.js';
import { changed, compareFields, text, type Rules } from './compare-fields.js';
import { compareRecords } from './compare-records.js';
import { sayValue } from './fingerprint.js';
import type { PlanChange } from './plan-change.js';
import { contains } from './segment-contains.js';
import { at, consented, found, refusedIf, type Subject } from './subject.js';

type ListSegment = Segment & { readonly kind: 'list' };
type RuleSegment = Segment & { readonly kind: 'where' };

/** The segments of both plans: nobody who is let in by one may fall out of it. */
export function compareSegments(
  before: RolloutPlan,
  after: RolloutPlan,
  subject: Subject,
): readonly PlanChange[] {
  const named = (name: string): Subject => at(subject, `segment ${name}`);
  return compareRecords(before.audience.segments, after.audience.segments, {
    removed: (_segment, name) =>
      found(named(name), 'removed', 'it is gone', refusedIf(subject.inUse.segment(name), subject)),
    added: (_segment, name) => found(named(name), 'added', 'it is new', 'free'),
    both: (was, is, name) => compareSegment(before, was, is, name, named(name)),
  });
}

function compareSegment(
  plan: RolloutPlan,
  before: Segment,
  after: Segment,
  name: string,
  subject: Subject,
): readonly PlanChange[] {
  const used = subject.inUse.segment(name);
  if (before.kind === 'list' && after.kind === 'list') {
    const rules: Rules<ListSegment> = {
      kind: changed('its kind'),
      units: (was, is) => compareUnits(plan, name, was, is, subject),
      size: [before, after].every((list) => list.size === list.units.length)
        ? text('its size')
        : changed('its size'),
    };
    return compareFields(rules, before, after, subject);
  }
  if (before.kind === 'where' && after.kind === 'where') {
    const rules: Rules<RuleSegment> = {
      kind: changed('its kind'),
      test: (was, is) => {
        const say = `its rule: ${sayValue(was)} becomes ${sayValue(is)}`;
        if (contains(is, was)) return [found(subject, 'enlarged', say)];
        return [found(subject, 'rebucketed', `${say}, and may lose units`, refusedIf(used, subject))];
      },
      size: changed('its size'),
    };
    return compareFields(rules, before, after, subject);
  }
  return [
    found(
      subject,
      'rebucketed',
      `${sayValue(before)} becomes ${sayValue(after)}, and may lose units`,
      refusedIf(used, subject),
    ),
  ];
}

function compareUnits(
  plan: RolloutPlan,
  name: string,
  before: readonly string[],
  after: readonly string[],
  subject: Subject,
): readonly PlanChange[] {
  const [was, is] = [new Set(before), new Set(after)];
  const gone = before.filter((unit) => !is.has(unit));
  const come = after.filter((unit) => !was.has(unit));
  const weight = refusedIf(subject.inUse.segment(name), subject);
  const lost =
    gone.length === 0 ? [] : [found(subject, 'rebucketed', `its list loses ${sayUnits(gone)}`, weight)];
  const displaced = come.length === 0 ? [] : displacedUnits(plan, name, before, after, subject);
  const pushed =
    displaced.length === 0
      ? []
      : [
          found(
            subject,
            'rebucketed',
            `a number of its units is let in, and ${sayUnits(come)} would take the place of ${sayUnits(displaced)}`,
            weight,
          ),
        ];
  const larger =
    come.length === 0 || displaced.length > 0
      ? []
      : [found(subject, 'enlarged', `its list gains ${sayUnits(come)}`, consented(subject))];
  const reordered =
    gone.length + come.length === 0 ? [found(subject, 'text', 'its list is written in another order')] : [];
  return [...lost, ...pushed, ...larger, ...reordered];
}

/** Members that are let in as the first so many of the list, and would not be among them any more. */
function displacedUnits(
  plan: RolloutPlan,
  name: string,
  before: readonly string[],
  after: readonly string[],
  { inUse }: Subject,
): readonly string[] {
  const displaced = new Set<string>();
  for (const { flag, grant } of inUse.grants) {
    const { segment, atMost } = grant;
    if (segment !== name || atMost === undefined) continue;
    const bucket = bucketer(plan.flags[flag]?.salt ?? plan.audience.salt);
    const first = (units: readonly string[]): readonly string[] =>
      units
        .map((unit) => [bucket(unit), unit] as const)
        .sort(([one], [other]) => one - other)
        .slice(0, atMost)
        .map(([, unit]) => unit);
    const still = new Set(first(after));
    for (const unit of first(before)) if (!still.has(unit) && after.includes(unit)) displaced.add(unit);
  }
  return [...displaced];
}

function sayUnits(units: readonly string[]): string {
  return `${String(units.length)} ${units.length === 1 ? 'unit' : 'units'} (${sayValue(units.join(', '))})`;
}
