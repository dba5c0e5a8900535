import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { alarmsAreOk } from '../../lib/aws/alarm-monitors.js';
import { startEndpoint, type AwsEndpoint, type Received } from './aws-endpoint.js';

interface Alarm {
  readonly AlarmName: string;
  readonly StateValue: string;
  readonly ActionsEnabled?: boolean;
}

interface Asked {
  readonly AlarmNames: readonly string[];
  readonly AlarmTypes: readonly string[];
  readonly NextToken?: string;
}

let endpoint: AwsEndpoint;
let cloudwatch: CloudWatchClient;
afterEach(async () => {
  cloudwatch.destroy();
  await endpoint.close();
});

/** CloudWatch with these alarms; those whose names begin with `all-` are composite. It answers `size` at once. */
async function cloudWatchWith(alarms: readonly Alarm[], size = 100) {
  const asked: Asked[] = [];
  endpoint = await startEndpoint(({ headers, body }: Received) => {
    expect(headers['x-amz-target']).toMatch(/\.DescribeAlarms$/u);
    const request = JSON.parse(body) as Asked;
    asked.push(request);
    const found = alarms.filter(({ AlarmName }) => request.AlarmNames.includes(AlarmName));
    const from = Number(request.NextToken ?? 0);
    const page = found.slice(from, from + size);
    const composite = ({ AlarmName }: Alarm) => AlarmName.startsWith('all-');
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        MetricAlarms: page.filter((alarm) => !composite(alarm)),
        CompositeAlarms: request.AlarmTypes.includes('CompositeAlarm') ? page.filter(composite) : [],
        ...(from + size < found.length ? { NextToken: String(from + size) } : {}),
      }),
    };
  });
  cloudwatch = new CloudWatchClient(endpoint.config);
  return asked;
}

const ok = (AlarmName: string): Alarm => ({ AlarmName, StateValue: 'OK', ActionsEnabled: true });

it('lets a rise through when plain and composite alarms are enabled and OK', async () => {
  await cloudWatchWith([ok('slow'), ok('all-reverts')]);
  expect(await alarmsAreOk(cloudwatch, ['slow', 'all-reverts'])).toBeUndefined();
});

it('asks nobody about no alarms', async () => {
  const asked = await cloudWatchWith([]);
  expect(await alarmsAreOk(cloudwatch, [])).toBeUndefined();
  expect(asked).toEqual([]);
});

it.each<[string, Partial<Alarm>, RegExp]>([
  ['in ALARM', { StateValue: 'ALARM' }, /slow is in ALARM/u],
  ['without data', { StateValue: 'INSUFFICIENT_DATA' }, /slow is in INSUFFICIENT_DATA/u],
  ['in no state', { StateValue: undefined }, /slow is in no known state/u],
  ['disabled', { ActionsEnabled: false }, /actions of the alarm slow are disabled/u],
  ['not said to be enabled', { ActionsEnabled: undefined }, /actions of the alarm slow are disabled/u],
  ['of another name', { AlarmName: 'slower' }, /slow does not exist/u],
])('names an alarm that is %s', async (_what, change, reason) => {
  await cloudWatchWith([{ ...ok('slow'), ...change }, ok('errors')]);
  expect(await alarmsAreOk(cloudwatch, ['errors', 'slow'])).toMatch(reason);
});

it('names every alarm that is not well, a sentence each', async () => {
  await cloudWatchWith([{ ...ok('slow'), StateValue: 'ALARM' }]);
  expect(await alarmsAreOk(cloudwatch, ['gone', 'slow'])).toBe(
    'The alarm gone does not exist: deploy the stack again. The alarm slow is in ALARM: wait until it is OK.',
  );
});

it.each([
  [100, 1],
  [101, 2],
  [201, 3],
])('asks for %d names in %d requests, and finds the last of them', async (many, requests) => {
  const names = Array.from({ length: many }, (_, index) => `alarm-${String(index)}`);
  const last = names.at(-1) ?? '';
  const asked = await cloudWatchWith([...names.slice(0, -1).map(ok), { ...ok(last), StateValue: 'ALARM' }]);
  expect(await alarmsAreOk(cloudwatch, names)).toBe(`The alarm ${last} is in ALARM: wait until it is OK.`);
  expect(asked).toHaveLength(requests);
  expect(asked.every(({ AlarmNames }) => AlarmNames.length <= 100)).toBe(true);
});

it('reads all pages of an answer', async () => {
  const asked = await cloudWatchWith([ok('a'), ok('b'), { ...ok('c'), StateValue: 'ALARM' }], 1);
  expect(await alarmsAreOk(cloudwatch, ['a', 'b', 'c'])).toMatch(/c is in ALARM/u);
  expect(asked).toHaveLength(3);
});

it('fails when CloudWatch does not permit it: nobody knows, so nothing may rise', async () => {
  endpoint = await startEndpoint(() => ({
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
  }));
  cloudwatch = new CloudWatchClient(endpoint.config);
  await expect(alarmsAreOk(cloudwatch, ['slow'])).rejects.toMatchObject({
    kind: 'denied',
    action: 'cloudwatch:DescribeAlarms',
  });
});
