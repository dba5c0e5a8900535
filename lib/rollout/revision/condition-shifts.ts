import type { Claim, Condition, Fact } from '../../plan/expressions/condition.js';
import { isSame } from './is-same.js';
import { holdShift, judgingShift, limitShift, samplesShift } from './claim-shifts.js';
import { pairUp } from './pair-up.js';

/** Whether a condition is harder to fulfil than before, easier, or neither can be said; `text`: it is only written anew. */
export type Direction = 'stronger' | 'weaker' | 'other' | 'text';

/** One difference between two conditions. */
export interface Shift {
  readonly direction: Direction;
  readonly say: string;
  /** It also changes whether the opposite is found. */
  readonly ofSamples?: true;
}

/** How a condition differs from what it was; one that is missing always holds. */
export function shiftsOf(before: Condition | undefined, after: Condition | undefined): readonly Shift[] {
  if (isSame(before, after)) return [];
  if (before === undefined || after === undefined) {
    if (after) return [{ direction: 'stronger', say: `\`${written(after)}\` is asked as well` }];
    return before ? [{ direction: 'weaker', say: `\`${written(before)}\` is not asked any more` }] : [];
  }
  if (before.kind === 'not' && after.kind === 'not') return shiftsOf(before.of, after.of).map(opposite);
  for (const kind of ['all', 'any'] as const) {
    const other = kind === 'all' ? 'any' : 'all';
    if ((before.kind === kind || after.kind === kind) && before.kind !== other && after.kind !== other)
      return listShifts(kind, members(before, kind), members(after, kind));
  }
  if (before.kind === 'claim' && after.kind === 'claim') return [claimShift(before, after)];
  if (isFact(before) && isFact(after)) return [factShift(before, after)];
  return [{ direction: 'other', say: becomes(before, after) }];
}

function members(condition: Condition, kind: 'all' | 'any'): readonly Condition[] {
  return condition.kind === kind ? condition.of : [condition];
}

/** How a list differs of which all must hold, or any. */
export function listShifts(
  kind: 'all' | 'any',
  before: readonly Condition[],
  after: readonly Condition[],
): readonly Shift[] {
  const exact = pairUp(before, after, (one) => JSON.stringify(one));
  const alike = pairUp(exact.removed, exact.added, shape);
  const more = kind === 'all' ? 'stronger' : 'weaker';
  const fewer = kind === 'all' ? 'weaker' : 'stronger';
  return [
    ...alike.both.flatMap(([was, is]) => shiftsOf(was, is)),
    ...alike.removed.map((one): Shift => ({
      direction: fewer,
      say: `\`${written(one)}\` is not asked any more`,
    })),
    ...alike.added.map((one): Shift => ({
      direction: more,
      say: `\`${written(one)}\` is ${kind === 'all' ? 'asked as well' : 'enough as well'}`,
    })),
  ];
}

/** What two terms have in common that are about the same thing. */
function shape(condition: Condition): string {
  switch (condition.kind) {
    case 'claim':
      return JSON.stringify([condition.metric, condition.group, condition.scope, condition.comparison[0]]);
    case 'elapsed':
      return `elapsed ${condition.since}`;
    case 'quiet':
      return `quiet ${condition.without}`;
    default:
      return condition.kind;
  }
}

/** A condition as it is written in a plan. */
function written(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of
        .map((one) => (one.kind === 'all' || one.kind === 'any' ? `(${written(one)})` : written(one)))
        .join(condition.kind === 'all' ? ' and ' : ' or ');
    case 'not':
      return `not (${written(condition.of)})`;
    default:
      return condition.text;
  }
}

function becomes(before: Condition, after: Condition): string {
  return `\`${written(before)}\` becomes \`${written(after)}\``;
}

function opposite(shift: Shift): Shift {
  if (shift.direction === 'text' || shift.direction === 'other') return shift;
  if (shift.ofSamples) return { direction: 'other', say: shift.say };
  return { ...shift, direction: shift.direction === 'stronger' ? 'weaker' : 'stronger' };
}

function claimShift(before: Claim, after: Claim): Shift {
  const judging = judgingShift(before.judging, after.judging);
  const say = `${becomes(before, after)}${judging === 'same' ? '' : sayJudging(before, after)}`;
  const about = ({ metric, group, scope, over }: Claim): unknown => [metric, group, scope, over];
  if (!isSame(about(before), about(after))) return { direction: 'other', say };
  const samples = samplesShift(before.samples, after.samples);
  const limits = [limitShift(before, after), holdShift(before.hold, after.hold)];
  const shifts = [...limits, samples, judging].filter((one) => one !== 'same');
  const [first] = shifts;
  if (first === undefined) return { direction: 'text', say };
  const direction = shifts.every((one) => one === first) ? first : 'other';
  return { direction, say, ...(samples === 'same' ? {} : { ofSamples: true as const }) };
}

function sayJudging(before: Claim, after: Claim): string {
  const by = ({ judging }: Claim): string => {
    if (!judging) return 'plain thresholds';
    const { as, risk, falseGo, sharedBy } = judging;
    const shown = as === 'gate' ? falseGo : risk * sharedBy;
    return `evidence, risk ${String(Number(shown.toPrecision(3)))}`;
  };
  return `, judged by ${by(after)} instead of ${by(before)}`;
}

function isFact(condition: Condition): condition is Fact {
  return !['all', 'any', 'not', 'claim'].includes(condition.kind);
}

function factShift(before: Fact, after: Fact): Shift {
  const say = becomes(before, after);
  const direction = ((): Direction => {
    if (before.kind === 'elapsed' && after.kind === 'elapsed' && before.since === after.since)
      return longer(before.ms, after.ms);
    if (before.kind === 'quiet' && after.kind === 'quiet' && before.without === after.without)
      return longer(before.ms, after.ms);
    if (before.kind === 'drill' && after.kind === 'drill')
      return longer(after.youngerThanMs, before.youngerThanMs);
    const unread = { text: '', offset: 0 };
    return isSame({ ...before, ...unread }, { ...after, ...unread }) ? 'text' : 'other';
  })();
  return { direction, say };
}

function longer(before: number, after: number): Direction {
  return after === before ? 'text' : after > before ? 'stronger' : 'weaker';
}
