import { APPCONFIG_QUOTAS, LEAST_GROWTH_PERCENT } from '../appconfig-quotas.js';
import { sayDuration, sayPercent } from '../expressions/amounts.js';
import { isExposing, stepsOf, type Step } from '../rollout-plan.js';
import type { Reports } from '../compile/reports.js';
import type { Rule } from './rule.js';

const MINUTE = 60_000;
const LONGEST = APPCONFIG_QUOTAS.minutes.max * MINUTE;
/** One of them is that of the brake lane. */
const STRATEGIES = APPCONFIG_QUOTAS.strategies.max;

/** What AppConfig can do with a step's spread and bake. */
export const appconfigLimits: Rule = (plan, reports) => {
  const strategies = new Set<string>(['0 0']);
  for (const step of stepsOf(plan)) {
    checkMinutes(step, 'bake', step.bakeMs, reports);
    if (step.spread) {
      checkMinutes(step, 'spread', step.spread.overMs, reports);
      checkGrowth(step, reports);
      for (const key of step.flags) {
        if (plan.flags[key]?.flipsTolerated !== false) continue;
        reports.error([...step.source, 'spread'], {
          code: 'spread-flips',
          found: `a spread of \`${key}\`: while it lasts, hosts differ and a ${plan.audience.unit} flips between them`,
          allowed: `a flag with \`flips: tolerated\``,
          advice: `say \`flips: tolerated\` under \`flags.${key}\`, or leave the spread out: buckets need none`,
        });
      }
    }
    if (!isExposing(step)) continue;
    const { overMs = 0, growth = 'linear', factor = 1 } = step.spread ?? {};
    strategies.add(
      overMs === 0
        ? `0 ${String(step.bakeMs)}`
        : `${String(overMs)} ${growth} ${String(factor)} ${String(step.bakeMs)}`,
    );
    if (strategies.size === STRATEGIES + 1) {
      strategies.add('reported');
      reports.error(step.source, {
        code: 'too-many-strategies',
        found: `more than ${String(STRATEGIES)} different combinations of spread and bake, that of the brake included`,
        allowed: `${String(STRATEGIES)}: AppConfig's deployment strategies a Region`,
        advice: 'use the same spread and bake for more steps',
      });
    }
  }
};

function checkMinutes(step: Step, key: 'spread' | 'bake', ms: number, reports: Reports): void {
  if (ms <= LONGEST && ms % MINUTE === 0) return;
  reports.error([...step.source, key], {
    code: 'appconfig-minutes',
    found: `a ${key} of ${sayDuration(ms)}`,
    allowed: 'whole minutes, 1440 of them (a day) at most: a limit of AppConfig',
    advice: ms > LONGEST && key === 'bake' ? 'watch longer with `soak`' : 'round it to minutes',
  });
}

function checkGrowth(step: Step, reports: Reports): void {
  const factor = step.spread?.factor ?? 1;
  const percent = Number((factor * 100).toFixed(4));
  if (percent >= LEAST_GROWTH_PERCENT && percent <= APPCONFIG_QUOTAS.growth.max) return;
  reports.error([...step.source, 'spread'], {
    code: 'appconfig-growth',
    found: `a growth of ${sayPercent(factor)}`,
    allowed: '1% to 100%: a limit of AppConfig',
  });
}
