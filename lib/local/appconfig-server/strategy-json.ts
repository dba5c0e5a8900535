import type { DeploymentStrategy } from '../../contract/deployment-strategy.js';
import { requestRefusal } from '../appconfig/versions.js';
import { badRequest, numberOf } from './wire.js';
import type { NamedStrategy } from './world.js';

/** The members of a strategy that deployments show as well. */
export function growthJson({ spreadMinutes, growth, growthFactor, bakeMinutes }: DeploymentStrategy): object {
  return {
    DeploymentDurationInMinutes: spreadMinutes,
    GrowthType: growth === 'linear' ? 'LINEAR' : 'EXPONENTIAL',
    GrowthFactor: growthFactor,
    FinalBakeTimeInMinutes: bakeMinutes,
  };
}

export function strategyJson(id: string, { name, strategy }: NamedStrategy): object {
  return { Id: id, Name: name, ...growthJson(strategy), ReplicateTo: 'NONE' };
}

/** Reads CreateDeploymentStrategy's body. @throws WireError when AppConfig would refuse it */
export function strategyFrom(body: Readonly<Record<string, unknown>>): DeploymentStrategy {
  const type = body['GrowthType'] ?? 'LINEAR';
  if (type !== 'LINEAR' && type !== 'EXPONENTIAL') throw badRequest('GrowthType is LINEAR or EXPONENTIAL');
  const strategy: DeploymentStrategy = {
    spreadMinutes: numberOf(body, 'DeploymentDurationInMinutes'),
    growth: type === 'LINEAR' ? 'linear' : 'exponential',
    growthFactor: numberOf(body, 'GrowthFactor'),
    bakeMinutes: numberOf(body, 'FinalBakeTimeInMinutes', 0),
  };
  const refusal = requestRefusal({ description: '', strategy });
  if (refusal !== undefined) throw badRequest(refusal);
  return strategy;
}
