import type { Handler } from 'aws-lambda';
import { watchDrill } from '../../lib/aws/drill/watch-drill.js';
import { hookAnswerEvent } from '../../lib/aws/hook-answer.js';
import { openRollout } from '../../lib/aws/open-rollout.js';
import { publishRun } from '../../lib/aws/publish-run.js';
import { observed } from '../../lib/aws/powertools.js';
import { stackOf } from '../../lib/aws/stack.js';
import { runThroughMinute } from '../../lib/runtime/run-through-minute.js';

const stack = stackOf(process.env);
const logger = observed(stack);

/** Every minute, and when a hook answers: looks at the world, decides, and brings lanes, messages and hooks in line. */
export const handler: Handler<unknown, void> = async (event) => {
  const { deployed, clock, stores } = stack;
  const answer = hookAnswerEvent(event, clock.now());
  if (answer) await stores.inbox.post(answer);
  const rollout = await openRollout(stack);
  if (!rollout) {
    logger.info('the rollout has not begun', { rollout: deployed.rollout });
    return;
  }
  const { plan, controller } = rollout;
  const report = await runThroughMinute({
    run: async () => {
      const found = await controller.run();
      const missed = await watchDrill(stack, found.state);
      if (missed !== undefined) logger.warn('the drill was not looked after', { missed });
      return found;
    },
    clock,
    sleepUntil: (instant) => new Promise((done) => setTimeout(done, instant - clock.now())),
    everyMs: plan.judge.periodMs,
  });
  const parked = await stores.store.parked();
  publishRun(plan, parked.length);
  const { revision, control } = report.state;
  logger.info('looked', { revision, control, changed: report.changed, parked: parked.length });
};
