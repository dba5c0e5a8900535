import { LambdaClient } from '@aws-sdk/client-lambda';
import { HookFunctions } from '../../lib/aws/hook-functions.js';
import { hookRequest, type HookRequest } from '../../lib/contract/messages.js';
import { LocalInbox } from '../../lib/local/inbox.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import { describeHookRunnerContract } from '../contracts/hook-runner.contract.js';
import { startEndpoint, type Answer, type Received } from './aws-endpoint.js';

const FUNCTIONS = { warmUp: 'fn-warm-up', breaks: 'fn-breaks', sleeps: 'fn-sleeps' };

/** Functions that do as users' hooks should: one run for one idempotency key, and an answer on the bus. */
class Functions {
  readonly requests: HookRequest[] = [];
  readonly #done = new Set<string>();
  status = 202;

  constructor(private readonly inbox: LocalInbox) {}

  answer = ({ path, headers, body }: Received): Answer => {
    if (this.status !== 202) return { status: this.status, body: '{}' };
    expect(headers['x-amz-invocation-type']).toBe('Event');
    const request = hookRequest.parse(JSON.parse(body));
    expect(decodeURIComponent(path)).toContain(
      `/functions/${FUNCTIONS[request.hook as 'warmUp']}/invocations`,
    );
    this.requests.push(request);
    if (!this.#done.has(request.idempotencyKey) && request.hook !== 'sleeps') this.#answer(request);
    this.#done.add(request.idempotencyKey);
    return { status: 202 };
  };

  #answer({ run, hook }: HookRequest): void {
    const ok = hook === 'warmUp';
    const rest = ok ? { figures: { rows: 120 } } : { reason: 'the rows do not fit' };
    this.inbox.put({ kind: 'hook', id: `hook/${run}`, at: 1000, run, ok, ...rest });
  }
}

async function scene() {
  const clock = new VirtualClock(1000);
  const inbox = new LocalInbox(clock);
  const functions = new Functions(inbox);
  const endpoint = await startEndpoint(functions.answer);
  const runner = new HookFunctions({
    rollout: 'phoenix',
    lambda: new LambdaClient(endpoint.config),
    functions: FUNCTIONS,
    bus: 'bus',
  });
  return { clock, inbox, functions, endpoint, runner };
}

describeHookRunnerContract('Lambda', async () => {
  const { clock, inbox, endpoint, runner } = await scene();
  return {
    runner,
    inbox,
    hooks: { succeeds: 'warmUp', fails: 'breaks', silent: 'sleeps' },
    untilAnswered: async () => clock.advanceBy(1000),
    close: endpoint.close,
  };
});

describe('a hook on AWS', () => {
  it('is invoked with an idempotency key that is the same when it is tried again', async () => {
    const { functions, endpoint, runner } = await scene();
    const effect = { id: '7.2', kind: 'hook', hook: 'warmUp', because: 'beta.2' } as const;
    await runner.start(effect);
    await runner.start(effect);
    const expected: HookRequest = {
      version: 1,
      idempotencyKey: 'phoenix/7.2',
      rollout: 'phoenix',
      hook: 'warmUp',
      run: '7.2',
      because: 'beta.2',
      answerTo: 'bus',
    };
    expect(functions.requests).toEqual([expected, expected]);
    await endpoint.close();
  });

  it('fails loudly when Lambda does not take it, so that it is tried again', async () => {
    const { functions, endpoint, runner } = await scene();
    functions.status = 500;
    await expect(
      runner.start({ id: '7.2', kind: 'hook', hook: 'warmUp', because: 'beta.2' }),
    ).rejects.toThrow();
    await endpoint.close();
  });

  it('says how the stack is given a function, when it has none', async () => {
    const { endpoint, runner } = await scene();
    await expect(runner.start({ id: '1', kind: 'hook', hook: 'tidy', because: 'x' })).rejects.toThrow(
      'the stack of phoenix has no function for the hook tidy: give it one with `hooks: { tidy: fn }`',
    );
    await endpoint.close();
  });
});
