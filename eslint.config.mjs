// Type-aware lint rules, and the two rules of this house that a type checker cannot see:
// a package imports only what its package.json lists, and time and chance come only from sim-kernel.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const workspaces = [
  ...readdirSync('packages').map((name) => `packages/${name}`),
  'scripts/generate',
  'scripts/measure',
].filter((folder) => existsSync(`${folder}/package.json`));

const internalNames = workspaces.map(
  (folder) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).name,
);
const externalNames = new Set(
  workspaces.flatMap((folder) =>
    Object.keys(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).dependencies ?? {}).filter(
      (name) => !internalNames.includes(name),
    ),
  ),
);

/** One block a package: everything that any package uses is forbidden unless this one's package.json lists it. */
const listedImportsOnly = workspaces.map((folder) => {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const listed = new Set([...Object.keys(manifest.dependencies ?? {}), manifest.name]);
  const forbidden = [...internalNames, ...externalNames].filter((name) => !listed.has(name));
  return {
    files: [`${folder}/src/**/*.ts`],
    ignores: [`${folder}/src/**/*.test.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: forbidden.flatMap((name) => [name, `${name}/*`]),
              message: `Not listed in ${folder}/package.json.`,
            },
            {
              group: [
                '@thermoloop/*/*',
                ...(folder.startsWith('scripts/') ? ['!@thermoloop/*/testing'] : []),
                '../../*/src/*',
                '../../../*/src/*',
              ],
              message: 'Import a package by its public entry point.',
            },
          ],
        },
      ],
    },
  };
});

const sourcesOfTimeAndChance = ['packages/sim-kernel/src/wall-clock.ts'];
const message = 'Time and chance come from @thermoloop/sim-kernel: wallClock and RandomStream.';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'runs/**', 'coverage/**', 'packages/*/src/generated/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['jest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['packages/**/*.ts'],
    ignores: sourcesOfTimeAndChance,
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message,
        })),
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[source.value=/^(node:)?(timers|timers\\/promises|perf_hooks)$/]',
          message,
        },
      ],
    },
  },
  ...listedImportsOnly,
  { files: ['scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', globalThis: 'readonly' } },
  },
);
