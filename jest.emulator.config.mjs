import base from './jest.config.mjs';

/** The tests that need a running emulator, one after the other: `npm run test:emulator`. @type {import('jest').Config} */
export default {
  ...base,
  testMatch: ['<rootDir>/test/emulator/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/node_modules/'],
  maxWorkers: 1,
  randomize: false,
  testTimeout: 120_000,
};
