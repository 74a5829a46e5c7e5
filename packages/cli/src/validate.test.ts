import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { failureDocumentSchema, validateResultSchema } from '@thermoloop/lab';
import { startEmulator } from './testing/emulator.js';
import { thermoloop } from './testing/spawn-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-validate-'));
  const training = 'training: { workload: landscape, steps: 3 }\nseeds: 2\nrequirements:\n';
  const files = {
    'met.yaml': '- { name: fast, require: step.time < 1 s }',
    'missed.yaml':
      '- { name: fast, require: step.time < 1 s }\n- { name: very fast, require: step.time < 1 ps }',
    'effective.yaml': '- { require: adc.enob > 5 }',
    'unknown.yaml': '- { require: step.tim < 1 s }',
    'unmeasurable.yaml': '- { require: test.accuracy > 0.5 }',
  };
  for (const [name, requirements] of Object.entries(files))
    writeFileSync(join(folder, name), `${training}${requirements}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const validate = (...args: string[]) => thermoloop(folder, ['validate', 'reference', ...args]);

test('all requirements met is status 0, and a table says by how much', async () => {
  const { status, stdout } = await validate('met.yaml');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^reference against met.yaml: landscape trained with tngd, 3 steps, seeds 1, 2\n/);
  expect(stdout).toMatch(/^fast {2,}step\.time < 1 s .* \+\S+ s \(\+\S+ %\) .* met$/m);
  expect(stdout).toMatch(/^The requirement is met\.$/m);
});

test('one not met is status 3, in a document and in JUnit too', async () => {
  const { status, stdout, stderr } = await validate(
    'missed.yaml',
    '--json',
    '--quiet',
    '--junit',
    'junit.xml',
  );
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
  const { met, corners } = validateResultSchema.parse(JSON.parse(stdout));
  expect(met).toBe(false);
  expect(corners[0]!.requirements.map((requirement) => requirement.met)).toEqual([true, false]);
  const xml = readFileSync(join(folder, 'junit.xml'), 'utf8');
  expect(xml).toContain('<testsuites name="thermoloop validate" tests="2" failures="1"');
  expect(xml.match(/<failure /g)).toHaveLength(1);
});

test.each([
  [
    'unknown.yaml',
    /^error: unknown\.yaml:4: requirements\.0\.require: found step\.tim, expected step\.time\n/,
  ],
  ['unmeasurable.yaml', /^error: test\.accuracy: found a training that has none, expected /],
  ['nowhere.yaml', /^error: nowhere\.yaml: found no such file, expected a YAML file of requirements\n/],
])('what names nothing that can be measured is status 2: %s', async (file, message) => {
  const { status, stdout, stderr } = await validate(file, '--json', '--quiet');
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  expect(failureDocumentSchema.parse(JSON.parse(stdout))).toMatchObject({ schema: 'thermoloop.validate/1' });
});

// N bits with a noise of 0.2 LSB have N − ½log₂(1 + 12·0.2²) = N − 0.28 effective ones.
test('the cheapest ADC of more than 5 effective bits has 6, by what the bench measures', async () => {
  const { status, stdout } = await validate('effective.yaml', '--json', '--quiet', '--minimize', 'adc.bits');
  expect(status).toBe(0);
  const { minimum, training } = validateResultSchema.parse(JSON.parse(stdout));
  expect(training).toBeNull();
  expect(minimum).toMatchObject({ path: 'adc.resolutionBits', given: 8, cheapest: 6, fails: 5 });
  expect(minimum!.tried.map(({ value, passes }) => [value, passes])).toEqual([
    [8, true],
    [4, false],
    [6, true],
    [5, false],
  ]);
});

test('a device at a URL is measured as it is', async () => {
  const { ready, child, ended } = await startEmulator(folder, ['--listen', 'unix:spu.sock']);
  try {
    const { url } = ready;
    const { status, stdout } = await validate('met.yaml', '--json', '--quiet', '--device', url);
    expect(status).toBe(0);
    expect(validateResultSchema.parse(JSON.parse(stdout))).toMatchObject({ device: url, met: true });
    const other = await validate('met.yaml', '--quiet', '--device', url, '--instances', '3');
    expect(other.status).toBe(2);
    expect(other.stderr).toMatch(/^error: --instances: found 3 together with --device /);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
});
