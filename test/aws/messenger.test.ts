import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { AwsMessenger } from '../../lib/aws/messenger.js';
import { messageDetail, type MessageDetail } from '../../lib/contract/messages.js';
import type { MessageEffect } from '../../lib/rollout/effect.js';
import { describeMessengerContract } from '../contracts/messenger.contract.js';
import { startEndpoint, type AwsEndpoint } from './aws-endpoint.js';

/** The bus and the topics of an account, as they receive messages. */
class Account {
  readonly details: MessageDetail[] = [];
  readonly published: URLSearchParams[] = [];
  broken: 'nothing' | 'the bus' | 'an entry' | 'the topic' = 'nothing';

  start(): Promise<AwsEndpoint> {
    return startEndpoint(({ headers, body }) => {
      if (headers['x-amz-target'] === 'AWSEvents.PutEvents') return this.#putEvents(body);
      if (this.broken === 'the topic') return { status: 500, body: '<ErrorResponse/>' };
      this.published.push(new URLSearchParams(body));
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
      };
    });
  }

  #putEvents(body: string) {
    const json = (value: unknown) => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(value),
    });
    if (this.broken === 'the bus') return { ...json({ __type: 'InternalException' }), status: 500 };
    if (this.broken === 'an entry')
      return json({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    const { Entries } = JSON.parse(body) as { readonly Entries: readonly Record<string, string>[] };
    for (const entry of Entries) {
      expect(entry).toMatchObject({
        EventBusName: 'bus',
        Source: 'phasegate',
        DetailType: 'Phasegate Message',
      });
      this.details.push(messageDetail.parse(JSON.parse(entry['Detail'] ?? '')));
    }
    return json({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: '1' })) });
  }
}

async function scene() {
  const account = new Account();
  const endpoint = await account.start();
  const messenger = new AwsMessenger({
    rollout: 'phoenix',
    events: new EventBridgeClient(endpoint.config),
    sns: new SNSClient(endpoint.config),
    bus: 'bus',
    topics: { release: 'arn:aws:sns:eu-west-1:1:release' },
  });
  return { account, endpoint, messenger };
}

describeMessengerContract('the event bus and SNS', async () => {
  const { account, endpoint, messenger } = await scene();
  return {
    messenger,
    delivered: async () => account.details.map(({ id, say }) => ({ id: id.replace('phoenix/', ''), say })),
    break: async () => {
      account.broken = 'the bus';
    },
    mend: async () => {
      account.broken = 'nothing';
    },
    close: endpoint.close,
  };
});

describe('a message on AWS', () => {
  const MESSAGE: MessageEffect = {
    id: '7.1',
    kind: 'message',
    about: 'alert',
    to: { kind: 'role', role: 'release' },
    by: ['pager', 'slack'],
    say: 'Errors are up',
  };
  let one: Awaited<ReturnType<typeof scene>>;
  beforeEach(async () => {
    one = await scene();
  });
  afterEach(() => one.endpoint.close());

  it('to a role is an event and goes to the topic of the role, under one id', async () => {
    await one.messenger.send(MESSAGE);
    expect(one.account.details).toEqual([
      {
        version: 1,
        id: 'phoenix/7.1',
        rollout: 'phoenix',
        about: 'alert',
        to: { kind: 'role', role: 'release' },
        by: ['pager', 'slack'],
        say: 'Errors are up',
      },
    ]);
    const [published] = one.account.published;
    expect(published?.get('TopicArn')).toBe('arn:aws:sns:eu-west-1:1:release');
    expect(published?.get('Message')).toBe('Errors are up');
    expect([...(published?.values() ?? [])]).toContain('phoenix/7.1');
  });

  it.each<MessageEffect['to']>([
    { kind: 'usersOfStep' },
    { kind: 'everyone' },
    { kind: 'segment', segment: 'eu' },
    { kind: 'role', role: 'a role without a topic' },
  ])('to %j is an event only: the application knows who that is', async (to) => {
    await one.messenger.send({ ...MESSAGE, to, step: 'beta.2' });
    expect(one.account.details).toMatchObject([{ to, step: 'beta.2' }]);
    expect(one.account.published).toEqual([]);
  });

  it.each(['an entry', 'the topic'] as const)('fails when %s is refused, and is sent again', async (what) => {
    one.account.broken = what;
    await expect(one.messenger.send(MESSAGE)).rejects.toThrow();
    one.account.broken = 'nothing';
    await one.messenger.send(MESSAGE);
    expect(one.account.published).toHaveLength(1);
    expect(new Set(one.account.details.map(({ id }) => id))).toEqual(new Set(['phoenix/7.1']));
  });

  it.each([
    ['a line\nand another', 'phoenix (alert): a line and another'],
    ['über', 'phoenix (alert): ber'],
    ['x'.repeat(200), `phoenix (alert): ${'x'.repeat(80)}...`],
  ])('has a subject that SNS takes: %j', async (say, subject) => {
    await one.messenger.send({ ...MESSAGE, say });
    const [published] = one.account.published;
    expect(published?.get('Subject')?.replaceAll(/ +/gu, ' ')).toBe(subject);
    expect(published?.get('Subject')?.length).toBeLessThanOrEqual(100);
    expect(published?.get('Message')).toBe(say);
  });
});
