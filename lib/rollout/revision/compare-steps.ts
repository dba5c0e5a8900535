import type { Phase, Step } from '../../plan/rollout-plan.js';
import { isExposing } from '../../plan/rollout-plan.js';
import { changed, compareFields, derived, figure, text, type Rule, type Rules } from './compare-fields.js';
import { compareExposure, sayExposure } from './compare-exposure.js';
import { compareGate } from './compare-gates.js';
import { compareStepNotices } from './compare-notices.js';
import { compareTasks } from './compare-tasks.js';
import { contentOf, sayValue } from './fingerprint.js';
import { isSame } from './is-same.js';
import type { PlanChange } from './plan-change.js';
import { at, found, refusedIf, type Subject } from './subject.js';

/**
 * The steps of a phase that both plans have, one after the other: a step is known by its place in its phase.
 * @param isLast whether nothing comes after the phase in the new plan
 */
export function compareSteps(
  before: Phase,
  index: number,
  after: Phase,
  isLast: boolean,
  parent: Subject,
): readonly PlanChange[] {
  const { inUse } = parent;
  const length = Math.max(before.steps.length, after.steps.length);
  return Array.from({ length }, (_, place) => place).flatMap((place): readonly PlanChange[] => {
    const [was, is] = [before.steps[place], after.steps[place]];
    const subject = at(parent, `step ${was?.id ?? is?.id ?? ''}`);
    if (was && is)
      return isSame(was, is) ? [] : compareFields(rulesOf(subject, index, place), was, is, subject);
    if (was) {
      const weight = refusedIf(inUse.isReached(index, place), subject);
      return [found(subject, 'removed', `\`${sayStep(was)}\` is gone`, weight)];
    }
    if (!is) return [];
    const say = `\`${sayStep(is)}\` is new${contentOf(is)}`;
    if (inUse.isOver(index)) {
      const late = `${say}, and nobody would take it: the phase is behind the rollout`;
      return [found(subject, 'history', late, refusedIf(true, subject))];
    }
    return [found(subject, 'added', say, isLast || !isExposing(is) ? 'free' : undefined)];
  });
}

function sayStep(step: Step): string {
  return `${step.name}: ${sayExposure(step.change)}`;
}

function rulesOf({ inUse }: Subject, phase: number, place: number): Rules<Step> {
  const taken = inUse.isTaken(phase, place);
  /** What a step has done cannot become something else. */
  const done =
    <V>(what: string, ahead: Rule<V>, written: (value: V) => unknown = (value) => value): Rule<V> =>
    (was, is, subject) =>
      taken
        ? [
            found(
              subject,
              'history',
              `it was taken, and ${what} would be another: ${sayValue(written(was))} becomes ${sayValue(written(is))}`,
              refusedIf(true, subject),
            ),
          ]
        : ahead(was, is, subject);
  return {
    id: derived,
    name: (was, is, subject) => {
      const say = `its name: ${sayValue(was)} becomes ${sayValue(is)}`;
      return inUse.isReached(phase, place)
        ? [found(subject, 'history', `the rollout has come to it, and ${say}`, refusedIf(true, subject))]
        : [found(subject, 'text', say)];
    },
    phase: derived,
    index: derived,
    source: derived,
    summary: text('its summary'),
    at: changed('its time'),
    flags: done('its flags', changed('its flags')),
    change: done('its exposure', compareExposure, sayExposure),
    serve: done('the variant that it serves', changed('the variant that it serves')),
    soakMs: figure('its soak', 'less', 0),
    spread: compareSpread,
    bakeMs: figure('its bake', 'less', 0),
    enter: compareGate,
    go: compareGate,
    notices: compareStepNotices,
    tasks: compareTasks,
    hook: (was, is, subject) => [
      found(
        subject,
        was === undefined ? 'tightened' : is === undefined ? 'loosened' : 'changed',
        `its hook: ${sayValue(was)} becomes ${sayValue(is)}`,
      ),
    ],
    old: changed('the state of the old behaviour'),
    flagState: changed('the state of its flags'),
  };
}

function compareSpread(
  before: Step['spread'],
  after: Step['spread'],
  subject: Subject,
): readonly PlanChange[] {
  const say = `its spread: ${sayValue(before?.text)} becomes ${sayValue(after?.text)}`;
  if (!before || !after) return [found(subject, before ? 'loosened' : 'tightened', say)];
  if (before.growth !== after.growth) return [found(subject, 'changed', say)];
  const faster = after.overMs < before.overMs || after.factor > before.factor;
  const slower = after.overMs > before.overMs || after.factor < before.factor;
  return [found(subject, faster ? 'loosened' : slower ? 'tightened' : 'text', say)];
}
