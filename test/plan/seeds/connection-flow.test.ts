import {
  goOf,
  claimed,
  DAY,
  digestOf,
  enterOf,
  exposureOf,
  factsOf,
  firesAt,
  HOUR,
  itemOf,
  leaveOf,
  MINUTE,
  noticeOf,
  phaseOf,
  provesSeed,
  recurringOf,
  responsesOf,
  stepNoticesOf,
  stepOf,
  successOf,
  surveyOf,
  tasksOf,
  timeOf,
  triggerOf,
  WEEK,
  weeksOf,
} from './seed-plan.js';

const ROLLBACK = [
  'revert all',
  'tell on-call',
  'tell support',
  `task assess-impact within ${String(HOUR)}`,
  'ask devops: run rollbackDatabase',
  `task decide-code-rollback within ${String(2 * HOUR)}`,
  `task notify-affected-users within ${String(2 * HOUR)}`,
];
const ROLLBACK_TRIGGERS = ['errors-in-a-segment', 'broken-functionality', 'slower', 'data-integrity'];

provesSeed('connection-flow', [
  [
    11,
    'week 1: development',
    (plan) => [weeksOf(plan, 'development'), phaseOf(plan, 'development').environment],
    [[1, 1], 'development'],
  ],
  [13, 'the whole implementation', (plan) => exposureOf(plan, 'development', 'deploy'), 'everyone'],
  [
    14,
    'tested by developers and QA',
    (plan) => tasksOf(stepOf(plan, 'development', 'deploy')),
    ['internal-testing'],
  ],
  [
    15,
    'issues fixed, developer documentation',
    (plan) => tasksOf(leaveOf(plan, 'development')),
    ['issues-fixed', 'developer-documentation'],
  ],
  [
    18,
    'week 2: staging',
    (plan) => [weeksOf(plan, 'staging'), phaseOf(plan, 'staging').environment],
    [[2, 2], 'staging'],
  ],
  [
    21,
    'integration tests, backward compatibility',
    (plan) => tasksOf(stepOf(plan, 'staging', 'deploy')),
    ['integration-testing', 'backward-compatibility'],
  ],
  [
    22,
    'migrations with real data',
    (plan) => stepOf(plan, 'staging', 'rehearse-migration').hook,
    'migrateDatabase',
  ],
  [23, 'no degradation', (plan) => claimed(leaveOf(plan, 'staging'), 'loadTime'), ['<= 1.05 of baseline']],
  [
    26,
    'week 3: beta in production',
    (plan) => [weeksOf(plan, 'beta'), phaseOf(plan, 'beta').environment],
    [[3, 3], 'production'],
  ],
  [28, '5 to 10 % of the users', (plan) => exposureOf(plan, 'beta', 'opt-in'), '0.05..0.1 from optIn'],
  [
    29,
    'who opted in',
    (plan) => plan.audience.segments['optIn'],
    { kind: 'where', size: 900, test: { kind: 'is', attribute: 'betaTester', value: true } },
  ],
  [
    30,
    'feedback is collected',
    (plan) => [surveyOf(plan, 'beta').metrics, tasksOf(leaveOf(plan, 'beta'))],
    [['betaFeedback'], ['beta-feedback-read', 'beta-issues-fixed']],
  ],
  [31, 'errors stay below 0.1 %', (plan) => claimed(leaveOf(plan, 'beta'), 'errors'), ['< 0.001']],
  [34, 'weeks 4 to 6: gradual', (plan) => weeksOf(plan, 'gradual'), [4, 6]],
  [
    36,
    '10 % in week 4',
    (plan) => [timeOf(plan, 'gradual', 'tenth'), exposureOf(plan, 'gradual', 'tenth')],
    ['week 4 Monday', '0.1'],
  ],
  [
    37,
    '25 % in week 4',
    (plan) => [timeOf(plan, 'gradual', 'quarter'), exposureOf(plan, 'gradual', 'quarter')],
    ['week 4 Thursday', '0.25'],
  ],
  [
    38,
    '50 % in week 5',
    (plan) => [timeOf(plan, 'gradual', 'half'), exposureOf(plan, 'gradual', 'half')],
    ['week 5 Monday', '0.5'],
  ],
  [
    39,
    '75 % in week 5',
    (plan) => [timeOf(plan, 'gradual', 'most'), exposureOf(plan, 'gradual', 'most')],
    ['week 5 Thursday', '0.75'],
  ],
  [
    40,
    '100 % in week 6',
    (plan) => [timeOf(plan, 'gradual', 'all'), exposureOf(plan, 'gradual', 'all')],
    ['week 6 Monday', '1'],
  ],
  [
    42,
    'week 8: the flag goes',
    (plan) => [weeksOf(plan, 'removal'), timeOf(plan, 'removal', 'flag')],
    [[8, 8], 'week 8 Monday'],
  ],
  [
    44,
    'after two stable weeks',
    (plan) =>
      enterOf(plan, 'removal').all.map((condition) =>
        'ms' in condition ? [condition.kind, condition.ms] : [],
      ),
    [
      ['quiet', 2 * WEEK],
      ['elapsed', 2 * WEEK],
    ],
  ],
  [
    44,
    'stable is without trigger, everybody exposed',
    (plan) => factsOf(enterOf(plan, 'removal')),
    ['14d without trigger', '14d since last rise'],
  ],
  [
    44,
    'flag and old behaviour are removed',
    (plan) => [stepOf(plan, 'removal', 'flag').flagState, stepOf(plan, 'removal', 'flag').old],
    ['removed', 'removed'],
  ],
  [
    44,
    'a point of no return with a signature',
    (plan) => [phaseOf(plan, 'removal').irreversible !== undefined, enterOf(plan, 'removal').signOff],
    [true, ['engineering']],
  ],
  [45, 'legacy code cleaned up', (plan) => tasksOf(stepOf(plan, 'removal', 'flag')), ['legacy-code-removed']],
  [
    46,
    'documentation finished',
    (plan) => tasksOf(stepOf(plan, 'removal', 'documentation')),
    ['documentation-final'],
  ],
  [
    50,
    'five prerequisites',
    (plan) => tasksOf(enterOf(plan, 'beta')).slice(0, 5),
    [
      'migration-scripts-ready',
      'rollback-scripts-ready',
      'feature-flags-implemented',
      'monitoring-in-place',
      'documentation-updated',
    ],
  ],
  [
    60,
    'rises in hours of low traffic',
    (plan) =>
      ['beta', 'gradual'].map((name) =>
        phaseOf(plan, name).windows.map(({ start, end }) => [start / 60, end / 60]),
      ),
    [[[2, 5]], [[2, 5]]],
  ],
  [
    61,
    'internal teams are notified',
    (plan) => [noticeOf(plan, 'internal-teams').to, noticeOf(plan, 'customer-success').to],
    [
      { kind: 'role', role: 'support' },
      { kind: 'role', role: 'customer-success' },
    ],
  ],
  [
    62,
    'notified, reviewed, backed up, dashboards',
    (plan) => tasksOf(enterOf(plan, 'beta')).slice(5),
    ['internal-teams-notified', 'pre-deployment-review', 'database-backups', 'dashboards-verified'],
  ],
  [
    68,
    'the migration has a way back',
    (plan) => [stepOf(plan, 'beta', 'migrate').hook, plan.hooks['migrateDatabase']?.undo],
    ['migrateDatabase', 'rollbackDatabase'],
  ],
  [
    69,
    'validation queries find nothing',
    (plan) => [
      stepOf(plan, 'beta', 'validate').hook,
      claimed(stepOf(plan, 'beta', 'code').enter ?? enterOf(plan, 'beta'), 'invalidRows'),
    ],
    ['validateDatabase', ['= 0']],
  ],
  [
    70,
    'time taken and rows affected',
    (plan) => plan.hooks['migrateDatabase']?.figures,
    ['rowsAffected', 'migrationTime'],
  ],
  [71, 'backup points first', (plan) => [phaseOf(plan, 'beta').steps[0]?.hook], ['backupDatabase']],
  [
    75,
    'code with flags off, smoke tests',
    (plan) => [tasksOf(stepOf(plan, 'beta', 'code')), stepOf(plan, 'beta', 'code').change],
    [['code-deployed-flags-off', 'smoke-tests'], undefined],
  ],
  [
    77,
    'internal users first, verified',
    (plan) => [exposureOf(plan, 'beta', 'internal'), tasksOf(stepOf(plan, 'beta', 'internal'))],
    ['all of internal', ['internal-users-verified']],
  ],
  [
    84,
    'metrics compared, users sampled',
    (plan) => tasksOf(enterOf(plan, 'removal')).slice(0, 2),
    ['metrics-compared', 'user-experience-sampled'],
  ],
  [
    86,
    'daily check-ins in the first week',
    (plan) => [recurringOf(plan, 'check-in').every, recurringOf(plan, 'check-in').first],
    ['daily', WEEK],
  ],
  [87, 'issues are documented', (plan) => recurringOf(plan, 'issues-documented').every, 'daily'],
  [
    93,
    'errors over 1 % in any segment',
    (plan) => firesAt(plan, 'errors-in-a-segment', 'errors'),
    ['> 0.01'],
  ],
  [
    93,
    'any segment, not the average',
    (plan) =>
      [triggerOf(plan, 'errors-in-a-segment').when].map((claim) =>
        'scope' in claim ? claim.scope : undefined,
      ),
    [{ kind: 'split', quantifier: 'any', dimension: 'segment' }],
  ],
  [
    94,
    'broken for over 5 % of the users',
    (plan) => [firesAt(plan, 'broken-functionality', 'broken'), plan.metrics['broken']?.census],
    [['> 0.05'], true],
  ],
  [
    95,
    'over 20 % slower in any key metric',
    (plan) => ['loadTime', 'compileTime', 'saveTime'].map((metric) => firesAt(plan, 'slower', metric)),
    [['> 1.2 of control'], ['> 1.2 of control'], ['> 1.2 of control']],
  ],
  [95, 'any one of them is enough', (plan) => triggerOf(plan, 'slower').when.kind, 'any'],
  [
    96,
    'any violation of integrity',
    (plan) => firesAt(plan, 'data-integrity', 'integrityViolations'),
    ['> 0'],
  ],
  [
    100,
    'the steps back, in order',
    (plan) => ROLLBACK_TRIGGERS.map((name) => responsesOf(plan, name)),
    [ROLLBACK, ROLLBACK, ROLLBACK, ROLLBACK],
  ],
  [
    100,
    'no step back once the old code is gone',
    (plan) =>
      plan.triggers
        .filter(({ then }) => then.some(({ act }) => act.kind === 'revert'))
        .map(({ during }) => during),
    ROLLBACK_TRIGGERS.map(() => ['beta', 'gradual']),
  ],
  [
    106,
    'root cause and a new plan afterwards',
    (plan) => plan.severities['critical']?.tasks,
    ['root-cause-analysis', 'new-deployment-planned'],
  ],
  [
    112,
    'daily updates in the deployment week',
    (plan) => [digestOf(plan, 'status').every, digestOf(plan, 'status').first],
    ['daily', 7 * DAY],
  ],
  [
    113,
    'issues are told at once',
    (plan) => plan.severities['critical']?.tell,
    ['on-call', 'engineering', 'product'],
  ],
  [
    118,
    'release notes',
    (plan) => [noticeOf(plan, 'release-notes').to, noticeOf(plan, 'release-notes').by],
    [{ kind: 'everyone' }, ['blog', 'email']],
  ],
  [
    119,
    'in-app for beta users',
    (plan) => stepNoticesOf(stepOf(plan, 'beta', 'opt-in')),
    [{ by: ['in-app'], after: [0] }],
  ],
  [127, 'success: errors below 0.1 %', (plan) => successOf(plan, 'errors'), ['< 0.001']],
  [
    128,
    'success: less than 5 % slower',
    (plan) => ['loadTime', 'compileTime', 'saveTime'].map((metric) => successOf(plan, metric)),
    [['< 1.05 of baseline'], ['< 1.05 of baseline'], ['< 1.05 of baseline']],
  ],
  [
    129,
    'fewer than 10 issues in the first week',
    (plan) => itemOf(enterOf(plan, 'removal'), 'issues-in-first-week'),
    '< 10',
  ],
  [130, 'success: test coverage over 90 %', (plan) => successOf(plan, 'testCoverage'), ['> 0.9']],
  [131, 'back within 30 minutes', (plan) => plan.promises['revert all']?.withinMs, 30 * MINUTE],
  [
    135,
    'tasks afterwards',
    (plan) => tasksOf(stepOf(plan, 'removal', 'wrap-up')),
    [
      'retrospective',
      'documentation-from-experience',
      'artifacts-archived',
      'knowledge-base-articles',
      'velocity-measured',
    ],
  ],
  [152, 'eight weeks in all', (plan) => plan.deadlineMs, 8 * WEEK],
  [
    166,
    'six parties sign',
    (plan) => enterOf(plan, 'beta').signOff,
    ['engineering', 'qa', 'product', 'devops', 'support', 'documentation'],
  ],

  [
    93,
    'told once the old code is gone',
    (plan) => [
      firesAt(plan, 'errors-after-removal', 'errors'),
      firesAt(plan, 'integrity-after-removal', 'integrityViolations'),
    ],
    [['> 0.01'], ['> 0']],
  ],
  [
    114,
    'lessons are written down',
    (plan) => [noticeOf(plan, 'lessons').of, noticeOf(plan, 'lessons').end],
    ['removal', true],
  ],
  [
    118,
    'with the first tenth',
    (plan) => [noticeOf(plan, 'release-notes').of, noticeOf(plan, 'release-notes').after],
    ['gradual', [0]],
  ],
  [
    127,
    'errors below 0.1 % at every rise',
    (plan) => ['tenth', 'all'].map((step) => claimed(goOf(plan, 'gradual', step), 'errors')),
    [['< 0.001'], ['< 0.001']],
  ],
  [
    128,
    'less than 5 % slower at every rise',
    (plan) => ['tenth', 'all'].map((step) => claimed(goOf(plan, 'gradual', step), 'saveTime')),
    [['< 1.05 of control'], ['< 1.05 of control']],
  ],

  [
    86,
    'in the first week of the beta and of the production rollout',
    (plan) => [recurringOf(plan, 'check-in').during, digestOf(plan, 'status').during],
    [
      ['beta', 'gradual'],
      ['beta', 'gradual'],
    ],
  ],
  [
    119,
    'with a way to answer',
    (plan) => [surveyOf(plan, 'beta').to, surveyOf(plan, 'beta').by],
    [{ kind: 'segment', segment: 'optIn' }, ['in-app']],
  ],
  [
    151,
    'week 7 is for watching: no step falls into it',
    (plan) => plan.phases.filter(({ weeks }) => weeks && weeks.from <= 7 && weeks.to >= 7),
    [],
  ],

  [20, 'staging gets it as a whole', (plan) => exposureOf(plan, 'staging', 'deploy'), 'everyone'],
  [
    61,
    'before production users have it',
    (plan) =>
      ['internal-teams', 'customer-success'].map((name) => {
        const { at } = noticeOf(plan, name);
        return at?.kind === 'weekday' && (at.week ?? Infinity) < (weeksOf(plan, 'beta')[0] ?? 0);
      }),
    [true, true],
  ],
]);
