import { readdirSync } from 'node:fs';
import type { Config } from 'jest';

// Tests run as compiled by `tsc -b`. The list comes from the sources, so that the old output of a deleted
// test does not run.
const tests = ['packages', 'scripts'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/src\/.*\.test\.ts$/.test(path))
    .map((path) => `<rootDir>/${root}/${path.replace('/src/', '/dist/').replace(/\.ts$/, '.js')}`),
);

const config: Config = {
  roots: ['<rootDir>/packages', '<rootDir>/scripts'],
  testMatch: tests,
  transform: {},
  testEnvironment: '<rootDir>/jest.environment.mjs',
  testTimeout: 60_000,
};
export default config;
