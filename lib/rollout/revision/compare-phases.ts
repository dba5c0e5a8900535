import type { Phase, RolloutPlan } from '../../plan/rollout-plan.js';
import { isExposing } from '../../plan/rollout-plan.js';
import { changed, compareFields, derived, figure, text, type Rules } from './compare-fields.js';
import { compareGate } from './compare-gates.js';
import { compareSteps } from './compare-steps.js';
import { compareWindows } from './compare-calendar.js';
import { contentOf, sayValue } from './fingerprint.js';
import { isSame } from './is-same.js';
import type { PlanChange } from './plan-change.js';
import { contains } from './segment-contains.js';
import { at, found, refusedIf, type Subject } from './subject.js';

/** The phases. Those that the rollout has come to stay where they are; those to come may follow. */
export function comparePhases(
  before: RolloutPlan,
  after: RolloutPlan,
  parent: Subject,
): readonly PlanChange[] {
  const { inUse } = parent;
  const named = ({ name }: Phase): Subject => at(parent, `phase ${name}`);
  const find = (plan: RolloutPlan, name: string): number =>
    plan.phases.findIndex((phase) => phase.name === name);
  const removed = before.phases.flatMap((phase, index) => {
    if (find(after, phase.name) >= 0) return [];
    const reached = index <= inUse.phase;
    const say = reached ? 'it is gone, and the rollout has come to it' : 'it is gone';
    return [found(named(phase), reached ? 'history' : 'removed', say, refusedIf(reached, parent))];
  });
  const added = after.phases.flatMap((phase, index) => {
    if (find(before, phase.name) >= 0) return [];
    const next = after.phases.slice(index + 1).find((one) => find(before, one.name) >= 0);
    const skipped = inUse.ended || (next !== undefined && find(before, next.name) <= inUse.phase);
    if (skipped) {
      const say = 'it is new, and the rollout is past its place: it would never be entered';
      return [found(named(phase), 'history', say, refusedIf(true, parent))];
    }
    const free = next === undefined || !phase.steps.some(isExposing);
    const say = next === undefined ? 'it is new' : `it is new, before phase ${next.name}${contentOf(phase)}`;
    return [found(named(phase), 'added', say, free ? 'free' : undefined)];
  });
  const both = before.phases.flatMap((phase, index) => {
    const place = find(after, phase.name);
    const is = after.phases[place];
    if (!is || isSame(phase, is)) return [];
    const isLast = place === after.phases.length - 1;
    return compareFields(rulesOf(phase, index, is, isLast, named(phase)), phase, is, named(phase));
  });
  return [...moved(before, after, parent), ...removed, ...added, ...both];
}

/** The phases that both plans have, in another order. */
function moved(before: RolloutPlan, after: RolloutPlan, subject: Subject): readonly PlanChange[] {
  const names = ({ phases }: RolloutPlan): readonly string[] => phases.map((phase) => phase.name);
  const [was, is] = [
    names(before).filter((name) => names(after).includes(name)),
    names(after).filter((name) => names(before).includes(name)),
  ];
  const first = was.find((name, index) => is[index] !== name);
  if (first === undefined) return [];
  const reached = names(before).indexOf(first) <= subject.inUse.phase;
  const say = `the order of its phases: ${was.join(', ')} becomes ${is.join(', ')}`;
  return [found(subject, reached ? 'history' : 'changed', say, refusedIf(reached, subject))];
}

function rulesOf(
  phase: Phase,
  index: number,
  other: Phase,
  isLast: boolean,
  { inUse }: Subject,
): Rules<Phase> {
  const exposed = inUse.exposedIn(index);
  return {
    name: derived,
    index: derived,
    summary: text('its summary'),
    environment: (was, is, subject) => [
      found(
        subject,
        exposed ? 'history' : 'changed',
        `its environment: ${sayValue(was)} becomes ${sayValue(is)}`,
        refusedIf(exposed, subject),
      ),
    ],
    weeks: changed('its weeks'),
    at: changed('its time'),
    minMs: figure('the least that it lasts', 'less', 0),
    maxMs: figure('the most that it lasts', 'more', Infinity),
    windows: compareWindows,
    eligible: (was, is, subject) => {
      const say = `who is eligible: ${sayValue(was)} becomes ${sayValue(is)}`;
      if (exposed) return [found(subject, 'history', say, refusedIf(true, subject))];
      if (!was || !is) return [found(subject, was ? 'loosened' : 'tightened', say)];
      if (contains(was, is)) return [found(subject, 'tightened', say)];
      return [found(subject, contains(is, was) ? 'loosened' : 'changed', say)];
    },
    enter: compareGate,
    steps: (_was, _is, subject) => compareSteps(phase, index, other, isLast, subject),
    leave: compareGate,
    ends: changed('the share at which exposure ends'),
    watchMs: figure('its watch', 'less', 0),
    irreversible: (was, is, subject) => {
      const say = `its point of no return: ${sayValue(was)} becomes ${sayValue(is)}`;
      if (was !== undefined && is !== undefined) return [found(subject, 'text', say)];
      return [found(subject, is === undefined ? 'tightened' : 'loosened', say)];
    },
  };
}
