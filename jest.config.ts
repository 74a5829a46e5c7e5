import { readdirSync } from 'node:fs';
import type { Config } from 'jest';

// Tests run as compiled by `tsc -b`. The list comes from the sources, so that the old output of a deleted
// test does not run.
const tests = readdirSync('packages', { recursive: true, encoding: 'utf8' })
  .filter((path) => /^[^/]+\/src\/.*\.test\.ts$/.test(path))
  .map((path) => `<rootDir>/packages/${path.replace('/src/', '/dist/').replace(/\.ts$/, '.js')}`);

const config: Config = {
  roots: ['<rootDir>/packages'],
  testMatch: tests,
  transform: {},
  testEnvironment: '<rootDir>/jest.environment.mjs',
  testTimeout: 60_000,
};
export default config;
