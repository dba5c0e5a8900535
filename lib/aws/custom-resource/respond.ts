import type { CustomResourceEvent, CustomResourceResult } from './custom-resource-event.js';

/** CloudFormation takes answers of at most 4,096 bytes. */
const LONGEST_ANSWER = 4096;
const TRIES = 5;

type Addressed = Pick<
  CustomResourceEvent,
  'StackId' | 'RequestId' | 'LogicalResourceId' | 'PhysicalResourceId' | 'ResourceType'
>;

/** The answer to CloudFormation as it is sent: the reason is cut so that the whole stays within its limit. */
export function answerOf(event: Addressed, result: CustomResourceResult): string {
  const answer = (reason: string): string =>
    JSON.stringify({
      Status: result.ok ? 'SUCCESS' : 'FAILED',
      Reason: reason,
      // The same for every version of the resource: CloudFormation never replaces it, and so never deletes an old one.
      PhysicalResourceId: event.PhysicalResourceId ?? `${event.ResourceType.slice('Custom::'.length)}`,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    });
  const reason = result.ok ? result.say : result.reason;
  const whole = answer(reason);
  if (byteLength(whole) <= LONGEST_ANSWER) return whole;
  const letters = [...reason];
  let [least, most] = [0, letters.length];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (byteLength(answer(`${letters.slice(0, middle).join('')} ...`)) <= LONGEST_ANSWER) least = middle;
    else most = middle - 1;
  }
  return answer(`${letters.slice(0, least).join('')} ...`);
}

/**
 * Answers CloudFormation. Without an answer the stack waits for its time limit, so it is tried again.
 * @throws when CloudFormation does not take it
 */
export async function respond(
  event: Addressed & { readonly ResponseURL: string },
  result: CustomResourceResult,
  send: typeof fetch = fetch,
): Promise<void> {
  const body = answerOf(event, result);
  let failure = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      // The address is signed without a content type.
      const { ok, status } = await send(event.ResponseURL, {
        method: 'PUT',
        body,
        headers: { 'content-type': '' },
      });
      if (ok) return;
      failure = `HTTP ${String(status)}`;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    await new Promise((done) => setTimeout(done, 200 * 2 ** attempt));
  }
  throw new Error(`CloudFormation did not take the answer: ${failure}`);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
