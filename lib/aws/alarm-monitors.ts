import { DescribeAlarmsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from './service-error.js';

/** DescribeAlarms takes at most so many names, and answers at most so many alarms at once. Source: API reference. */
const MOST_NAMES = 100;

interface SeenAlarm {
  readonly AlarmName?: string;
  readonly ActionsEnabled?: boolean;
  readonly StateValue?: string;
}

/**
 * Whether every alarm exists, has its actions enabled and reads OK: what has to be so before exposure rises. AppConfig
 * itself does not roll back on an alarm whose actions are disabled, and may ignore one that is red already.
 * Needs `cloudwatch:DescribeAlarms` on `*`, as composite alarms do.
 * @param names metric and composite alarms, without limit
 * @returns why not, a sentence per alarm; `undefined` when all are well
 * @throws ServiceError when CloudWatch does not answer: then nobody knows, and nothing may rise
 */
export async function alarmsAreOk(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
): Promise<string | undefined> {
  const asked = [...new Set(names)];
  const seen = new Map<string, SeenAlarm>();
  for (let from = 0; from < asked.length; from += MOST_NAMES)
    for (const alarm of await describe(cloudwatch, asked.slice(from, from + MOST_NAMES)))
      if (alarm.AlarmName !== undefined) seen.set(alarm.AlarmName, alarm);
  const reasons = asked.flatMap((name) => whyNot(name, seen.get(name)) ?? []);
  return reasons.length === 0 ? undefined : reasons.join(' ');
}

async function describe(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
): Promise<readonly SeenAlarm[]> {
  const found: SeenAlarm[] = [];
  let next: string | undefined;
  do {
    try {
      const page = await cloudwatch.send(
        new DescribeAlarmsCommand({
          AlarmNames: [...names],
          // Left out, only metric alarms would be found.
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: MOST_NAMES,
          ...(next === undefined ? {} : { NextToken: next }),
        }),
      );
      found.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
      next = page.NextToken;
    } catch (error) {
      throw new ServiceError('cloudwatch:DescribeAlarms', error);
    }
  } while (next !== undefined);
  return found;
}

function whyNot(name: string, alarm: SeenAlarm | undefined): string | undefined {
  if (!alarm) return `The alarm ${name} does not exist: deploy the stack again.`;
  if (alarm.ActionsEnabled !== true)
    return `The actions of the alarm ${name} are disabled: enable them, or it rolls nothing back.`;
  if (alarm.StateValue !== 'OK')
    return `The alarm ${name} is in ${alarm.StateValue ?? 'no known state'}: wait until it is OK.`;
  return undefined;
}
