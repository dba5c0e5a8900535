import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { RETRYING } from './retry.js';

/** A request that hangs must not cost a minute's run: it counts as failed, and is sent again. */
const CAUTIOUS = { ...RETRYING, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };

/** The services that carrying out a rollout needs. */
export interface Clients {
  readonly appconfig: AppConfigClient;
  readonly cloudwatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
}

/** A client of each, in the Region and with the endpoints that the environment says. */
export function makeClients(): Clients {
  return {
    appconfig: new AppConfigClient(CAUTIOUS),
    cloudwatch: new CloudWatchClient(CAUTIOUS),
    dynamo: new DynamoDBClient(CAUTIOUS),
    events: new EventBridgeClient(CAUTIOUS),
    lambda: new LambdaClient(CAUTIOUS),
    sns: new SNSClient(CAUTIOUS),
  };
}
