import { alarmEvents } from '../../lib/aws/alarm-event.js';

const ALARMS = { slow: 'phoenix-slow', validation: 'phoenix-validation' };
const NOW = Date.UTC(2026, 11, 21, 2);
const TIME = '2026-12-21T01:59:58.123+0000';
/** As in CloudWatch's documentation of Lambda actions. */
const action = (alarmName: string, value: string) => ({
  source: 'aws.cloudwatch',
  alarmArn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${alarmName}`,
  accountId: '111122223333',
  time: TIME,
  region: 'eu-west-1',
  alarmData: {
    alarmName,
    state: { value, reason: 'Threshold Crossed', reasonData: '{}', timestamp: TIME },
    previousState: { value: 'OK', reason: '', timestamp: TIME },
    configuration: { metrics: [] },
  },
});
const topic = (...messages: readonly unknown[]) => ({
  Records: messages.map((message) => ({
    EventSource: 'aws:sns',
    Sns: { Message: typeof message === 'string' ? message : JSON.stringify(message) },
  })),
});

it('fires the trigger of the alarm, with the same id however often it is delivered', () => {
  const expected = { kind: 'alarm', id: `alarm/phoenix-slow/${TIME}`, at: NOW, trigger: 'slow' };
  expect(alarmEvents(action('phoenix-slow', 'ALARM'), ALARMS, NOW)).toEqual([expected]);
  expect(
    alarmEvents(
      topic({ AlarmName: 'phoenix-slow', NewStateValue: 'ALARM', StateChangeTime: TIME }),
      ALARMS,
      NOW,
    ),
  ).toEqual([expected]);
});

it.each([
  ['an alarm that has gone back', action('phoenix-slow', 'OK')],
  ['an alarm without data: the controller judges that', action('phoenix-slow', 'INSUFFICIENT_DATA')],
  ['an alarm of somebody else', action('billing', 'ALARM')],
  ['a message that is no JSON', topic('hello')],
  ['a message of another kind', topic({ hello: 'world' })],
  ['an event of another kind', { hello: 'world' }],
  ['nothing', undefined],
])('makes nothing of %s', (_name, payload) => {
  expect(alarmEvents(payload, ALARMS, NOW)).toEqual([]);
});
