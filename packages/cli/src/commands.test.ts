import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { doctorResultSchema, listResultSchema } from '@thermoloop/lab';
import { thermoloop } from './testing/spawn-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('help and version', () => {
  test('--help names every command and the exit statuses', async () => {
    const { status, stdout, stderr } = await thermoloop(folder, ['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const command of ['train', 'emulate', 'report', 'list', 'doctor', 'schema'])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stdout).toContain('Exit status: 0 done, 1 failed or diverged, 2 bad usage or input');
  });

  test('train --help shows the defaults, whoever they belong to', async () => {
    const { status, stdout } = await thermoloop(folder, ['train', '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^ {2}always +workload mnist-cnn, optimizer tngd, chip reference, machine reference, mode sync, .*clock lockstep/m,
    );
    expect(stdout).toMatch(/^ {2}tngd +lr [\d.]+, schedule cosine, damping [\d.]+, run-time [\d.]+/m);
    expect(stdout).toMatch(/^ {2}mnist-cnn +steps 300, batch 64/m);
  });

  test('--version is a version', async () => {
    expect((await thermoloop(folder, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('nothing at all is bad usage, and shows the help', async () => {
    const { status, stdout, stderr } = await thermoloop(folder, []);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Usage: thermoloop');
  });

  test('an unknown command names the nearest, in a document too', async () => {
    const { status, stdout, stderr } = await thermoloop(folder, ['trian', '--json']);
    expect(status).toBe(2);
    expect(stderr).toBe(`error: thermoloop: unknown command 'trian'\nDid you mean train?\n`);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'thermoloop/1', status: 'failed' });
  });
});

describe('what there is to choose from', () => {
  test.each([
    ['chips', 'reference'],
    ['machines', 'reference'],
    ['workloads', 'mnist-cnn'],
    ['optimizers', 'tngd'],
  ])('list %s has %s', async (kind, name) => {
    const { status, stdout, stderr } = await thermoloop(folder, ['list', kind, '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { entries } = listResultSchema.parse(JSON.parse(stdout));
    expect(entries.map((entry) => entry.name)).toContain(name);
    expect(entries.filter(({ description }) => description.startsWith('cannot be used'))).toEqual([]);
  });

  test('a kind that there is not', async () => {
    const { status, stderr } = await thermoloop(folder, ['list', 'chip']);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^error: thermoloop list: .*Allowed choices are chips, machines, workloads, optimizers\.\n/,
    );
  });
});

describe('doctor', () => {
  test('finds this machine well', async () => {
    const { status, stdout, stderr } = await thermoloop(folder, ['doctor', '--json']);
    const { checks } = doctorResultSchema.parse(JSON.parse(stdout));
    expect(checks.map(({ name }) => name)).toEqual(['Node', 'threads', 'ONNX Runtime', 'MNIST', 'emulator']);
    const others = checks.filter(({ name }) => name !== 'threads');
    expect(others.filter(({ ok }) => !ok)).toEqual([]);
    expect(status).toBe(checks.every(({ ok }) => ok) ? 0 : 3);
    expect(stderr).toBe('');
  });
});

describe('schema', () => {
  test('prints one JSON Schema by name', async () => {
    const { status, stdout } = await thermoloop(folder, ['schema', 'chip']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'object',
      properties: { adc: {}, dac: {}, link: {} },
      additionalProperties: false,
    });
  });

  test('prints all of them in one document', async () => {
    const { stdout } = await thermoloop(folder, ['schema', '--json']);
    const document = JSON.parse(stdout) as {
      schema: string;
      status: string;
      schemas: Record<string, object>;
    };
    expect(document).toMatchObject({ schema: 'thermoloop.schema/1', status: 'done' });
    expect(Object.keys(document.schemas)).toEqual(
      expect.arrayContaining([
        'chip',
        'machine',
        'train',
        'train-result',
        'step',
        'emulate-result',
        'failure',
      ]),
    );
    expect(document.schemas['train']).toMatchObject({
      properties: {
        'run-time': {},
        'eval-every': {},
        set: {},
        device: {},
        'clock-scale': {},
        'start-at': {},
      },
    });
  });
});

describe('report', () => {
  test('of what is no run is refused', async () => {
    const { status, stdout, stderr } = await thermoloop(folder, ['report', 'nowhere', '--json']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: nowhere\/summary\.json: found no such file, expected a run directory/);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'thermoloop.report/1', status: 'failed' });
  });
});
