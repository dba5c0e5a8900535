import type { DeploymentView, Instant } from '../../runtime/ports.js';

export interface LoggedEvent {
  readonly type: string;
  readonly by: string;
  readonly at: Instant;
  readonly description: string;
}

const triggeredBy: Readonly<Record<NonNullable<DeploymentView['endedBy']>, string>> = {
  user: 'USER',
  appconfig: 'APPCONFIG',
  alarm: 'CLOUDWATCH_ALARM',
  internalError: 'INTERNAL_ERROR',
};

/** What AppConfig's event log says about a change of a deployment, the oldest event first. */
export function eventsBetween(
  before: DeploymentView | undefined,
  after: DeploymentView,
  at: Instant,
): readonly LoggedEvent[] {
  const events: LoggedEvent[] = [];
  const add = (type: string, by: string, description: string) => events.push({ type, by, at, description });
  if (!before) add('DEPLOYMENT_STARTED', 'USER', 'Deployment started');
  if (after.percentage > (before?.percentage ?? 0))
    add(
      'PERCENTAGE_UPDATED',
      'APPCONFIG',
      `Configuration available to ${after.percentage.toFixed(2)}% of clients`,
    );
  if (after.state === (before?.state ?? 'deploying')) return events;
  switch (after.state) {
    case 'deploying':
      break;
    case 'baking':
      add('BAKE_TIME_STARTED', 'APPCONFIG', 'Deployment bake time started');
      break;
    case 'complete':
      add('DEPLOYMENT_COMPLETED', 'APPCONFIG', 'Deployment completed');
      break;
    case 'rollingBack':
    case 'rolledBack':
      if (before?.state !== 'rollingBack')
        add('ROLLBACK_STARTED', triggeredBy[after.endedBy ?? 'appconfig'], 'Rollback initiated');
      if (after.state === 'rolledBack') add('ROLLBACK_COMPLETED', 'APPCONFIG', 'Rollback completed');
      break;
    case 'reverted':
      add('REVERT_COMPLETED', 'USER', 'Revert completed');
      break;
  }
  return events;
}
