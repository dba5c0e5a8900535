import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom, as in docs/design.md. Each folder of lib/ lists the folders it stands on; anything else
 * is an error. Pure folders may also not see Node, a clock or the environment.
 */
const standsOn = {
  plan: [],
  judge: ['plan'],
  flags: ['plan'],
  contract: ['plan'],
  rollout: ['plan', 'judge', 'flags'],
  report: ['plan', 'judge', 'flags', 'contract', 'rollout'],
  runtime: ['plan', 'judge', 'flags', 'contract', 'rollout', 'report'],
  local: ['plan', 'judge', 'flags', 'contract', 'rollout', 'runtime'],
  rehearsal: ['plan', 'judge', 'flags', 'contract', 'rollout', 'report', 'runtime', 'local'],
  backtest: ['plan', 'judge', 'contract', 'rollout', 'report', 'runtime'],
  prove: ['plan', 'judge', 'flags', 'contract', 'rollout', 'report'],
  aws: ['plan', 'judge', 'flags', 'contract', 'rollout', 'report', 'runtime', 'client'],
  client: [],
  files: ['plan', 'contract', 'rollout'],
  constructs: ['plan', 'flags', 'contract', 'files', 'report', 'runtime'],
  cli: [
    'plan',
    'judge',
    'flags',
    'contract',
    'rollout',
    'files',
    'report',
    'runtime',
    'local',
    'rehearsal',
    'backtest',
    'prove',
    'aws',
  ],
};
const pure = ['plan', 'judge', 'flags', 'contract', 'rollout', 'report', 'backtest', 'prove'];
const folders = Object.keys(standsOn);

const layers = folders.map((folder) => {
  const forbidden = folders.filter((other) => other !== folder && !standsOn[folder].includes(other));
  return {
    files: [`lib/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...(forbidden.length
              ? [
                  {
                    regex: `^(\\.\\./)+(${forbidden.join('|')})(/|$)`,
                    message: `lib/${folder} may import only: ${standsOn[folder].join(', ') || 'itself'} (docs/design.md).`,
                  },
                ]
              : []),
            ...(pure.includes(folder)
              ? [
                  {
                    regex: '^(node:|@aws-sdk/|aws-cdk-lib|constructs$)',
                    message: `lib/${folder} is pure: no Node, no SDK, no CDK. Take what you need as an argument.`,
                  },
                ]
              : []),
          ],
        },
      ],
      ...(pure.includes(folder)
        ? {
            'no-restricted-globals': [
              'error',
              'process',
              'setTimeout',
              'setInterval',
              'fetch',
              'performance',
            ],
            'no-restricted-properties': [
              'error',
              { object: 'Date', property: 'now', message: 'Time is an argument.' },
              { object: 'Math', property: 'random', message: 'Randomness is an argument.' },
            ],
            'no-restricted-syntax': [
              'error',
              {
                selector: "NewExpression[callee.name='Date'][arguments.length=0]",
                message: 'Time is an argument.',
              },
            ],
          }
        : {}),
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/', '.emulator/', 'cdk.out/', 'node_modules/', 'coverage/', 'evidence/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  ...layers,
);
