import type { ExposureExpression } from '../../../lib/plan/expressions/exposure.js';
import {
  triggerOf,
  claimed,
  DAY,
  digestOf,
  enterOf,
  exposureOf,
  factsOf,
  firesAt,
  goOf,
  HOUR,
  leaveOf,
  MINUTE,
  noticeOf,
  phaseOf,
  provesSeed,
  responsesOf,
  resumesAt,
  samplesOf,
  stepNoticesOf,
  stepOf,
  successOf,
  surveyOf,
  tasksOf,
  timeOf,
  WEEK,
  weeksOf,
} from './seed-plan.js';

/** The number of units that an exposure names. */
const unitsIn = (exposure: ExposureExpression | undefined): number =>
  exposure && 'amount' in exposure && exposure.amount.kind === 'count' ? exposure.amount.units : NaN;
/** The percentage that an exposure names, 0 where there is none. */
const percentIn = (exposure: ExposureExpression | undefined): number =>
  exposure && 'amount' in exposure && exposure.amount.kind === 'percent'
    ? Math.round(exposure.amount.fraction * 100)
    : 0;
const CRISIS_CHANNELS = ['email', 'in-app', 'status-page', 'social'];
const UNTIL_CLEANUP = ['foundation', 'pilot', 'beta', 'gradual'];

provesSeed('phoenix', [
  [9, 'eight weeks in all', (plan) => plan.deadlineMs, 8 * WEEK],
  [10, '1,250 users', (plan) => [plan.audience.size, plan.audience.unit], [1250, 'user']],
  [15, 'foundation in weeks 1 and 2', (plan) => weeksOf(plan, 'foundation'), [1, 2]],
  [24, 'week 1: core deployment', (plan) => timeOf(plan, 'foundation', 'core'), 'week 1 Monday'],
  [
    25,
    'slots, monitoring, tests, alerting',
    (plan) => tasksOf(stepOf(plan, 'foundation', 'core')),
    ['deploy-slots', 'monitoring', 'test-suite', 'alerting'],
  ],
  [
    26,
    'default configurations are initialised',
    (plan) => stepOf(plan, 'foundation', 'core').hook,
    'initialiseSlotConfigurations',
  ],
  [31, 'week 2: internal validation', (plan) => timeOf(plan, 'foundation', 'internal'), 'week 2 Monday'],
  [32, '10 internal accounts', (plan) => plan.audience.segments['internal']?.size, 10],
  [
    32,
    'all internal accounts are exposed',
    (plan) => exposureOf(plan, 'foundation', 'internal'),
    'all of internal',
  ],
  [
    33,
    'validation, benchmark, audit, rollback tested',
    (plan) => tasksOf(leaveOf(plan, 'foundation')),
    ['validation-suite', 'benchmark', 'security-audit', 'rollback-tested'],
  ],
  [
    39,
    'similarity over 95 % in every case',
    (plan) => claimed(leaveOf(plan, 'foundation'), 'similarity'),
    ['> 0.95'],
  ],
  [
    39,
    'similarity is the lowest of all cases',
    (plan) => [plan.metrics['similarity']?.source.kind, plan.metrics['similarity']?.split],
    ['min', ['case']],
  ],
  [
    40,
    'within 20 % of the original performance',
    (plan) => claimed(leaveOf(plan, 'foundation'), 'renderTime'),
    ['<= 1.2 of baseline'],
  ],
  [41, 'error rate below 0.1 %', (plan) => claimed(leaveOf(plan, 'foundation'), 'errors'), ['< 0.001']],
  [42, 'all migrations succeed', (plan) => claimed(leaveOf(plan, 'foundation'), 'failures'), ['= 0']],
  [
    42,
    'of all 10 accounts, counted',
    (plan) => [samplesOf(leaveOf(plan, 'foundation'), 'failures'), plan.metrics['failures']?.census],
    [[10], true],
  ],
  [
    46,
    'database rollback scripts',
    (plan) => plan.hooks['initialiseSlotConfigurations']?.undo,
    'rollbackSlotConfigurations',
  ],
  [51, 'pilot in week 3', (plan) => weeksOf(plan, 'pilot'), [3, 3]],
  [62, '50 pilot users', (plan) => plan.audience.segments['pilot']?.size, 50],
  [62, '4 % of all', (plan) => (plan.audience.segments['pilot']?.size ?? 0) / plan.audience.size, 0.04],
  [62, 'all of them are exposed', (plan) => exposureOf(plan, 'pilot', 'pilot'), 'all of pilot'],
  [
    65,
    'mail 48 hours before',
    (plan) => stepNoticesOf(stepOf(plan, 'pilot', 'pilot')),
    [{ by: ['email'], before: [48 * HOUR], required: true }],
  ],
  [
    66,
    'window 02:00 to 04:00',
    (plan) => phaseOf(plan, 'pilot').windows.map(({ start, end }) => [start, end]),
    [[2 * 60, 4 * 60]],
  ],
  [66, 'in UTC', (plan) => [plan.timezone, phaseOf(plan, 'pilot').windows[0]?.zone], ['UTC', undefined]],
  [68, 'a support channel for the pilot', (plan) => noticeOf(plan, 'pilot-support').of, 'pilot'],
  [71, 'more than 98 % succeed', (plan) => claimed(leaveOf(plan, 'pilot'), 'failures'), ['< 0.02']],
  [72, 'more than 90 % positive', (plan) => claimed(leaveOf(plan, 'pilot'), 'satisfaction'), ['> 0.9']],
  [
    73,
    'less than 10 % slower',
    (plan) => claimed(leaveOf(plan, 'pilot'), 'renderTime'),
    ['< 1.1 of control'],
  ],
  [
    74,
    'resolved within 2 hours on average',
    (plan) => claimed(leaveOf(plan, 'pilot'), 'resolution'),
    [`< ${String(2 * HOUR)}`],
  ],
  [83, 'beta in weeks 4 and 5', (plan) => weeksOf(plan, 'beta'), [4, 5]],
  [
    91,
    '310 users, a quarter, in three waves of about 100',
    (plan) => phaseOf(plan, 'beta').steps.map((step) => exposureOf(plan, 'beta', step.name)),
    ['104 of simple', '103 of moderate', '103 of advanced'],
  ],
  [
    97,
    'wave 1 on days 1 and 2',
    (plan) => [timeOf(plan, 'beta', 'conservative'), stepOf(plan, 'beta', 'conservative').soakMs],
    ['day 1', 2 * DAY],
  ],
  [
    102,
    'wave 2 on days 3 to 5',
    (plan) => [timeOf(plan, 'beta', 'moderate'), stepOf(plan, 'beta', 'moderate').soakMs],
    ['day 3', 3 * DAY],
  ],
  [
    107,
    'wave 3 in week 5 on days 1 to 3',
    (plan) => [timeOf(plan, 'beta', 'advanced'), stepOf(plan, 'beta', 'advanced').soakMs],
    ['day 8', 3 * DAY],
  ],
  [
    115,
    'a survey at once after the migration',
    (plan) => [surveyOf(plan, 'after-migration').after, surveyOf(plan, 'after-migration').metrics],
    [0, ['satisfaction', 'complaints']],
  ],
  [118, 'more than 99 % succeed', (plan) => claimed(leaveOf(plan, 'beta'), 'failures'), ['< 0.01']],
  [119, '99.9 % uptime', (plan) => claimed(leaveOf(plan, 'beta'), 'unavailable'), ['< 0.001']],
  [
    120,
    'less than 5 % slower',
    (plan) => claimed(leaveOf(plan, 'beta'), 'renderTime'),
    ['< 1.05 of control'],
  ],
  [
    121,
    'less than 2 % report an issue',
    (plan) => claimed(leaveOf(plan, 'beta'), 'issueReports'),
    ['< 0.02'],
  ],
  [125, 'gradual in weeks 6 and 7', (plan) => weeksOf(plan, 'gradual'), [6, 7]],
  [
    135,
    'Monday: 40 % of the remaining',
    (plan) => [timeOf(plan, 'gradual', 'first'), exposureOf(plan, 'gradual', 'first')],
    ['week 6 Monday', '+0.4 of remaining'],
  ],
  [
    136,
    'Wednesday: another 30 %',
    (plan) => [timeOf(plan, 'gradual', 'second'), exposureOf(plan, 'gradual', 'second')],
    ['week 6 Wednesday', '+0.3 of remaining'],
  ],
  [
    137,
    'Friday: another 20 %',
    (plan) => [timeOf(plan, 'gradual', 'third'), exposureOf(plan, 'gradual', 'third')],
    ['week 6 Friday', '+0.2 of remaining'],
  ],
  [
    140,
    'week 7, Monday: the last 10 %',
    (plan) => [timeOf(plan, 'gradual', 'last'), exposureOf(plan, 'gradual', 'last')],
    ['week 7 Monday', '+0.1 of remaining'],
  ],
  [
    141,
    'Wednesday: cleanup and validation',
    (plan) => [timeOf(plan, 'gradual', 'cleanup'), tasksOf(stepOf(plan, 'gradual', 'cleanup'))],
    ['week 7 Wednesday', ['cleanup-and-validation']],
  ],
  [
    142,
    'Friday: shutdown prepared',
    (plan) => [
      timeOf(plan, 'gradual', 'shutdown-prepared'),
      tasksOf(stepOf(plan, 'gradual', 'shutdown-prepared')),
    ],
    ['week 7 Friday', ['prepare-shutdown']],
  ],
  [
    145,
    'configurations are validated before',
    (plan) => phaseOf(plan, 'gradual').eligible,
    { kind: 'is', attribute: 'configValid', value: true },
  ],
  [147, '24 hours of watching per user', (plan) => phaseOf(plan, 'gradual').watchMs, 24 * HOUR],
  [
    147,
    'and 24 hours since the last rise',
    (plan) => factsOf(leaveOf(plan, 'gradual')),
    ['24h since last rise'],
  ],
  [
    150,
    'mails 7 days, 2 days and 1 hour before; in-app afterwards',
    (plan) => stepNoticesOf(stepOf(plan, 'gradual', 'second')),
    [
      { by: ['email'], before: [7 * DAY, 2 * DAY, HOUR], required: true },
      { by: ['in-app'], after: [0] },
    ],
  ],
  [
    152,
    'guides and FAQs updated',
    (plan) => tasksOf(stepOf(plan, 'gradual', 'last')),
    ['support-guides-and-faqs'],
  ],
  [153, 'a public progress page', (plan) => plan.page?.public?.includes('progress'), true],
  [157, 'stabilisation in week 8', (plan) => weeksOf(plan, 'stabilise'), [8, 8]],
  [
    157,
    'a point of no return with signatures of its own',
    (plan) => [phaseOf(plan, 'stabilise').irreversible !== undefined, enterOf(plan, 'stabilise').signOff],
    [true, ['executives', 'release']],
  ],
  [
    166,
    'days 1 to 3: final validation',
    (plan) => [
      timeOf(plan, 'stabilise', 'final-validation'),
      tasksOf(stepOf(plan, 'stabilise', 'final-validation')),
    ],
    ['day 1', ['validate-all-users', 'edge-cases', 'tune-performance', 'production-security-audit']],
  ],
  [
    172,
    'days 4 and 5: no new diffs, old system deprecated',
    (plan) => [
      timeOf(plan, 'stabilise', 'deprecate'),
      stepOf(plan, 'stabilise', 'deprecate').flags,
      stepOf(plan, 'stabilise', 'deprecate').old,
    ],
    ['day 4', ['diffCreation'], 'deprecated'],
  ],
  [
    173,
    'no new diffs for anybody',
    (plan) => [exposureOf(plan, 'stabilise', 'deprecate'), plan.flags['diffCreation']?.variants['new']],
    ['everyone', { allowed: false }],
  ],
  [
    175,
    'legacy data cleanup begins',
    (plan) => [timeOf(plan, 'stabilise', 'legacy-data'), stepOf(plan, 'stabilise', 'legacy-data').hook],
    ['day 5', 'cleanupLegacyData'],
  ],
  [
    178,
    'days 6 and 7: the end',
    (plan) => [timeOf(plan, 'stabilise', 'wrap-up'), tasksOf(stepOf(plan, 'stabilise', 'wrap-up'))],
    ['day 6', ['optimizations', 'migration-report', 'retrospective', 'celebrate']],
  ],
  [190, 'over 5 % validation failures', (plan) => firesAt(plan, 'validation', 'mismatches'), ['> 0.05']],
  [
    193,
    'pause, analyse in 2 hours, roll back affected users',
    (plan) => responsesOf(plan, 'validation'),
    [
      'pause',
      'tell on-call',
      `task analyse-failed-cases within ${String(2 * HOUR)}`,
      'ask release: revert affected users',
    ],
  ],
  [196, 'resume above 98 %', (plan) => resumesAt(plan, 'validation', 'mismatches'), ['< 0.02']],
  [
    196,
    'no revert after the point of no return',
    (plan) =>
      plan.triggers
        .filter(({ then }) => then.some(({ act }) => act.kind === 'revert' || act.kind === 'ask'))
        .map(({ during }) => during),
    [UNTIL_CLEANUP, UNTIL_CLEANUP.slice(1)],
  ],
  [198, 'over 20 % slower', (plan) => firesAt(plan, 'slow', 'renderTime'), ['> 1.2 of control']],
  [
    202,
    'the latest batch goes back after 4 hours',
    (plan) => responsesOf(plan, 'slow'),
    [
      'pause',
      'tell engineering',
      `task fix-performance within ${String(4 * HOUR)}`,
      `revert step after ${String(4 * HOUR)}`,
    ],
  ],
  [205, 'over 10 % negative feedback', (plan) => firesAt(plan, 'revolt', 'complaints'), ['> 0.1']],
  [
    208,
    'executives, communication, resolution, timeline',
    (plan) => responsesOf(plan, 'revolt').map((text) => text.split(' within ')[0]),
    [
      'tell executives',
      'task communication-strategy',
      'task accelerate-issue-resolution',
      'task consider-longer-timeline',
    ],
  ],
  [214, 'one user is back at once', (plan) => plan.promises['revert user']?.withinMs, MINUTE],
  [215, 'a batch is back within 15 minutes', (plan) => plan.promises['revert step']?.withinMs, 15 * MINUTE],
  [216, 'everything is back within an hour', (plan) => plan.promises['revert all']?.withinMs, HOUR],
  [225, 'success: over 99 % migrated', (plan) => successOf(plan, 'failures'), ['< 0.01']],
  [226, 'success: over 95 % satisfied', (plan) => successOf(plan, 'satisfaction'), ['> 0.95']],
  [227, 'success: less than 10 % slower', (plan) => successOf(plan, 'renderTime'), ['< 1.1 of baseline']],
  [228, 'success: over 99.9 % uptime', (plan) => successOf(plan, 'unavailable'), ['< 0.001']],
  [233, 'success: over 98 % validated', (plan) => successOf(plan, 'mismatches'), ['< 0.02']],
  [234, 'success: less than 5 % more tickets', (plan) => successOf(plan, 'tickets'), ['< 1.05 of baseline']],
  [
    235,
    'success: resolved within 2 hours',
    (plan) => successOf(plan, 'resolution'),
    [`< ${String(2 * HOUR)}`],
  ],
  [
    236,
    'success: over 50 % more productive',
    (plan) => successOf(plan, 'productivity'),
    ['> 1.5 of baseline'],
  ],
  [239, '90 % fewer bugs', (plan) => successOf(plan, 'customizationBugs'), ['<= 0.1 of baseline']],
  [240, '70 % faster development', (plan) => successOf(plan, 'developmentTime'), ['<= 0.3 of baseline']],
  [241, '25 % more use', (plan) => successOf(plan, 'customizationUse'), ['>= 1.25 of baseline']],
  [242, '60 % less maintenance', (plan) => successOf(plan, 'maintenanceCost'), ['<= 0.4 of baseline']],
  [226, 'which is less than 5 % complaints', (plan) => successOf(plan, 'complaints'), ['< 0.05']],
  [
    251,
    'executives hear weekly',
    (plan) => [digestOf(plan, 'status').every, digestOf(plan, 'status').to],
    ['weekly', { kind: 'role', role: 'executives' }],
  ],
  [
    256,
    'engineers hear daily on Slack',
    (plan) => [digestOf(plan, 'engineering').every, digestOf(plan, 'engineering').by],
    ['daily', ['slack']],
  ],
  [
    261,
    'support hears throughout the windows',
    (plan) => [digestOf(plan, 'support').every, digestOf(plan, 'support').windows],
    ['hourly', true],
  ],
  [271, 'four severities', (plan) => Object.keys(plan.severities), ['critical', 'high', 'medium', 'low']],
  [
    272,
    'answered in 15 min, 1 h, 4 h, 24 h',
    (plan) => Object.values(plan.severities).map(({ answer }) => answer),
    [15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR],
  ],
  [
    273,
    'mail, in-app, status page, social media',
    (plan) => Object.values(plan.severities).map(({ by }) => by),
    [CRISIS_CHANNELS, CRISIS_CHANNELS, CRISIS_CHANNELS, CRISIS_CHANNELS],
  ],
  [
    300,
    'month 1',
    (plan) => [noticeOf(plan, 'month-1').after, noticeOf(plan, 'month-1').of, noticeOf(plan, 'month-1').end],
    [[30 * DAY], 'stabilise', true],
  ],
  [306, 'months 2 and 3', (plan) => noticeOf(plan, 'month-3').after, [60 * DAY, 90 * DAY]],
  [
    331,
    'team prepared, communication launched',
    (plan) => tasksOf(enterOf(plan, 'foundation')),
    ['team-prepared', 'communication-launched'],
  ],
  [
    342,
    'three executives approve before phase 1',
    (plan) => [
      enterOf(plan, 'foundation').signOff,
      plan.roles['executives']?.quorum,
      plan.roles['executives']?.people.length,
    ],
    [['executives'], 3, 3],
  ],
  [
    134,
    'each rise passes the beta figures first',
    (plan) => [
      claimed(goOf(plan, 'gradual', 'first'), 'failures'),
      claimed(goOf(plan, 'gradual', 'last'), 'renderTime'),
    ],
    [['< 0.01'], ['< 1.05 of control']],
  ],

  [64, 'from its first hour on', (plan) => noticeOf(plan, 'pilot-support').after, [0]],
  [
    190,
    'the same rate is told after the cleanup',
    (plan) => [
      firesAt(plan, 'validation-after-cleanup', 'mismatches'),
      responsesOf(plan, 'validation-after-cleanup'),
    ],
    [['> 0.05'], ['tell on-call', 'pause']],
  ],
  [
    225,
    'asked before the last users are left alone',
    (plan) => claimed(leaveOf(plan, 'gradual'), 'failures'),
    ['< 0.01'],
  ],
  [233, 'asked there too', (plan) => claimed(leaveOf(plan, 'gradual'), 'mismatches'), ['< 0.02']],

  [
    91,
    'which are 310, about a quarter of all',
    (plan) => {
      const users = phaseOf(plan, 'beta').steps.reduce(
        (sum, { change }) => sum + unitsIn(change?.exposure),
        0,
      );
      return [users, Math.round((users / plan.audience.size) * 100)];
    },
    [310, 25],
  ],
  [
    99,
    'wave 1: simple customizations, low risk',
    (plan) => plan.audience.segments['simple'],
    {
      kind: 'where',
      size: 480,
      test: {
        kind: 'and',
        tests: [
          { kind: 'compare', attribute: 'customizations', operator: '<=', value: 1 },
          { kind: 'is', attribute: 'risk', value: 'low' },
        ],
      },
    },
  ],
  [
    103,
    'wave 2: medium complexity; wave 3: above it',
    (plan) => ['moderate', 'advanced'].map((name) => plan.audience.segments[name]),
    [
      { kind: 'where', size: 520, test: { kind: 'between', attribute: 'customizations', from: 2, to: 5 } },
      {
        kind: 'where',
        size: 250,
        test: { kind: 'compare', attribute: 'customizations', operator: '>', value: 5 },
      },
    ],
  ],
  [
    114,
    'validation failures alert in every phase before the cleanup',
    (plan) => triggerOf(plan, 'validation').during,
    UNTIL_CLEANUP,
  ],
  [
    256,
    'during the phases of the rollout',
    (plan) => [digestOf(plan, 'engineering').to, digestOf(plan, 'engineering').during],
    [{ kind: 'role', role: 'engineering' }, [...UNTIL_CLEANUP, 'stabilise']],
  ],
  [
    263,
    'support hears on Slack while users migrate',
    (plan) => [digestOf(plan, 'support').to, digestOf(plan, 'support').by, digestOf(plan, 'support').during],
    [{ kind: 'role', role: 'support' }, ['slack'], ['pilot', 'beta', 'gradual']],
  ],
  [
    65,
    'to the pilot users themselves',
    (plan) => stepOf(plan, 'pilot', 'pilot').notices.map(({ to }) => to),
    [{ kind: 'usersOfStep' }],
  ],
  [
    150,
    'to those who migrate',
    (plan) => stepOf(plan, 'gradual', 'last').notices.map(({ to }) => to),
    [{ kind: 'usersOfStep' }, { kind: 'usersOfStep' }],
  ],
  [
    140,
    'with the last rise nobody remains',
    (plan) =>
      phaseOf(plan, 'gradual').steps.reduce((sum, { change }) => sum + percentIn(change?.exposure), 0),
    100,
  ],

  [
    115,
    'of everybody who has migrated, in the application',
    (plan) => [surveyOf(plan, 'after-migration').to, surveyOf(plan, 'after-migration').by],
    [{ kind: 'exposedUsers' }, ['in-app']],
  ],
]);
