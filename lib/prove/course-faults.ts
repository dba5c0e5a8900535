import type { Act } from '../plan/expressions/response.js';
import { lowers } from '../plan/expressions/lowers.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import { Draft } from '../rollout/draft.js';
import type { Word } from '../rollout/event.js';
import { standingHolds } from '../rollout/holds.js';
import { revertTarget } from '../rollout/lower.js';
import { exposes, placeName, stepAt } from '../rollout/place.js';
import { refuse } from '../rollout/refusals.js';
import { keepsHeld, sayAct } from '../rollout/responses.js';
import type { RolloutState } from '../rollout/state.js';
import type { Cause } from './cause.js';
import { NOW } from './course-state.js';
import type { Fault } from './explore.js';
import { armedBehind, passedNoReturn } from './no-return.js';
import type { ExploredProperty } from './properties.js';
import { isBelow, isHigher, isLower, isNobody, risesIn } from './reach-order.js';

const ANYBODY = 'anybody';

/** What is wrong in a state, whatever happens next. */
export function faultsOfState(
  plan: RolloutPlan,
  state: RolloutState,
  followed: string | undefined,
): readonly Fault[] {
  if (state.control.mode === 'closed') return [];
  const behind = passedNoReturn(plan, state);
  return [
    ...(isRising(state) && holdingNow(plan, state)
      ? [fault('held', 'a step is on its way although something holds')]
      : []),
    ...refusedWords(plan, state, behind === undefined).map((kind) =>
      fault('revert', `\`${kind}\` is refused to somebody who wants users back`),
    ),
    ...(behind ? armedBehind(plan, state, behind, followed) : []),
  ];
}

/** What is wrong with a move. */
export function faultsOfMove(
  plan: RolloutPlan,
  before: RolloutState,
  after: RolloutState,
  cause: Cause,
): readonly Fault[] {
  const found: Fault[] = [];
  const more = risesIn(before, after);
  const where = placeName(plan, before.control);
  if (more !== undefined) {
    if (cause.kind !== 'move' || cause.move.kind !== 'start step' || !cause.onGoOnly)
      found.push(fault('rises', `${more} rises at ${where}, and no gate has said so`));
    if (holdingNow(plan, before) || (cause.kind === 'move' && cause.evenHeld))
      found.push(fault('held', `${more} rises at ${where} although something holds`));
  }
  if (cause.kind === 'move') found.push(...faultsOfAutomaton(plan, before, after, cause.move.kind));
  if (cause.kind === 'word' && cause.word.kind === 'revert' && !passedNoReturn(plan, before))
    found.push(...faultsOfRevert(plan, before, after, cause.word, 'revert'));
  if (cause.kind === 'trigger')
    found.push(...faultsOfTrigger(plan, before, after, cause.trigger, cause.done));
  return found;
}

function faultsOfAutomaton(
  plan: RolloutPlan,
  before: RolloutState,
  after: RolloutState,
  kind: Extract<Cause, { kind: 'move' }>['move']['kind'],
): readonly Fault[] {
  const where = placeName(plan, before.control);
  switch (kind) {
    case 'enter phase':
    case 'start step':
    case 'step reached':
    case 'judge step':
    case 'pass step':
    case 'leave phase':
    case 'close':
      return isLower(before, after) ? [fault('larger', `\`${kind}\` at ${where} puts somebody back`)] : [];
    case 'rise failed': {
      const last = before.history.at(-1);
      const kept = !last || isBelow(after.environments[last.environment]?.exposures ?? {}, last.before);
      return [
        ...(kept
          ? []
          : [fault('safe', `AppConfig rolls ${where} back, and its users are not where they were`)]),
        ...(after.paused || !exposesAt(plan, before)
          ? []
          : [
              fault('safe', `AppConfig rolls ${where} back, and nobody has to look before it is tried again`),
            ]),
      ];
    }
    case 'no-go':
      return [
        ...(after.control.mode === 'reverted' && passedNoReturn(plan, before)
          ? [fault('no-return', `the gate at ${where} reverts behind the point of no return`)]
          : []),
        ...(isHigher(before, after) ? [fault('safe', `no-go at ${where} exposes more`)] : []),
      ];
  }
}

/** What a revert puts back must be back. */
function faultsOfRevert(
  plan: RolloutPlan,
  before: RolloutState,
  after: RolloutState,
  { what }: Word & { readonly kind: 'revert' },
  property: ExploredProperty,
): readonly Fault[] {
  const target = revertTarget(plan, before, what);
  if (!target) return [];
  const back = Object.entries(target.exposures).every(([environment, exposures]) =>
    isBelow(after.environments[environment]?.exposures ?? {}, exposures),
  );
  const all = what !== 'all' || Object.values(after.environments).every(isNobody);
  if (back && all && after.control.mode === 'reverted') return [];
  return [fault(property, `revert ${what} at ${placeName(plan, before.control)} leaves somebody in`)];
}

/** After a trigger has done what is due, each of its responses has kept what it says; nobody was asked for anything. */
function faultsOfTrigger(
  plan: RolloutPlan,
  before: RolloutState,
  after: RolloutState,
  trigger: Trigger,
  done: readonly Act[],
): readonly Fault[] {
  const where = placeName(plan, before.control);
  const found: Fault[] = [];
  const say = (what: string): void => {
    found.push(fault('safe', `trigger ${trigger.name} at ${where}: ${what}`));
  };
  if (isHigher(before, after)) say('more is exposed after it');
  for (const act of done) {
    if ((act.kind === 'pause' || lowers(act)) && act.kind !== 'ask' && isRising(after))
      say(`\`${sayAct(act)}\` leaves a step on its way`);
    if (act.kind === 'revert' && act.what !== 'affected users' && !isPlaceOfFall(before)) {
      const { what } = act;
      found.push(...faultsOfRevert(plan, before, after, { kind: 'revert', what }, 'safe'));
    }
    const last = before.history.at(-1);
    if (act.kind === 'reduce' && act.to === 'previous step' && last) {
      if (!isBelow(after.environments[last.environment]?.exposures ?? {}, last.before))
        say('`reduce to previous step` leaves somebody in');
    }
  }
  const lasting = done.some(keepsHeld);
  if (lasting && after.control.mode === 'running' && !holdingNow(plan, after))
    say('nothing keeps exposure from rising again');
  return found;
}

/** A trigger whose responses come later finds a rollout that was put back meanwhile. */
function isPlaceOfFall({ control }: RolloutState): boolean {
  return control.mode === 'reverted';
}

/** What must never be refused to anybody. */
function refusedWords(plan: RolloutPlan, state: RolloutState, mayRevert: boolean): readonly string[] {
  const words: readonly Word[] = [
    { kind: 'pause' },
    { kind: 'kill' },
    ...(mayRevert
      ? ([
          { kind: 'revert', what: 'step' },
          { kind: 'revert', what: 'phase' },
          { kind: 'revert', what: 'all' },
          { kind: 'revert units', units: ['one of them'] },
        ] as const)
      : []),
  ];
  const draft = new Draft(plan, state, NOW);
  return words.flatMap((word) =>
    refuse(draft, { kind: 'said', id: 'word', at: NOW, who: ANYBODY, word }) === undefined
      ? []
      : ['what' in word ? `revert ${word.what}` : word.kind],
  );
}

function fault(property: ExploredProperty, say: string): Fault {
  return { property, say };
}

function isRising({ control }: RolloutState): boolean {
  return control.mode === 'running' && control.position.stage === 'rising';
}

function exposesAt(plan: RolloutPlan, { control }: RolloutState): boolean {
  const step = stepAt(plan, control);
  return step !== undefined && exposes(step);
}

/** Whether a person or a trigger holds. */
function holdingNow(plan: RolloutPlan, state: RolloutState): boolean {
  return standingHolds(plan, state, NOW).some(({ kind }) => kind === 'paused' || kind === 'trigger');
}
