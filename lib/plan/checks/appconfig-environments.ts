import {
  APPCONFIG_QUOTAS,
  appconfigEnvironmentCount,
  DRILL_LANES,
  DRILL_TRIGGER,
  LANE_SUFFIXES,
} from '../appconfig-quotas.js';
import type { Path } from '../source/problem.js';
import type { Rule } from './rule.js';

const SUFFIXES = Object.values(LANE_SUFFIXES);

/** Every environment of a plan is two of AppConfig, whose names are a little longer. */
export const appconfigEnvironments: Rule = (plan, reports) => {
  const { environments, name } = APPCONFIG_QUOTAS;
  const needed = appconfigEnvironmentCount(plan);
  if (needed > environments.max) {
    reports.error(['environments'], {
      code: 'too-many-environments',
      found: `${String(plan.environments.length)} environments, which are ${String(needed)} of AppConfig's: a rise lane and a brake lane each, and two for drills`,
      allowed: `${String(environments.max / SUFFIXES.length - 1)}: AppConfig has ${String(environments.max)} in an application`,
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
  reserved(plan.environments, DRILL_LANES, (index) => ['environments', index]);
  reserved(
    plan.triggers.map(({ name }) => name),
    DRILL_TRIGGER,
    (index) => ['triggers', index, 'name'],
  );

  function reserved(names: readonly string[], reservedName: string, path: (index: number) => Path): void {
    const index = names.indexOf(reservedName);
    if (index < 0) return;
    reports.error(path(index), {
      code: 'reserved-name',
      found: `the name \`${reservedName}\``,
      allowed: 'any other: what drills work on is called so',
      advice: 'give it another name',
    });
  }
};
