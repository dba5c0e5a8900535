import type { Gate } from '../../plan/rollout-plan.js';
import { changed, compareFields, derived, figure, type Rules } from './compare-fields.js';
import { compareAll, compareAny } from './compare-conditions.js';
import { compareTasks } from './compare-tasks.js';
import { sayValue } from './fingerprint.js';
import { pairUp } from './pair-up.js';
import type { PlanChange } from './plan-change.js';
import { at, found, type Subject } from './subject.js';

const RULES: Rules<Gate> = {
  id: derived,
  source: derived,
  all: compareAll,
  any: compareAny,
  tasks: compareTasks,
  signOff: compareSignOff,
  decide: (before, after, subject) => {
    const say = `who decides: ${sayValue(before)} becomes ${sayValue(after)}`;
    if (!before || !after) return [found(subject, before ? 'loosened' : 'tightened', say)];
    return [found(subject, 'changed', say)];
  },
  otherwise: compareOtherwise,
  withinMs: figure('the time after which a gate that has not passed is told', 'more', Infinity),
};

/** Compares a gate with what it was. No gate is one that asks for nothing. */
export function compareGate(
  before: Gate | undefined,
  after: Gate | undefined,
  parent: Subject,
): readonly PlanChange[] {
  const gate = before ?? after;
  if (!gate) return [];
  const open: Gate = {
    id: gate.id,
    source: gate.source,
    all: [],
    any: [],
    tasks: [],
    signOff: [],
    otherwise: 'hold',
  };
  const subject = at(parent, `gate ${gate.id}`);
  const changes = compareFields(RULES, before ?? open, after ?? open, subject);
  return changes.length > 0 || (before && after)
    ? changes
    : changed('a gate that asks for nothing')(before, after, subject);
}

function compareSignOff(
  before: readonly string[],
  after: readonly string[],
  subject: Subject,
): readonly PlanChange[] {
  const { removed, added } = pairUp(before, after, (role) => role);
  if (removed.length + added.length === 0)
    return [found(subject, 'text', 'its signatures are written in another order')];
  return [
    ...removed.map((role) => found(subject, 'loosened', `${role} does not sign any more`)),
    ...added.map((role) => found(subject, 'tightened', `${role} signs as well`)),
  ];
}

/** From the softest to the hardest; to meet again next week is neither. */
const HARDER: readonly Gate['otherwise'][] = ['hold', 'revert step', 'revert phase'];

function compareOtherwise(
  before: Gate['otherwise'],
  after: Gate['otherwise'],
  subject: Subject,
): readonly PlanChange[] {
  const say = `after a no-go: \`${before}\` becomes \`${after}\``;
  const [was, is] = [HARDER.indexOf(before), HARDER.indexOf(after)];
  if (was < 0 || is < 0) return [found(subject, 'changed', say)];
  return [found(subject, is > was ? 'tightened' : 'loosened', say)];
}
