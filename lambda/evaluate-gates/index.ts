import { Logger } from '@aws-lambda-powertools/logger';
import { openRollout } from '../../lib/aws/open-rollout.js';
import { publishRun } from '../../lib/aws/publish-run.js';
import { stackOf } from '../../lib/aws/stack.js';
import { runThroughMinute } from '../../lib/runtime/run-through-minute.js';

const stack = stackOf(process.env);
const logger = new Logger({ serviceName: `phasegate-${stack.deployed.rollout}` });

/** Every minute: looks at the world, decides, and brings lanes, messages and hooks in line. */
export async function handler(): Promise<void> {
  const rollout = await openRollout(stack);
  if (!rollout) {
    logger.info('the rollout has not begun');
    return;
  }
  const { plan, controller } = rollout;
  const report = await runThroughMinute({
    run: () => controller.run(),
    clock: stack.clock,
    sleepUntil: (instant) => new Promise((done) => setTimeout(done, instant - stack.clock.now())),
    everyMs: plan.judge.periodMs,
  });
  const parked = await stack.stores.store.parked();
  publishRun(plan, parked.length);
  const { revision, control } = report.state;
  logger.info('looked', { revision, control, changed: report.changed, parked: parked.length });
}
