import type { StepNotice } from '../../plan/rollout-plan.js';
import { sayList } from './amounts.js';

/** Whom a message is for. */
export function sayRecipients(to: StepNotice['to'], units: string): string {
  switch (to.kind) {
    case 'usersOfStep':
      return `the ${units} of the step`;
    case 'exposedUsers':
      return `all exposed ${units}`;
    case 'everyone':
      return `all ${units}`;
    case 'segment':
      return `segment ${to.segment}`;
    case 'role':
      return to.role;
  }
}

/** The channels of a message. */
export function sayChannels(by: readonly string[]): string {
  return `by ${sayList(by)}`;
}
