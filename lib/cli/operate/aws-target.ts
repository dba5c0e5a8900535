import { randomUUID } from 'node:crypto';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { signIdentity } from '../../aws/identity/sign-identity.js';
import {
  raises,
  type OperateAnswer,
  type OperateRequest,
  type OperateWord,
} from '../../aws/operate/operate-request.js';
import type { DrillView } from '../../report/drill-view.js';
import { LONGEST_DRILL_MS } from '../../rollout/drill/broken-off.js';
import type { DrillAnswer, RolloutTarget, TargetAnswer, Unreachable } from './rollout-target.js';

/** Between two questions about a drill. */
const BETWEEN_LOOKS_MS = 1_000;

/** Output of the stack that names the function. */
const OUTPUT = 'OperateFunction';

export interface AwsTargetOptions {
  readonly rollout: string;
  /** @default phasegate-<rollout> */
  readonly stack?: string;
  /** @default as the SDK finds it */
  readonly region?: string;
}

/** The rollout of a stack, through its function `operate`. */
export class AwsTarget implements RolloutTarget {
  readonly #cloudformation: CloudFormationClient;
  readonly #lambda: LambdaClient;
  #function: string | undefined;

  constructor(private readonly options: AwsTargetOptions) {
    const config = options.region === undefined ? {} : { region: options.region };
    this.#cloudformation = new CloudFormationClient(config);
    this.#lambda = new LambdaClient(config);
  }

  async ask(): Promise<TargetAnswer> {
    return this.#send({ kind: 'status' });
  }

  async say(word: OperateWord, generation: number): Promise<TargetAnswer> {
    return this.#sayAs(randomUUID(), word, generation);
  }

  async #sayAs(id: string, word: OperateWord, generation: number): Promise<TargetAnswer> {
    const request: OperateRequest = { kind: 'say', id, generation, word, identity: undefined };
    const { credentials, region } = this.#lambda.config;
    try {
      const identity = await signIdentity(
        { rollout: this.options.rollout, generation, id, word },
        { credentials, region: await region() },
      );
      return await this.#send({ ...request, identity });
    } catch (error) {
      // Nobody has to be known to put users back.
      if (raises(word)) return this.#unreachable(error);
      return this.#send(request);
    }
  }

  async drill(watch: (view: DrillView) => void): Promise<DrillAnswer> {
    const id = randomUUID();
    const begun = await this.#sayAs(id, { kind: 'drill' }, 0);
    if (begun.kind === 'refused' || begun.kind === 'unreachable') return begun;
    const until = Date.now() + LONGEST_DRILL_MS;
    for (;;) {
      const answer = await this.#send({ kind: 'drill', id });
      if (answer.kind === 'refused') return answer;
      const lost = answer.kind !== 'drill' ? answer : undefined;
      if (answer.kind === 'drill' && answer.drill) {
        watch(answer.drill);
        if (answer.drill.verdict !== 'under way' && answer.recorded)
          return { kind: 'over', view: answer.drill, kept: 'recorded in the evidence of the rollout' };
      }
      if (Date.now() >= until)
        return lost?.kind === 'unreachable'
          ? lost
          : {
              kind: 'unreachable',
              found: 'the drill has not come to its end',
              advice: 'look into the log of the function drill-revert; the next drill cleans up after it',
            };
      await new Promise((done) => setTimeout(done, BETWEEN_LOOKS_MS));
    }
  }

  async #send(request: OperateRequest): Promise<TargetAnswer> {
    try {
      this.#function ??= await this.#find();
      if (this.#function === undefined)
        return {
          kind: 'unreachable',
          found: `the stack ${this.#stack} has no output ${OUTPUT}`,
          advice: 'name the stack of the rollout with --stack',
        };
      const { Payload, FunctionError } = await this.#lambda.send(
        new InvokeCommand({ FunctionName: this.#function, Payload: Buffer.from(JSON.stringify(request)) }),
      );
      const text = Payload?.transformToString() ?? '';
      if (FunctionError !== undefined)
        return {
          kind: 'unreachable',
          found: `the function ${this.#function} failed: ${text.slice(0, 500)}`,
          advice:
            'look into its log. To put users back without it, run the break-glass commands among the outputs of the stack',
        };
      return JSON.parse(text) as OperateAnswer;
    } catch (error) {
      return this.#unreachable(error);
    }
  }

  async #find(): Promise<string | undefined> {
    const { Stacks } = await this.#cloudformation.send(new DescribeStacksCommand({ StackName: this.#stack }));
    return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  }

  get #stack(): string {
    return this.options.stack ?? `phasegate-${this.options.rollout}`;
  }

  #unreachable(error: unknown): Unreachable {
    const message = error instanceof Error ? error.message : String(error);
    const name = error instanceof Error ? error.name : '';
    if (/does not exist/u.test(message))
      return {
        kind: 'unreachable',
        found: `there is no stack ${this.#stack} in this account and Region`,
        advice: `deploy it with \`npx cdk deploy ${this.#stack}\`, or name it with --stack and --region`,
      };
    if (name === 'CredentialsProviderError')
      return {
        kind: 'unreachable',
        found: `no credentials of AWS were found: ${message}`,
        advice: 'sign in, such as with `aws sso login`, or set AWS_PROFILE',
      };
    if (/Region is missing/u.test(message))
      return {
        kind: 'unreachable',
        found: 'no Region is set',
        advice: 'name it with --region or AWS_REGION',
      };
    return {
      kind: 'unreachable',
      found: `AWS did not answer as expected: ${message}`,
      advice:
        'cloudformation:DescribeStacks on the stack and lambda:InvokeFunction on its function are needed',
    };
  }
}
