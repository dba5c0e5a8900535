import type { Level } from '../../../lib/plan/expressions/condition.js';
import type { Amount, ExposureExpression } from '../../../lib/plan/expressions/exposure.js';
import type { Act } from '../../../lib/plan/expressions/response.js';

/** Whom an exposure names, figures as fractions and counts. */
export function sayExposure(exposure: ExposureExpression): string {
  switch (exposure.kind) {
    case 'nobody':
    case 'everyone':
      return exposure.kind;
    case 'segment':
      return `all of ${exposure.segment}`;
    case 'remaining':
      return `${sayAmount(exposure.amount)} of remaining`;
    case 'share':
      return `${sayAmount(exposure.amount)}${exposure.segment === undefined ? '' : ` of ${exposure.segment}`}`;
    case 'drawn':
      return `${sayAmount(exposure.amount)} from ${exposure.segment}`;
  }
}

function sayAmount(amount: Amount): string {
  const least = amount.kind === 'percent' ? amount.fraction : amount.units;
  return amount.upTo === undefined ? String(least) : `${String(least)}..${String(amount.upTo)}`;
}

/** A response without its deadline, times in milliseconds. */
export function sayAct(act: Act): string {
  switch (act.kind) {
    case 'pause':
      return act.kind;
    case 'tell':
      return `tell ${act.role}`;
    case 'task':
      return `task ${act.task} within ${String(act.withinMs)}`;
    case 'ask':
      return `ask ${act.role}: ${sayAct(act.act)}`;
    case 'run':
      return `run ${act.hook}`;
    case 'serve':
      return `serve ${act.flag} ${act.variant}`;
    case 'reduce':
      return `reduce to ${act.to === 'previous step' ? act.to : String(act.to.fraction)}`;
    case 'disable':
      return `disable ${act.what}${act.name === undefined ? '' : ` ${act.name}`}`;
    case 'revert':
      return `revert ${act.what}`;
  }
}

/** A comparison with a level, figures in the unit of the metric. */
export function sayLevel(comparison: string, level: Level): string {
  switch (level.kind) {
    case 'fixed':
      return `${comparison} ${String(level.quantity.value)}`;
    case 'relative':
      return `${comparison} ${String(level.factor)} of ${level.reference}`;
    case 'count':
      return `${String(level.good)} of ${String(level.of)}`;
  }
}
