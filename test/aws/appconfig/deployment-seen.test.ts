import type { Deployment, DeploymentEvent } from '@aws-sdk/client-appconfig';
import { stateOf, viewOf } from '../../../lib/aws/appconfig/deployment-seen.js';
import type { DeploymentState, DeploymentView } from '../../../lib/runtime/ports.js';

const at = (minute: number) => new Date(Date.UTC(2026, 11, 7, 12, minute));

describe('the state of a deployment', () => {
  it.each<[string, DeploymentState]>([
    ['VALIDATING', 'deploying'],
    ['DEPLOYING', 'deploying'],
    ['BAKING', 'baking'],
    ['COMPLETE', 'complete'],
    ['ROLLING_BACK', 'rollingBack'],
    ['RollingBack', 'rollingBack'],
    ['ROLLED_BACK', 'rolledBack'],
    ['RolledBack', 'rolledBack'],
    ['REVERTED', 'reverted'],
    ['Reverted', 'reverted'],
  ])('%s is %s', (spelled, state) => {
    expect(stateOf(spelled)).toBe(state);
  });

  it.each(['PAUSED', '', undefined])('%p, which nobody knows, is taken for one in flight', (spelled) => {
    expect(stateOf(spelled)).toBe('deploying');
  });
});

const event = (EventType: string, TriggeredBy: string, minute: number) =>
  ({ EventType, TriggeredBy, OccurredAt: at(minute) }) as DeploymentEvent;
const STARTED = event('DEPLOYMENT_STARTED', 'USER', 0);
const COMPLETED = event('DEPLOYMENT_COMPLETED', 'APPCONFIG', 5);

describe('who ended a deployment, and when', () => {
  it.each<
    [Deployment['State'], Date | undefined, DeploymentEvent[], DeploymentView['endedBy'], Date | undefined]
  >([
    ['DEPLOYING', undefined, [STARTED], undefined, undefined],
    ['COMPLETE', at(5), [COMPLETED, STARTED], 'appconfig', at(5)],
    [
      'ROLLING_BACK',
      undefined,
      [event('ROLLBACK_STARTED', 'CLOUDWATCH_ALARM', 3), STARTED],
      'alarm',
      undefined,
    ],
    [
      'ROLLED_BACK',
      at(4),
      [event('ROLLBACK_COMPLETED', 'APPCONFIG', 4), event('ROLLBACK_STARTED', 'USER', 3), STARTED],
      'user',
      at(4),
    ],
    ['ROLLED_BACK', undefined, [event('ROLLBACK_COMPLETED', 'INTERNAL_ERROR', 4)], 'internalError', at(4)],
    ['ROLLED_BACK', at(4), [], undefined, at(4)],
    // whichever of the two times AWS shows as CompletedAt
    ['REVERTED', at(5), [event('REVERT_COMPLETED', 'USER', 9), COMPLETED, STARTED], 'user', at(9)],
    ['REVERTED', at(9), [STARTED, COMPLETED, event('REVERT_COMPLETED', 'USER', 9)], 'user', at(9)],
    ['REVERTED', at(9), [], undefined, at(9)],
  ])('%s, completed %s', (State, CompletedAt, EventLog, endedBy, endedAt) => {
    const view = viewOf({ DeploymentNumber: 3, State, StartedAt: at(0), CompletedAt, EventLog });
    expect(view.endedBy).toBe(endedBy);
    expect(view.endedAt).toBe(endedAt?.getTime());
  });
});

it('calls a version without a label by its number', () => {
  expect(viewOf({ DeploymentNumber: 3, ConfigurationVersion: '17' }).label).toBe('version 17');
  expect(viewOf({ DeploymentNumber: 3, ConfigurationVersion: '17', VersionLabel: 'a-7' }).label).toBe('a-7');
});
