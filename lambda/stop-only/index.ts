import type { Handler } from 'aws-lambda';
import { operatedStack } from '../../lib/aws/operate/operated-stack.js';
import { stopOnly } from '../../lib/aws/operate/stop-only.js';
import { observed } from '../../lib/aws/powertools.js';
import { stackOf } from '../../lib/aws/stack.js';

const stack = stackOf(process.env);
const logger = observed(stack);

/** The buttons of the dashboard: pause and revert, and nothing else. */
export const handler: Handler<unknown, string> = async (event) => {
  const operated = await operatedStack(stack, process.env);
  const said = operated ? await stopOnly(operated, event) : 'The rollout has not begun.';
  logger.info('stop', { said });
  return `<p>${said}</p>`;
};
