import {
  surveyOf,
  DAY,
  claimed,
  daysOf,
  enterOf,
  exposureOf,
  firesAt,
  goOf,
  leaveOf,
  phaseOf,
  provesSeed,
  responsesOf,
  rungsOf,
  SECOND,
  stepOf,
  successOf,
  tasksOf,
  triggerOf,
} from './seed-plan.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';

const CAREFUL = ['0.001', '0.01', '0.05', '0.25', '0.5', '1'];
const CORE = ['0.1', '0.5', '1'];
const ADVANCED = ['0.05', '0.25', '1'];
const EXPERIMENTAL = ['0.01', '0.05', '0.25'];
const BEFORE_LEGACY = ['infrastructure', 'core', 'advanced', 'experimental'];

const flagsOf = (plan: RolloutPlan, phase: string, step: string) => stepOf(plan, phase, `${step}.1`).flags;
const envOf = (plan: RolloutPlan) => Object.values(plan.flags).map(({ env }) => env);
const withoutTimes = (responses: readonly string[]) =>
  responses.map((text) => text.split(/ within | after /u)[0]);

provesSeed('dark-launch', [
  [
    21,
    'every toggle is an environment variable of its own',
    (plan) => [envOf(plan).length, new Set(envOf(plan)).size, envOf(plan).includes(undefined)],
    [12, 12, false],
  ],
  [
    29,
    'five phases in order',
    (plan) => plan.phases.map(({ name }) => name),
    ['infrastructure', 'core', 'advanced', 'experimental', 'legacy'],
  ],
  [49, '0.1, 1, 5, 25, 50, 100 %', (plan) => rungsOf(plan, 'legacy', 'migration-tools'), CAREFUL],
  [96, 'infrastructure takes 1 to 2 days', (plan) => daysOf(plan, 'infrastructure'), [1, 2]],
  [
    97,
    'the toggle system is deployed',
    (plan) => tasksOf(stepOf(plan, 'infrastructure', 'toggle-system')),
    ['toggle-system-deployed'],
  ],
  [97, 'for everybody', (plan) => exposureOf(plan, 'infrastructure', 'toggle-system'), 'everyone'],
  [
    98,
    'monitoring and alerting are configured',
    (plan) => tasksOf(stepOf(plan, 'infrastructure', 'telemetry')),
    ['monitoring-configured', 'alerting-configured'],
  ],
  [
    99,
    'core functions validated, rollback tested',
    (plan) => tasksOf(leaveOf(plan, 'infrastructure')).slice(0, 2),
    ['core-functionality-validated', 'rollback-tested'],
  ],
  [102, 'core takes 3 to 5 days', (plan) => daysOf(plan, 'core'), [3, 5]],
  [103, 'read and search', (plan) => flagsOf(plan, 'core', 'read-search'), ['read', 'search']],
  [104, 'write', (plan) => flagsOf(plan, 'core', 'write'), ['write']],
  [105, 'frontend', (plan) => flagsOf(plan, 'core', 'frontend'), ['frontend']],
  [
    106,
    'core: 10, 50, 100 %',
    (plan) => ['read-search', 'write', 'frontend'].map((step) => rungsOf(plan, 'core', step)),
    [CORE, CORE, CORE],
  ],
  [108, 'advanced takes 5 to 7 days', (plan) => daysOf(plan, 'advanced'), [5, 7]],
  [109, 'AI generation', (plan) => flagsOf(plan, 'advanced', 'ai-generation'), ['aiGeneration']],
  [
    110,
    'analytics and monitoring',
    (plan) => flagsOf(plan, 'advanced', 'insight'),
    ['analytics', 'monitoring'],
  ],
  [
    111,
    'advanced: 5, 25, 100 %',
    (plan) => ['ai-generation', 'insight'].map((step) => rungsOf(plan, 'advanced', step)),
    [ADVANCED, ADVANCED],
  ],
  [
    112,
    'performance and costs are validated',
    (plan) => [
      claimed(leaveOf(plan, 'advanced'), 'responseTime'),
      claimed(leaveOf(plan, 'advanced'), 'costPerRequest'),
      tasksOf(leaveOf(plan, 'advanced')),
    ],
    [['<= 1.1 of baseline'], ['<= 0.003'], ['costs-validated']],
  ],
  [114, 'experimental takes 7 to 10 days', (plan) => daysOf(plan, 'experimental'), [7, 10]],
  [115, 'experimental generator', (plan) => flagsOf(plan, 'experimental', 'generator'), ['generator']],
  [116, 'experimental features', (plan) => flagsOf(plan, 'experimental', 'experiments'), ['experiments']],
  [
    117,
    'experimental: 1, 5, 25 %',
    (plan) => ['generator', 'experiments'].map((step) => rungsOf(plan, 'experimental', step)),
    [EXPERIMENTAL, EXPERIMENTAL],
  ],
  [117, 'and it ends there', (plan) => phaseOf(plan, 'experimental').ends, 0.25],
  [118, 'feedback is collected', (plan) => tasksOf(leaveOf(plan, 'experimental')), ['feedback-collected']],
  [120, 'legacy takes 10 to 14 days', (plan) => daysOf(plan, 'legacy'), [10, 14]],
  [121, 'migration tools', (plan) => flagsOf(plan, 'legacy', 'migration-tools'), ['migrationTools']],
  [122, 'legacy systems are deprecated', (plan) => stepOf(plan, 'legacy', 'deprecate').old, 'deprecated'],
  [
    123,
    'deprecated code is removed',
    (plan) => [stepOf(plan, 'legacy', 'clean-up').old, tasksOf(stepOf(plan, 'legacy', 'clean-up'))],
    ['removed', ['deprecated-code-removed']],
  ],
  [
    123,
    'a point of no return with a signature',
    (plan) => [phaseOf(plan, 'legacy').irreversible !== undefined, enterOf(plan, 'legacy').signOff],
    [true, ['release', 'product']],
  ],
  [
    123,
    'no revert from there on',
    (plan) =>
      plan.triggers
        .filter(({ then }) => then.some(({ act }) => act.kind === 'revert'))
        .flatMap(({ during }) => during.filter((phase) => !BEFORE_LEGACY.includes(phase))),
    [],
  ],
  [
    124,
    'documentation is finished',
    (plan) => tasksOf(stepOf(plan, 'legacy', 'documentation')),
    ['documentation-final'],
  ],
  [136, 'immediate: all toggles go back', (plan) => responsesOf(plan, 'toggle-failure')[0], 'revert all'],
  [
    137,
    'partial: features go, the core stays',
    (plan) => withoutTimes(responsesOf(plan, 'slow-critical')),
    ['disable class experimental', 'disable class advanced', 'tell on-call', 'revert step'],
  ],
  [
    137,
    'the core needs nothing beyond itself',
    (plan) =>
      Object.values(plan.flags)
        .filter((flag) => flag.class === 'core')
        .flatMap((flag) => flag.needs.map((need) => plan.flags[need]?.class))
        .filter((kind) => kind !== 'core' && kind !== 'infrastructure'),
    [],
  ],
  [
    138,
    'slow: fewer users, look for bottlenecks',
    (plan) => withoutTimes(responsesOf(plan, 'slow-warning')),
    ['tell on-call', 'reduce to previous step', 'task investigate-bottlenecks'],
  ],
  [
    139,
    'unhappy users: disable, notify, fix',
    (plan) => withoutTimes(responsesOf(plan, 'unhappy-users')),
    ['disable flags of step', 'tell support', 'task notify-users', 'task implement-fixes'],
  ],
  [
    144,
    'response time, throughput, error rate, resources',
    (plan) =>
      ['responseTime', 'throughput', 'errors', 'resourceUsage'].filter((name) => !(name in plan.metrics)),
    [],
  ],
  [
    146,
    'engagement, adoption, error reports, tickets',
    (plan) => ['engagement', 'adoption', 'complaints', 'tickets'].filter((name) => !(name in plan.metrics)),
    [],
  ],
  [
    149,
    'critical: errors over 5 %',
    (plan) => [triggerOf(plan, 'errors-critical').severity, firesAt(plan, 'errors-critical', 'errors')],
    ['critical', ['> 0.05']],
  ],
  [
    149,
    'critical: response over 2 s',
    (plan) => [triggerOf(plan, 'slow-critical').severity, firesAt(plan, 'slow-critical', 'responseTime')],
    ['critical', [`> ${String(2 * SECOND)}`]],
  ],
  [
    149,
    'critical: one toggle failure',
    (plan) => [triggerOf(plan, 'toggle-failure').severity, firesAt(plan, 'toggle-failure', 'toggleFailures')],
    ['critical', ['> 0']],
  ],
  [
    149,
    'the same thresholds past the point of no return',
    (plan) => [
      firesAt(plan, 'legacy-errors-critical', 'errors'),
      firesAt(plan, 'legacy-slow-critical', 'responseTime'),
      firesAt(plan, 'legacy-slow-warning', 'responseTime'),
    ],
    [['> 0.05'], ['> 2000'], ['> 1000']],
  ],
  [
    150,
    'warning: errors over 2 %',
    (plan) => [triggerOf(plan, 'errors-warning').severity, firesAt(plan, 'errors-warning', 'errors')],
    ['warning', ['> 0.02']],
  ],
  [
    150,
    'warning: response over 1 s',
    (plan) => [triggerOf(plan, 'slow-warning').severity, firesAt(plan, 'slow-warning', 'responseTime')],
    ['warning', [`> ${String(SECOND)}`]],
  ],
  [
    150,
    'warning: high resource usage',
    (plan) => [
      triggerOf(plan, 'resources-warning').severity,
      firesAt(plan, 'resources-warning', 'resourceUsage'),
    ],
    ['warning', ['> 0.8']],
  ],
  [158, 'success: no downtime', (plan) => successOf(plan, 'downtime'), ['= 0']],
  [159, 'success: performance kept', (plan) => successOf(plan, 'responseTime'), ['<= 1.1 of baseline']],
  [160, 'success: errors below 1 %', (plan) => successOf(plan, 'errors'), ['< 0.01']],
  [
    160,
    'and on every rung',
    (plan) => [
      claimed(goOf(plan, 'core', 'write.1'), 'errors'),
      claimed(goOf(plan, 'legacy', 'migration-tools.6'), 'errors'),
    ],
    [['< 0.01'], ['< 0.01']],
  ],
  [161, 'success: toggles work', (plan) => successOf(plan, 'toggleFailures'), ['= 0']],
  [
    164,
    'success: users are as happy as before',
    (plan) => [successOf(plan, 'complaints'), successOf(plan, 'engagement')],
    [['<= 1 of baseline'], ['>= 1 of baseline']],
  ],
  [165, 'success: features are adopted', (plan) => successOf(plan, 'adoption'), ['> 0.2']],
  [166, 'success: no more support requests', (plan) => successOf(plan, 'tickets'), ['<= 1 of baseline']],
  [
    173,
    'the team is trained',
    (plan) => tasksOf(leaveOf(plan, 'infrastructure')).includes('team-trained'),
    true,
  ],
  [
    208,
    'the team reviews the plan first',
    (plan) => tasksOf(enterOf(plan, 'infrastructure')),
    ['team-review'],
  ],

  [
    96,
    'all phases together take 38 days at most',
    (plan) => [
      (plan.deadlineMs ?? 0) / DAY,
      plan.phases.reduce((sum, { maxMs }) => sum + (maxMs ?? 0), 0) / DAY,
    ],
    [38, 38],
  ],
  [
    131,
    'damaged data is an immediate rollback',
    (plan) => [firesAt(plan, 'corrupt-data', 'corruption'), responsesOf(plan, 'corrupt-data')[0]],
    [['> 0'], 'revert all'],
  ],
  [
    149,
    'a toggle failure is told past the point of no return',
    (plan) => [
      firesAt(plan, 'legacy-toggle-failure', 'toggleFailures'),
      responsesOf(plan, 'legacy-toggle-failure'),
    ],
    [['> 0'], ['tell on-call', 'pause']],
  ],
  [
    160,
    'errors below 1 % and working toggles before the core',
    (plan) => [
      claimed(leaveOf(plan, 'infrastructure'), 'errors'),
      claimed(leaveOf(plan, 'infrastructure'), 'toggleFailures'),
    ],
    [['< 0.01'], ['= 0']],
  ],

  [
    91,
    'feedback of the first who use it',
    (plan) => [surveyOf(plan, 'first-use').to, surveyOf(plan, 'first-use').metrics],
    [{ kind: 'exposedUsers' }, ['complaints']],
  ],
  [
    145,
    'toggles are observed from the first phase on',
    (plan) => [
      stepOf(plan, 'infrastructure', 'telemetry').flags,
      exposureOf(plan, 'infrastructure', 'telemetry'),
    ],
    [['telemetry'], 'everyone'],
  ],
  [
    112,
    'costs are money for each request',
    (plan) => [plan.metrics['costPerRequest']?.unit, plan.metrics['costPerRequest']?.source],
    ['money', { kind: 'ratio', part: 'AiCost', whole: 'Requests' }],
  ],

  [
    136,
    'immediate: also for critical error rates',
    (plan) => responsesOf(plan, 'errors-critical')[0],
    'revert all',
  ],
  [
    149,
    'every alert is told to whoever is on call',
    (plan) =>
      plan.triggers
        .filter(
          ({ name, then }) => !then.some(({ text }) => text === 'tell on-call') && name !== 'unhappy-users',
        )
        .map(({ name }) => name),
    [],
  ],
]);
