import * as z from 'zod';
import type { RolloutEvent } from '../rollout/event.js';

/**
 * What CloudWatch invokes a function with when an alarm changes its state, as far as we need it, of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
const alarmAction = z.object({
  alarmData: z.object({
    alarmName: z.string(),
    state: z.object({ value: z.string(), timestamp: z.string() }),
  }),
});

/** The same through a topic: SNS carries CloudWatch's older message. */
const topicMessage = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })).min(1),
});
const alarmMessage = z.object({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  StateChangeTime: z.string(),
});

interface AlarmChange {
  readonly alarm: string;
  readonly state: string;
  /** As CloudWatch writes it: the same change has always the same. */
  readonly changedAt: string;
}

/**
 * What an alarm means for the rollout: its trigger fires. Nothing when the alarm is none of a trigger, or has not gone
 * to ALARM.
 * @param alarms name of the alarm of each trigger
 * @param now when it is heard; milliseconds
 */
export function alarmEvents(
  payload: unknown,
  alarms: Readonly<Record<string, string>>,
  now: number,
): readonly RolloutEvent[] {
  return changesIn(payload)
    .filter(({ state }) => state === 'ALARM')
    .flatMap(({ alarm, changedAt }) =>
      Object.entries(alarms)
        .filter(([, name]) => name === alarm)
        .map(([trigger]): RolloutEvent => ({
          kind: 'alarm',
          id: `alarm/${alarm}/${changedAt}`,
          at: now,
          trigger,
        })),
    );
}

function changesIn(payload: unknown): readonly AlarmChange[] {
  const action = alarmAction.safeParse(payload);
  if (action.success) {
    const { alarmName, state } = action.data.alarmData;
    return [{ alarm: alarmName, state: state.value, changedAt: state.timestamp }];
  }
  const topic = topicMessage.safeParse(payload);
  if (!topic.success) return [];
  return topic.data.Records.flatMap(({ Sns }) => {
    const message = alarmMessage.safeParse(parsed(Sns.Message));
    if (!message.success) return [];
    const { AlarmName, NewStateValue, StateChangeTime } = message.data;
    return [{ alarm: AlarmName, state: NewStateValue, changedAt: StateChangeTime }];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
