/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { module: { type: 'es6' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Needs a running emulator: `npm run test:emulator` (jest.emulator.config.mjs).
  testPathIgnorePatterns: ['<rootDir>/node_modules/', '<rootDir>/test/emulator/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // Clients of AWS wait between their tries, and a machine with two cores is busy.
  testTimeout: 30_000,
  randomize: true,
};
