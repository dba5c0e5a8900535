import type { FlagCap, Grant } from '../flags/exposure.js';
import type { Act } from '../plan/expressions/response.js';
import { lowers } from '../plan/expressions/lowers.js';
import { putsBack } from '../plan/expressions/puts-back.js';
import { OLD_VARIANT, type Phase, type RolloutPlan, type Trigger } from '../plan/rollout-plan.js';
import { Draft } from '../rollout/draft.js';
import type { Word } from '../rollout/event.js';
import { standingHolds } from '../rollout/holds.js';
import { isWithin } from '../rollout/intersect.js';
import { revertTarget } from '../rollout/lower.js';
import { exposes, placeName, stepAt } from '../rollout/place.js';
import { refuse } from '../rollout/refusals.js';
import { keepsHeld, sayAct } from '../rollout/responses.js';
import type { Caps, EnvironmentState, Exposures, RolloutState } from '../rollout/state.js';
import { openResponses } from '../rollout/triggers.js';
import { armedTriggers } from '../rollout/watch.js';
import type { Cause } from './course-machine.js';
import { NOW } from './course-state.js';
import type { Fault } from './explore.js';
import { PairMemo } from './pair-memo.js';
import type { ExploredProperty } from './properties.js';

const ANYBODY = 'anybody';

/** The point of no return that the rollout has passed. */
export function passedNoReturn(plan: RolloutPlan, { told }: RolloutState): Phase | undefined {
  return plan.phases.find((phase) => phase.irreversible !== undefined && `entered/${phase.name}` in told);
}

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

/** Triggers that could put users back to what is gone: those that are armed, and the followed one, which owes it. */
function armedBehind(
  plan: RolloutPlan,
  state: RolloutState,
  { name }: Phase,
  followed: string | undefined,
): readonly Fault[] {
  const armed = armedTriggers(plan, state).flatMap((trigger) =>
    trigger.name === followed
      ? []
      : trigger.then
          .filter(({ act }) => putsBack(act))
          .map(({ text }) => fault('no-return', `trigger ${trigger.name} is armed in ${name}: \`${text}\``)),
  );
  const owed = openResponses(plan, state).flatMap(({ trigger, index }) => {
    const response = trigger.then[index];
    return response && putsBack(response.act)
      ? [
          fault(
            'no-return',
            `trigger ${trigger.name} has fired, and in ${name} it still owes \`${response.text}\``,
          ),
        ]
      : [];
  });
  const asked = state.asks.flatMap(({ trigger: asks, response: index, role }) => {
    const response = plan.triggers.find((one) => one.name === asks)?.then[index];
    return response && putsBack(response.act)
      ? [
          fault(
            'no-return',
            `${role} may still allow in ${name} what trigger ${asks} has asked: \`${response.text}\``,
          ),
        ]
      : [];
  });
  return [...armed, ...owed, ...asked];
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

/** The first flag that reaches somebody whom it did not reach; what the lanes say together counts. */
function risesIn(before: RolloutState, after: RolloutState): string | undefined {
  for (const [name, now] of Object.entries(after.environments)) {
    const was = before.environments[name];
    if (!was || (was.exposures === now.exposures && was.caps === now.caps)) continue;
    const rising = rises.of(was.exposures, now.exposures, capsKey(was.caps), capsKey(now.caps), () =>
      risingFlag(was, now),
    );
    if (rising !== undefined) return rising;
  }
  return undefined;
}

/** The same lanes follow each other again and again. */
const rises = new PairMemo<string | undefined>();
const OPEN: Caps = {};

function capsKey(caps: Caps): Caps {
  return Object.keys(caps).length === 0 ? OPEN : caps;
}

type Lanes = Pick<EnvironmentState, 'exposures' | 'caps'>;

function risingFlag(was: Lanes, now: Lanes): string | undefined {
  return Object.keys(now.exposures).find((flag) => {
    const limits = [grantsOf(was.exposures, flag), ...limitOf(was.caps, flag)];
    const reaches = [grantsOf(now.exposures, flag), ...limitOf(now.caps, flag)];
    return !limits.every((limit) => reaches.some((grants) => isWithin(grants, limit)));
  });
}

function isHigher(before: RolloutState, after: RolloutState): boolean {
  return Object.entries(after.environments).some(
    ([name, { exposures }]) => !isBelow(exposures, before.environments[name]?.exposures ?? {}),
  );
}

function isLower(before: RolloutState, after: RolloutState): boolean {
  return Object.entries(before.environments).some(
    ([name, { exposures }]) => !isBelow(exposures, after.environments[name]?.exposures ?? {}),
  );
}

/** Whether nobody is in by `inner` who is not in by `outer`. */
function isBelow(inner: Exposures, outer: Exposures): boolean {
  if (inner === outer) return true;
  return Object.keys(inner).every((flag) => isWithin(grantsOf(inner, flag), grantsOf(outer, flag)));
}

function isNobody({ exposures }: { readonly exposures: Exposures }): boolean {
  return isBelow(exposures, {});
}

/** Whoever is served the old variant is not exposed. */
function grantsOf(exposures: Exposures, flag: string): readonly Grant[] {
  const exposure = exposures[flag];
  return !exposure || exposure.variant === OLD_VARIANT ? [] : exposure.grants;
}

function limitOf(caps: Caps, flag: string): readonly (readonly Grant[])[] {
  const limit: FlagCap['limit'] = caps[flag]?.limit ?? 'open';
  return limit === 'open' ? [] : [limit];
}
