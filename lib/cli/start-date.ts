import { planStart } from '../plan/calendar.js';
import { isDate } from '../plan/expressions/time.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { InvalidArgumentError } from 'commander';

/** Parses a date given on the command line. */
export function dateArgument(value: string): string {
  if (isDate(value)) return value;
  throw new InvalidArgumentError('Allowed is a day of the calendar such as 2026-12-07.');
}

/** A plan that names no day begins on this Monday, so that every look at it is the same. */
const DEFAULT_START = '2026-01-05';

/** Local midnight of the first day of week 1: the date that was asked for, or the plan's own. */
export function startOf(plan: RolloutPlan, asked: string | undefined): number {
  return planStart(plan, asked ?? plan.starts ?? DEFAULT_START);
}
