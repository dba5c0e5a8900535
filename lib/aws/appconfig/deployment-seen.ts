import type { Deployment, DeploymentEvent, DeploymentSummary } from '@aws-sdk/client-appconfig';
import type { DeploymentState, DeploymentView, Instant } from '../../runtime/ports.js';

/** The states of AppConfig, without underscores: its waiters write `RolledBack`, everything else `ROLLED_BACK`. */
const states: Readonly<Record<string, DeploymentState>> = {
  VALIDATING: 'deploying',
  DEPLOYING: 'deploying',
  BAKING: 'baking',
  COMPLETE: 'complete',
  ROLLINGBACK: 'rollingBack',
  ROLLEDBACK: 'rolledBack',
  REVERTED: 'reverted',
};

/** A state that AWS may add is taken for one in flight: nothing rises then, and a fall stops it. */
export function stateOf(state: string | undefined): DeploymentState {
  return states[(state ?? '').replaceAll('_', '').toUpperCase()] ?? 'deploying';
}

const triggers: Readonly<Record<string, DeploymentView['endedBy']>> = {
  USER: 'user',
  APPCONFIG: 'appconfig',
  CLOUDWATCH_ALARM: 'alarm',
  INTERNAL_ERROR: 'internalError',
};

/** What the event log says about the end of a deployment: who brought it about. */
const endings: Readonly<Record<DeploymentState, readonly string[]>> = {
  deploying: [],
  baking: [],
  complete: ['DEPLOYMENT_COMPLETED'],
  rollingBack: ['ROLLBACK_STARTED'],
  rolledBack: ['ROLLBACK_STARTED', 'ROLLBACK_COMPLETED'],
  reverted: ['REVERT_COMPLETED'],
};

/** Reduces GetDeployment's answer to what the port shows. A version without a label is called by its number. */
export function viewOf(deployment: Deployment): DeploymentView {
  const { DeploymentNumber, StartedAt, EventLog = [], Description = '', PercentageComplete } = deployment;
  const state = stateOf(deployment.State);
  const ending = endings[state].flatMap((type) => newest(EventLog, type) ?? [])[0];
  const endedAt = ended(state, deployment);
  const endedBy = triggers[ending?.TriggeredBy ?? ''];
  return {
    number: DeploymentNumber ?? 0,
    label: labelOf(deployment),
    state,
    percentage: PercentageComplete ?? 0,
    startedAt: StartedAt?.getTime() ?? 0,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(endedBy === undefined ? {} : { endedBy }),
    description: Description,
  };
}

/** The label of the version that a deployment carries. */
export function labelOf({ VersionLabel, ConfigurationVersion }: DeploymentSummary): string {
  return VersionLabel ?? `version ${ConfigurationVersion ?? 'unknown'}`;
}

/** When a deployment that was reverted had completed, and when it was reverted. */
export function revertOf(deployment: Deployment): { readonly completedAt: Instant; readonly at: Instant } {
  const { EventLog = [], CompletedAt, StartedAt } = deployment;
  const at = newest(EventLog, 'REVERT_COMPLETED')?.OccurredAt ?? CompletedAt ?? StartedAt;
  const completed = newest(EventLog, 'DEPLOYMENT_COMPLETED')?.OccurredAt ?? CompletedAt ?? at;
  return { completedAt: completed?.getTime() ?? 0, at: at?.getTime() ?? 0 };
}

function ended(state: DeploymentState, deployment: Deployment): Instant | undefined {
  switch (state) {
    case 'deploying':
    case 'baking':
    case 'rollingBack':
      return undefined;
    case 'complete':
      return deployment.CompletedAt?.getTime();
    case 'rolledBack':
      return (
        deployment.CompletedAt ?? newest(deployment.EventLog ?? [], 'ROLLBACK_COMPLETED')?.OccurredAt
      )?.getTime();
    case 'reverted':
      return revertOf(deployment).at;
  }
}

/** The documentation says that the newest event comes first; the times are what counts. */
function newest(log: readonly DeploymentEvent[], type: string): DeploymentEvent | undefined {
  const times = log.filter(({ EventType }) => EventType === type);
  return times.sort((one, other) => timeOf(other) - timeOf(one))[0];
}

function timeOf({ OccurredAt }: DeploymentEvent): Instant {
  return OccurredAt?.getTime() ?? 0;
}
