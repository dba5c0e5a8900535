import type { Handler } from 'aws-lambda';
import { operate } from '../../lib/aws/operate/operate.js';
import type { OperateAnswer } from '../../lib/aws/operate/operate-request.js';
import { operatedStack } from '../../lib/aws/operate/operated-stack.js';
import { observed } from '../../lib/aws/powertools.js';
import { stackOf } from '../../lib/aws/stack.js';

const stack = stackOf(process.env);
const logger = observed(stack);

/** What people say to the rollout: `phasegate status|pause|resume|promote|retry|revert|disable|kill|drill`. */
export const handler: Handler<unknown, OperateAnswer> = async (event) => {
  const operated = await operatedStack(stack, process.env);
  if (!operated) return { kind: 'refused', reason: 'the rollout has not begun' };
  const answer = await operate(operated, event);
  // The request holds a signature, which is no secret after five minutes and is not written down all the same.
  logger.info(answer.kind, answer.kind === 'status' ? {} : { answer });
  return answer;
};
