import type { Draft } from './draft.js';
import { beginDrill, endDrill } from './drill/hear-drill.js';
import type { Said, Word } from './event.js';
import { entryAnswer, type EntryRequest } from './entry.js';
import { answerIncidents, closeIncident } from './incidents.js';
import { include } from './inclusions.js';
import { performKill } from './kill.js';
import { republish, setBrake, withDependents } from './lower.js';
import { close, retreat } from './moves.js';
import { gateAt, gateKey, placeName, stepAt } from './place.js';
import { promote } from './promote.js';
import { refuse } from './refusals.js';
import { endDisabling, retry } from './retry.js';
import { performDisable, performRevert, performRevertUnits } from './revert.js';
import { resumeTrigger } from './triggers.js';

/**
 * Takes in what a person says. Whatever lowers exposure is done for anybody who can be named; whatever lets it rise
 * again needs somebody of the plan. A word that is refused is recorded with the reason.
 */
export function hear(draft: Draft, said: Said): void {
  const refusal = refuse(draft, said);
  if (refusal !== undefined) {
    draft.happened('refused', `${said.who}: ${said.word.kind} refused: ${refusal}`);
    return;
  }
  obey(draft, said);
}

function obey(draft: Draft, said: Said): void {
  const { plan, state, now } = draft;
  const { who, word } = said;
  switch (word.kind) {
    case 'sign': {
      const gate = gateAt(plan, state.control);
      if (!gate) return;
      draft.update({
        signatures: [
          ...state.signatures,
          { gate: gateKey(gate, state.control), role: word.role, who, at: now },
        ],
      });
      draft.happened('signed', `${who} signs ${gate.id} for ${word.role}`);
      return;
    }
    case 'tick':
      draft.update({
        ticks: {
          ...state.ticks,
          [word.task]: { who, at: now, ...(word.value === undefined ? {} : { value: word.value }) },
        },
      });
      draft.update({ tasks: draft.state.tasks.filter((task) => task.name !== word.task) });
      draft.happened(
        'ticked',
        `${who} ticks ${word.task}${word.value === undefined ? '' : `: ${String(word.value)}`}`,
      );
      return;
    case 'decide': {
      const gate = gateAt(plan, state.control);
      draft.update({
        decisions: [
          ...state.decisions,
          {
            gate: gate ? gateKey(gate, state.control) : '',
            role: word.role,
            who,
            decision: word.decision,
            at: now,
          },
        ],
      });
      draft.happened(
        'decided',
        `${who} decides ${word.decision}${word.because === undefined ? '' : `: ${word.because}`}`,
      );
      return;
    }
    case 'answer':
      answer(draft, who, word);
      return;
    case 'report':
      draft.effect({
        kind: 'record',
        metric: word.metric,
        at: now,
        by: who,
        value: word.value,
        ...(word.whole === undefined ? {} : { whole: word.whole }),
      });
      draft.happened(
        'reported',
        `${who} reports ${word.metric}: ${String(word.value)}${word.whole === undefined ? '' : ` of ${String(word.whole)}`}`,
      );
      return;
    case 'pause':
      answerIncidents(draft);
      pause(draft, who, word.because);
      return;
    case 'resume':
      resume(draft, who);
      return;
    case 'promote':
      promote(draft, who);
      return;
    case 'retry':
      retry(draft, who);
      return;
    case 'enter':
      enter(draft, who, word);
      return;
    case 'revert':
      answerIncidents(draft);
      // There is nothing to take back yet, and nothing is to begin either.
      if (state.control.mode === 'running' && state.history.length === 0) pause(draft, who, word.because);
      performRevert(draft, word.what, `${who}${word.because === undefined ? '' : `: ${word.because}`}`);
      return;
    case 'revert units':
      performRevertUnits(draft, word.units, who);
      return;
    case 'include units':
      include(draft, word.units, who);
      return;
    case 'disable':
      disable(
        draft,
        word.flags.filter((flag) => plan.flags[flag]),
        who,
      );
      return;
    case 'kill':
      performKill(draft, who);
      return;
    case 'freeze':
      draft.update({ frozen: { until: word.until, because: word.because } });
      draft.happened('freeze', `${who} freezes: ${word.because}`);
      return;
    case 'drill':
      beginDrill(draft, said);
      return;
    case 'drilled':
      endDrill(draft, who, word.proof);
      return;
    case 'adopt':
      adopt(draft, word.environment, word.lane, who);
      return;
    case 'close incident':
      closeIncident(draft, word.incident);
      return;
    case 'close':
      close(draft, `by ${who}`);
      return;
  }
}

function answer(draft: Draft, who: string, word: Word & { readonly kind: 'answer' }): void {
  const ask = draft.state.asks.find((one) => one.id === word.ask);
  if (!ask) return;
  draft.update({
    asks: draft.state.asks.map((one) => (one === ask ? { ...one, answer: word.yes ? 'yes' : 'no' } : one)),
  });
  draft.happened('answered', `${who} answers ${word.yes ? 'yes' : 'no'}`);
}

function pause(draft: Draft, who: string, because: string | undefined): void {
  draft.update({ paused: { by: who, at: draft.now, ...(because === undefined ? {} : { because }) } });
  retreat(draft, `paused by ${who}`);
  draft.happened('pause', `${who} pauses${because === undefined ? '' : `: ${because}`}`);
}

/** Turns flags off. A step that is bringing one of them out waits until it is on again. */
function disable(draft: Draft, flags: readonly string[], who: string): void {
  const rising = stepAt(draft.plan, draft.state.control)?.flags ?? [];
  if (withDependents(draft.plan, flags).some((flag) => rising.includes(flag)))
    retreat(draft, `${who} disables ${flags.join(', ')}`);
  performDisable(draft, flags, who, 'person');
}

/** Puts our version in the place of somebody else's. A step that was rising meanwhile waits again. */
function adopt(draft: Draft, environment: string, lane: 'rise' | 'brake', who: string): void {
  const reason = `${who} takes the ${lane} lane of ${environment} over`;
  retreat(draft, reason);
  const slot = { reason, step: placeName(draft.plan, draft.state.control) };
  const caps = draft.state.environments[environment]?.caps ?? {};
  if (lane === 'rise') republish(draft, environment, slot);
  else setBrake(draft, environment, caps, slot);
  draft.happened('foreign', reason);
}

/** Ends a person's pause, and every trigger that does not hold any more; disabled flags may come back. */
function resume(draft: Draft, who: string): void {
  const { paused: _paused, ...rest } = draft.state;
  draft.state = rest;
  for (const trigger of draft.plan.triggers) {
    const current = draft.state.triggers[trigger.name];
    if (current?.phase === 'active' && !current.holds) resumeTrigger(draft, trigger, `${who} resumes`);
  }
  endDisabling(draft, 'person');
  draft.happened('resume', `${who} resumes`);
}

/** A phase that may be entered is entered by the automaton, in the same transition. */
function enter(draft: Draft, who: string, request: EntryRequest): void {
  const answer = entryAnswer(draft.plan, draft.state, request, draft.now);
  if (answer.kind !== 'granted') return;
  if (answer.newAttempt) retry(draft, who);
  draft.update({ requested: answer.phase.index });
  draft.happened('phase', `${who} asks for phase ${answer.phase.name}`);
}
