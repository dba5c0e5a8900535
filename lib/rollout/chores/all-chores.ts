import type { Chore } from './chore.js';
import { deadlines } from './deadlines.js';
import { givenTasks } from './given-tasks.js';
import { hookTimeouts } from './hook-timeouts.js';
import { incidentChore } from './incident-chore.js';
import { planNotices } from './plan-notices.js';
import { release } from './release.js';
import { digests, recurringTasks } from './rhythm.js';
import { stepNotices } from './step-notices.js';
import { standing } from './standing.js';
import { success } from './success.js';
import { surveys } from './surveys.js';

/** Every chore, in the order in which they are done. */
export const CHORES: readonly Chore[] = [
  hookTimeouts,
  release,
  incidentChore,
  givenTasks,
  stepNotices,
  planNotices,
  surveys,
  digests,
  recurringTasks,
  deadlines,
  success,
  standing,
];
