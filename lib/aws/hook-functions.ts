import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { HookRequest } from '../contract/messages.js';
import type { HookEffect } from '../rollout/effect.js';
import type { HookRunner } from '../runtime/ports.js';

export interface HookFunctionsOptions {
  readonly rollout: string;
  readonly lambda: LambdaClient;
  /** ARN of the function of each hook. */
  readonly functions: Readonly<Record<string, string>>;
  /** Name of the event bus on which hooks answer. */
  readonly bus: string;
}

/**
 * Starts the hooks of a plan as asynchronous invocations of Lambda functions. They answer with an event on the bus
 * that names the run. A function may be invoked twice for one run, by us after a lost answer and by Lambda after an
 * error: the idempotency key tells.
 */
export class HookFunctions implements HookRunner {
  constructor(private readonly options: HookFunctionsOptions) {}

  /** @throws when the stack has no function for the hook, or Lambda does not take the invocation */
  async start({ id, hook, because }: HookEffect): Promise<void> {
    const { rollout, lambda, functions, bus } = this.options;
    const name = functions[hook];
    if (name === undefined)
      throw new Error(
        `the stack of ${rollout} has no function for the hook ${hook}: give it one with \`hooks: { ${hook}: fn }\``,
      );
    const request: HookRequest = {
      version: 1,
      idempotencyKey: `${rollout}/${id}`,
      rollout,
      hook,
      run: id,
      because,
      answerTo: bus,
    };
    await lambda.send(
      new InvokeCommand({
        FunctionName: name,
        InvocationType: 'Event',
        Payload: new TextEncoder().encode(JSON.stringify(request)),
      }),
    );
  }
}
