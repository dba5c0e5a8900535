import { APPCONFIG_QUOTAS, LANE_SUFFIXES } from '../appconfig-quotas.js';
import type { Rule } from './rule.js';

const SUFFIXES = Object.values(LANE_SUFFIXES);

/** Every environment of a plan is two of AppConfig, whose names are a little longer. */
export const appconfigEnvironments: Rule = (plan, reports) => {
  const { environments, name } = APPCONFIG_QUOTAS;
  const needed = plan.environments.length * SUFFIXES.length;
  if (needed > environments.max) {
    reports.error(['environments'], {
      code: 'too-many-environments',
      found: `${String(plan.environments.length)} environments, which are ${String(needed)} of AppConfig's: a rise lane and a brake lane each`,
      allowed: `${String(environments.max / SUFFIXES.length)}: AppConfig has ${String(environments.max)} in an application`,
      advice: 'split the rollout into two plans',
    });
  }
  const room = name.max - Math.max(...SUFFIXES.map(({ length }) => length));
  plan.environments.forEach((environment, index) => {
    if (environment.length <= room) return;
    reports.error(['environments', index], {
      code: 'environment-name',
      found: `an environment with a name of ${String(environment.length)} characters`,
      allowed: `${String(room)}: AppConfig takes ${String(name.max)}, and its lanes have \`${SUFFIXES.join('` and `')}\` behind it`,
      advice: 'give it a shorter name',
    });
  });
};
