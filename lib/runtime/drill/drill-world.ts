import { Controller, type World } from '../controller.js';
import type { MetricSource } from '../ports.js';
import { DRILL_ENVIRONMENT, DRILL_HASH, DRILL_STARTS_AT, drillPlan } from './drill-plan.js';

/** What the rollout of a drill lives in: it measures one thing, and tells nobody. */
export type DrillWorld = Pick<World, 'store' | 'inbox' | 'clock'> & {
  readonly lanes: World['lanes'][string];
  /** Whether its condition is seen to hold. Where an alarm tells the trigger, nothing is to be seen. */
  readonly holds: () => boolean;
};

/** The controller of a drill's own rollout: the same as of any other. */
export function drillController({ store, inbox, clock, lanes, holds }: DrillWorld): Controller {
  return new Controller(
    drillPlan(),
    {
      store,
      inbox,
      clock,
      lanes: { [DRILL_ENVIRONMENT]: lanes },
      metrics: breaches(holds),
      messenger: { send: async () => undefined },
      hooks: { start: async () => undefined },
    },
    { planHash: DRILL_HASH, startsAt: DRILL_STARTS_AT, onRequest: true },
  );
}

/** Every look of a hundred is a breach, or none. */
function breaches(holds: () => boolean): MetricSource {
  return {
    ingestionLagMs: 0,
    measure: async (queries) =>
      queries.map(({ windows }) => ({
        kind: 'measured',
        subject: [
          {
            readings: windows.map(() => {
              const part = holds() ? 100 : 0;
              return { kind: 'value', value: part / 100, samples: 100, part };
            }),
          },
        ],
      })),
    record: async () => undefined,
    affectedUnits: async () => undefined,
  };
}
