import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { EVENT_SOURCE, MESSAGE_TYPE, type MessageDetail } from '../contract/messages.js';
import type { MessageEffect } from '../rollout/effect.js';
import type { Messenger } from '../runtime/ports.js';

/** SNS refuses longer subjects, and anything but printable ASCII in them. */
const LONGEST_SUBJECT = 100;

export interface AwsMessengerOptions {
  readonly rollout: string;
  readonly events: EventBridgeClient;
  readonly sns: SNSClient;
  /** Name of the event bus. */
  readonly bus: string;
  /** ARN of the topic of each role. */
  readonly topics: Readonly<Record<string, string>>;
}

/**
 * Every message is an event on the bus, for whatever channels the plan names; those to a role go to its SNS topic as
 * well. At least once: when one of the two fails, both are sent again under the same id.
 */
export class AwsMessenger implements Messenger {
  constructor(private readonly options: AwsMessengerOptions) {}

  /** @throws when the bus or the topic does not take the message; then it is tried again */
  async send(message: MessageEffect): Promise<void> {
    await this.#announce(message);
    const topic = message.to.kind === 'role' ? this.options.topics[message.to.role] : undefined;
    if (topic !== undefined) await this.#publish(topic, message);
  }

  async #announce(message: MessageEffect): Promise<void> {
    const { events, bus } = this.options;
    const detail: MessageDetail = {
      version: 1,
      id: this.#idOf(message),
      rollout: this.options.rollout,
      about: message.about,
      to: message.to,
      by: [...message.by],
      say: message.say,
      ...(message.step === undefined ? {} : { step: message.step }),
    };
    const { Entries = [] } = await events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: bus,
            Source: EVENT_SOURCE,
            DetailType: MESSAGE_TYPE,
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    // The call succeeds although the entry was refused.
    const refused = Entries.find((entry) => entry.ErrorCode !== undefined);
    if (refused)
      throw new Error(
        `the event bus ${bus} refused a message: ${refused.ErrorMessage ?? refused.ErrorCode ?? ''}`,
      );
  }

  async #publish(topic: string, message: MessageEffect): Promise<void> {
    const { rollout, sns } = this.options;
    const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
    await sns.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: subjectOf(rollout, message),
        Message: message.say,
        MessageAttributes: {
          id: attribute(this.#idOf(message)),
          rollout: attribute(rollout),
          about: attribute(message.about),
          by: { DataType: 'String.Array', StringValue: JSON.stringify(message.by) },
        },
      }),
    );
  }

  #idOf(message: MessageEffect): string {
    return `${this.options.rollout}/${message.id}`;
  }
}

function subjectOf(rollout: string, { about, say }: MessageEffect): string {
  const line = `${rollout} (${about}): ${say}`.replaceAll(/[^ -~]+/gu, ' ');
  return line.length <= LONGEST_SUBJECT ? line : `${line.slice(0, LONGEST_SUBJECT - 3)}...`;
}
