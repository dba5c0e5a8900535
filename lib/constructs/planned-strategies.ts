import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { strategiesOf } from '../contract/deployment-strategy.js';
import type { PlanFile } from './plan-file.js';
import { StagedDeployment } from './staged-deployment.js';

/** Every deployment strategy that the steps of a plan need, each once; the one of falls among them. */
export function plannedStrategies(scope: Construct, { plan }: PlanFile): readonly StagedDeployment[] {
  return Object.entries(strategiesOf(plan)).map(
    ([key, { spreadMinutes, growth, growthFactor, bakeMinutes }]) =>
      new StagedDeployment(scope, key, {
        spread: Duration.minutes(spreadMinutes),
        growth,
        factor: growthFactor,
        bake: Duration.minutes(bakeMinutes),
      }),
  );
}
