import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import { refuseDrill, refuseProof } from './drill/hear-drill.js';
import { entryAnswer, sayEntryRefusal } from './entry.js';
import type { Said, Word } from './event.js';
import { judgeGate } from './gate.js';
import { refuseInclusion } from './inclusions.js';
import { gateAt, gateKey, stepAt } from './place.js';
import { refusePromotion } from './promote.js';
import type { RolloutState } from './state.js';

/** What is still taken in after the end: late figures and the tidying up of what was open. */
const AFTER_THE_END: ReadonlySet<Word['kind']> = new Set(['report', 'drilled', 'tick', 'close incident']);

/** Why a word is not obeyed; nothing when it is. */
export function refuse(draft: Draft, { who, word }: Said): string | undefined {
  const { plan, state } = draft;
  if (state.control.mode === 'closed' && !AFTER_THE_END.has(word.kind)) return 'the rollout is closed';
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
    case 'close':
      return refuseStranger(plan, who);
    case 'promote':
      return refuseStranger(plan, who) ?? refusePromotion(plan, state, draft.now);
    case 'retry':
      return (
        refuseStranger(plan, who) ?? (state.control.mode === 'reverted' ? undefined : 'nothing was reverted')
      );
    case 'enter': {
      const answer = entryAnswer(plan, state, word, draft.now);
      return answer.kind === 'refused' ? sayEntryRefusal(answer.because) : undefined;
    }
    case 'include units':
      return refuseStranger(plan, who) ?? refuseInclusion(draft);
    case 'adopt':
      return refuseStranger(plan, who) ?? refuseAdoption(state, word.environment, word.lane);
    case 'freeze':
      // A freeze that is shortened lets exposure rise earlier.
      return state.frozen && state.frozen.until > Math.max(word.until, draft.now)
        ? refuseStranger(plan, who)
        : undefined;
    case 'disable':
      return word.flags.some((flag) => plan.flags[flag]) ? undefined : 'the plan has no such flag';
    case 'tick':
      return refuseTick(draft, who, word.task);
    case 'revert':
    case 'revert units':
      return refuseRevert(plan, state);
    case 'drill':
      return refuseDrill(plan, state, draft.now);
    case 'drilled':
      return refuseProof(state, word.proof);
    case 'pause':
    case 'kill':
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

/** A task that is asked for now and names a role is ticked by that role. */
function refuseTick(draft: Draft, who: string, name: string): string | undefined {
  const { plan, state } = draft;
  const asked = [
    ...(gateAt(plan, state.control)?.tasks ?? []),
    ...(stepAt(plan, state.control)?.tasks ?? []),
  ];
  const role = asked.find((task) => task.name === name)?.by;
  if (role === undefined || plan.roles[role]?.people.includes(who) === true) return undefined;
  return `${role} ticks ${name}`;
}

/** Behind the point of no return the old behaviour is gone: putting users back to it would be the outage. */
function refuseRevert(plan: RolloutPlan, state: RolloutState): string | undefined {
  const passed = plan.phases.find(
    (phase) => phase.irreversible !== undefined && `entered/${phase.name}` in state.told,
  );
  return passed && `phase ${passed.name} is a point of no return: pause, or disable a flag`;
}

function refuseStranger(plan: RolloutPlan, who: string): string | undefined {
  return Object.values(plan.roles).some((role) => role.people.includes(who))
    ? undefined
    : 'only people of the plan may let exposure rise again';
}

function refuseAdoption(
  state: RolloutState,
  environment: string,
  lane: 'rise' | 'brake',
): string | undefined {
  const present = state.environments[environment];
  if (!present) return `the plan has no environment ${environment}`;
  return present.seen[lane].kind === 'foreign'
    ? undefined
    : `nobody else is seen to have deployed to the ${lane} lane`;
}
