import { sayDuration } from '../plan/expressions/amounts.js';
import { DRILL_LEGS } from '../rollout/drill/drill-proof.js';
import { saySeconds } from '../rollout/drill/drill-verdict.js';
import type { DrillView, LegView } from './drill-view.js';
import { wrap } from './text/wrap.js';

const LABEL = 16;
const TIME = 9;
const INDENT = ' '.repeat(LABEL + TIME + 2);

/** What the drill is, above its legs. */
export function titleText({ rollout, ground, startedAt }: DrillView): string {
  const where = ground === 'aws' ? 'on AWS' : 'on the model of AppConfig, in virtual time';
  return `drill of ${rollout}, ${where}, from ${new Date(startedAt).toISOString()}`;
}

/** One leg: its name, how long it took since the leg before it, and what was seen. */
export function legText({ leg, ms, say, what }: LegView, width: number): string {
  return row(leg, ms, say ?? `not seen: ${what}`, width);
}

/** The time that counts, beside what is promised, and the verdict. */
export function verdictText({ promise, revertMs, say }: DrillView, kept: string, width: number): string {
  const promised = promise
    ? `${promise.name} is promised within ${sayDuration(promise.withinMs)}`
    : 'the plan promises no time';
  return [
    row('revert', revertMs, `from the decision to the published brake; ${promised}`, width),
    row('verdict', undefined, say, width),
    row('proof', undefined, kept, width),
  ].join('\n');
}

/** How the times of each leg spread over many drills. */
export function spreadText(views: readonly DrillView[]): string {
  const passed = views.filter(({ verdict }) => verdict === 'passed').length;
  const line = (label: string, times: readonly number[]): string => {
    const sorted = [...times].sort((one, other) => one - other);
    const at = (share: number): string => {
      const ms = sorted[Math.floor(share * (sorted.length - 1))];
      return (ms === undefined ? '-' : saySeconds(ms)).padStart(TIME);
    };
    return `${label.padEnd(LABEL)}${at(0)}${at(0.5)}${at(1)}`;
  };
  return [
    `${''.padEnd(LABEL)}${'least'.padStart(TIME)}${'median'.padStart(TIME)}${'most'.padStart(TIME)}`,
    ...DRILL_LEGS.map((leg) =>
      line(
        leg,
        views.flatMap(({ legs }) => legs.find((one) => one.leg === leg)?.ms ?? []),
      ),
    ),
    line(
      'revert',
      views.flatMap(({ revertMs }) => revertMs ?? []),
    ),
    `${String(passed)} of ${String(views.length)} drills passed`,
  ].join('\n');
}

function row(label: string, ms: number | undefined, say: string, width: number): string {
  const time = (ms === undefined ? '' : saySeconds(ms)).padStart(TIME);
  return wrap(`${label.padEnd(LABEL)}${time}  ${say}`, width, INDENT).join('\n');
}
