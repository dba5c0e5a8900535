import { decisionTime, judgeGate } from '../gate.js';
import { gateAt, gateKey, phaseAt } from '../place.js';
import { phaseEnd } from '../schedule.js';
import { earliestAfter, type Chore } from './chore.js';

/** Times that the plan says and that only need telling: its deadline, a phase that takes too long, an overdue gate. */
export const deadlines: Chore = {
  run: (draft) => {
    const { plan, now } = draft;
    const { state } = draft;
    if (state.control.mode !== 'running') return;
    if (plan.deadlineMs !== undefined && now > state.startAt + plan.deadlineMs) {
      draft.once('deadline', () => {
        draft.happened('deadline', 'the deadline of the plan has passed');
      });
    }
    const phase = phaseAt(plan, state.control);
    const end = phaseEnd(plan, state, phase, state.times.phaseEnteredAt);
    if (end !== undefined && now > end && state.control.position.stage !== 'entry') {
      draft.once(`overdue/${phase.name}#${String(state.control.attempt)}`, () => {
        draft.happened('deadline', `phase ${phase.name} takes longer than planned`);
      });
    }
    const gate = gateAt(plan, state.control);
    if (gate?.withinMs !== undefined && now >= state.times.gateSince + gate.withinMs) {
      draft.once(`late/${gateKey(gate, state.control)}@${String(state.times.gateSince)}`, () => {
        draft.happened(
          'deadline',
          `gate ${gate.id} has not passed in time: ${judgeGate(plan, state, gate, now).verdict}`,
        );
      });
    }
  },
  dueAt: (plan, state, now) => {
    if (state.control.mode !== 'running') return undefined;
    const phase = phaseAt(plan, state.control);
    const gate = gateAt(plan, state.control);
    return earliestAfter(now, [
      plan.deadlineMs === undefined ? undefined : state.startAt + plan.deadlineMs + 1,
      (phaseEnd(plan, state, phase, state.times.phaseEnteredAt) ?? Infinity) + 1,
      gate?.withinMs === undefined ? undefined : state.times.gateSince + gate.withinMs,
      gate?.decide ? decisionTime(plan, state, gate) : undefined,
    ]);
  },
};
