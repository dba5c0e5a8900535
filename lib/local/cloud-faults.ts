import type { FaultInjector } from './appconfig/lane.js';
import { streamOf, uniformAt } from './random/stream.js';
import type { BoundScenario } from './scenario/bound-scenario.js';

/** Conflicts and throttling as the scenario says, the same in every run of the same seed. */
export function cloudFaults(scenario: BoundScenario): FaultInjector {
  const { conflicts, throttling } = scenario.cloud;
  const stream = streamOf(scenario.seed, 'cloud');
  let requests = 0;
  return () => {
    requests += 1;
    const drawn = uniformAt(stream, requests);
    if (drawn < throttling) return 'throttled';
    return drawn < throttling + conflicts ? 'conflict' : 'ok';
  };
}
