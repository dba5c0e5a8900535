import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import type { RolloutEvent, Word } from './event.js';
import { judgeGate } from './gate.js';
import { answerIncidents, closeIncident } from './incidents.js';
import { KILLED, performKill } from './kill.js';
import { refreshBrakes } from './lower.js';
import { close, moveTo, retreat } from './moves.js';
import { gateAt, gateKey, stepAt } from './place.js';
import { performDisable, performRevert, performRevertUnits } from './revert.js';
import { resumeTrigger } from './triggers.js';

type Said = RolloutEvent & { readonly kind: 'said' };

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
  obey(draft, said.who, said.word);
}

function refuse(draft: Draft, { who, word }: Said): string | undefined {
  const { plan, state } = draft;
  if (state.control.mode === 'closed' && word.kind !== 'report') return 'the rollout is closed';
  switch (word.kind) {
    case 'sign':
      return refuseSignature(draft, who, word.role);
    case 'decide':
      return refuseDecision(draft, who, word.role);
    case 'answer': {
      const ask = state.asks.find((one) => one.id === word.ask);
      if (!ask) return 'nobody asked that';
      if (ask.answer !== undefined) return 'it has been answered';
      return plan.roles[ask.role]?.people.includes(who) === true ? undefined : `${ask.role} was asked`;
    }
    case 'report': {
      const role = plan.metrics[word.metric]?.reportedBy;
      if (role === undefined) return `\`${word.metric}\` is not reported by people`;
      return plan.roles[role]?.people.includes(who) === true
        ? undefined
        : `only ${role} reports \`${word.metric}\``;
    }
    case 'resume':
    case 'retry':
    case 'include units':
    case 'adopt':
    case 'close':
      return isOfThePlan(plan, who) ? undefined : 'only people of the plan may let exposure rise again';
    case 'tick':
    case 'pause':
    case 'revert':
    case 'revert units':
    case 'disable':
    case 'kill':
    case 'freeze':
    case 'drilled':
    case 'close incident':
      return undefined;
  }
}

function refuseSignature(draft: Draft, who: string, roleName: string): string | undefined {
  const { plan, state } = draft;
  const gate = gateAt(plan, state.control);
  if (!gate || !gate.signOff.includes(roleName)) return `no gate asks ${roleName} now`;
  const role = plan.roles[roleName];
  if (!role?.people.includes(who)) return `${who} is not of ${roleName}`;
  if (plan.authors.includes(who)) return 'an author of the plan does not sign it off';
  const others = state.signatures.filter(
    (one) => one.gate === gateKey(gate, state.control) && one.who === who && one.role !== roleName,
  );
  const clash = others.find((one) => role.distinct || plan.roles[one.role]?.distinct === true);
  return clash ? `${who} has signed for ${clash.role}, and the plan wants different people` : undefined;
}

function refuseDecision(draft: Draft, who: string, roleName: string): string | undefined {
  if (draft.plan.roles[roleName]?.people.includes(who) !== true) return `${who} is not of ${roleName}`;
  const gate = gateAt(draft.plan, draft.state.control);
  if (!gate?.decide) return undefined;
  if (gate.decide.by !== roleName) return `${gate.decide.by} decides here`;
  const { undecided } = judgeGate(draft.plan, draft.state, gate, draft.now);
  return undecided === undefined ? 'the time to decide has not come' : undefined;
}

function isOfThePlan(plan: RolloutPlan, who: string): boolean {
  return Object.values(plan.roles).some((role) => role.people.includes(who));
}

function obey(draft: Draft, who: string, word: Word): void {
  const { plan, state, now } = draft;
  const place = stepAt(plan, state.control)?.id ?? 'end';
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
      draft.update({
        paused: { by: who, at: now, ...(word.because === undefined ? {} : { because: word.because }) },
      });
      answerIncidents(draft);
      retreat(draft, `paused by ${who}`);
      draft.happened('pause', `${who} pauses${word.because === undefined ? '' : `: ${word.because}`}`);
      return;
    case 'resume':
      resume(draft, who);
      return;
    case 'retry':
      retry(draft, who);
      return;
    case 'revert':
      answerIncidents(draft);
      performRevert(draft, word.what, `${who}${word.because === undefined ? '' : `: ${word.because}`}`);
      return;
    case 'revert units':
      performRevertUnits(draft, word.units, who);
      return;
    case 'include units':
      draft.update({
        included: [...new Set([...state.included, ...word.units])],
        excluded: state.excluded.filter((unit) => !word.units.includes(unit)),
      });
      refreshBrakes(draft, `${who} includes ${String(word.units.length)}`, place);
      republish(draft, `${who} includes ${String(word.units.length)}`, place);
      draft.happened('include', `${who} includes ${word.units.join(', ')}`);
      return;
    case 'disable':
      performDisable(draft, word.flags, who);
      return;
    case 'kill':
      performKill(draft, who);
      return;
    case 'freeze':
      draft.update({ frozen: { until: word.until, because: word.because } });
      draft.happened('freeze', `${who} freezes: ${word.because}`);
      return;
    case 'drilled':
      draft.time({ lastDrillAt: now });
      draft.happened('drill', `${who} has exercised the revert path`);
      return;
    case 'adopt':
      republish(draft, `${who} adopts what is served in ${word.environment}`, place);
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

/** Ends a person's pause, and every trigger that does not hold any more. */
function resume(draft: Draft, who: string): void {
  const { paused: _paused, ...rest } = draft.state;
  draft.state = rest;
  for (const trigger of draft.plan.triggers) {
    const current = draft.state.triggers[trigger.name];
    if (current?.phase === 'active' && !current.holds) resumeTrigger(draft, trigger, `${who} resumes`);
  }
  const disabled = Object.fromEntries(
    Object.entries(draft.state.disabled).filter(
      ([, one]) => isTrigger(draft.plan, one.by) || one.by === KILLED,
    ),
  );
  draft.update({ disabled });
  draft.happened('resume', `${who} resumes`);
}

function isTrigger(plan: RolloutPlan, name: string): boolean {
  return plan.triggers.some((trigger) => trigger.name === name);
}

/** Begins a new attempt after a revert: gates, signatures and decisions are asked anew. */
function retry(draft: Draft, who: string): void {
  const { control } = draft.state;
  if (control.mode !== 'reverted') {
    draft.happened('refused', `${who}: retry refused: nothing was reverted`);
    return;
  }
  draft.update({
    triggers: {},
    disabled: Object.fromEntries(Object.entries(draft.state.disabled).filter(([, one]) => one.by !== KILLED)),
  });
  const attempt = control.attempt + 1;
  draft.update({ control: { mode: 'running', position: control.position, attempt } });
  moveTo(draft, control.position);
  refreshBrakes(draft, `attempt ${String(attempt)}`, stepAt(draft.plan, draft.state.control)?.id ?? 'end');
  draft.happened('retry', `${who} begins attempt ${String(attempt)}`);
}

/** Gives every rise lane its version anew. */
function republish(draft: Draft, reason: string, step: string): void {
  for (const [name, environment] of Object.entries(draft.state.environments)) {
    const generation = draft.state.generation + 1;
    draft.update({
      generation,
      environments: {
        ...draft.state.environments,
        [name]: { ...environment, rise: { generation, reason, step, since: draft.now } },
      },
    });
  }
}
