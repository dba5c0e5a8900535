import fc from '../../fast-check.js';
import type { Condition } from '../../../lib/plan/expressions/condition.js';
import type { Gate, RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { RolloutEvent } from '../../../lib/rollout/event.js';
import { knowsItself } from '../../../lib/rollout/facts.js';
import { judgeGate } from '../../../lib/rollout/gate.js';
import { gateAt } from '../../../lib/rollout/place.js';
import { transition } from '../../../lib/rollout/transition.js';
import { histories, type Outcome } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { gatesPassed } from '../arbitraries/oracle.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

/** Whether a condition can be true only by what is measured. */
function needsData(plan: RolloutPlan, condition: Condition): boolean {
  switch (condition.kind) {
    case 'claim': {
      const metric = plan.metrics[condition.metric];
      return metric !== undefined && !knowsItself(metric);
    }
    case 'not':
      return needsData(plan, condition.of);
    case 'all':
      return condition.of.some((one) => needsData(plan, one));
    case 'any':
      return condition.of.every((one) => needsData(plan, one));
    default:
      return false;
  }
}

function gateNeedsData(plan: RolloutPlan, gate: Gate): boolean {
  return (
    gate.all.some((condition) => needsData(plan, condition)) ||
    (gate.any.length > 0 && gate.any.every((condition) => needsData(plan, condition)))
  );
}

const badOutcomes = fc.array(fc.constantFrom<Outcome>('unknown', 'noData', 'error', 'missing'), {
  minLength: 1,
  maxLength: 3,
});

/** Fails when `event` lets the rollout pass a gate that needs data. */
function checkEvent(world: CoreWorld, event: RolloutEvent): void {
  const { plan, state: before } = world;
  const after = transition(plan, before, event);
  const passed = gatesPassed(plan, { ...after, before, event }).filter((gate) => gateNeedsData(plan, gate));
  if (passed.length > 0)
    fail(`${passed.map((gate) => gate.id).join(', ')} passed`, {
      event,
      happenings: after.happenings,
      before,
    });
  const gate = gateAt(plan, after.state.control);
  if (gate && gateNeedsData(plan, gate)) {
    const { verdict } = judgeGate(plan, after.state, gate, after.state.at);
    if (verdict === 'go') fail(`gate ${gate.id} is go`, { event, before, after: after.state });
  }
}

it('passes no gate that needs data by a look that finds none, or that fails', () => {
  fc.assert(
    fc.property(plans, histories, badOutcomes, fc.boolean(), ({ plan }, history, outcomes, blind) => {
      const observer: Observer = {
        action: (world) => {
          checkEvent(world, world.lookEvent(outcomes, ['no'], blind));
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(70),
  );
});

it('passes no gate that needs data on findings that have gone stale', () => {
  const waits = fc.integer({ min: 1, max: 3 * 1440 });
  fc.assert(
    fc.property(plans, histories, waits, fc.nat(3), ({ plan }, history, wait, outcome) => {
      const observer: Observer = {
        action: (world) => {
          const found = (['yes', 'no', 'yes', 'unknown'] as const)[outcome] ?? 'yes';
          const fresh = transition(plan, world.state, world.lookEvent([found], ['no'])).state;
          const at = fresh.at + 2 * plan.judge.periodMs + wait * 60_000;
          const before = { ...world, plan, state: fresh } as CoreWorld;
          checkEvent(before, { kind: 'said', id: 'late', at, who: 'rita', word: { kind: 'drilled' } });
          checkEvent(before, { kind: 'said', id: 'late', at, who: 'rita', word: { kind: 'resume' } });
          checkEvent(before, { kind: 'said', id: 'late', at, who: 'rita', word: { kind: 'retry' } });
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(50),
  );
});

it('passes no gate that needs data by a look that was taken long ago and comes now', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      const observer: Observer = {
        action: (world) => {
          const age = 2 * plan.judge.periodMs + 1;
          checkEvent(world, { ...world.lookEvent(['yes'], ['no']), at: world.state.at - age });
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(50),
  );
});
