import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { failureDocumentSchema } from '@thermoloop/lab';
import { startEmulator, type Emulator } from './testing/emulator.js';
import { listen, serveHttp, serveOtherVersion } from './testing/fake-servers.js';
import { writeSmallDataset } from './testing/idx-files.js';
import { smallNetwork } from './testing/small-network.js';
import { inPool, thermoloop, type Ended } from './testing/spawn-cli.js';

const small = ['train', ...smallNetwork];

let folder: string;
let emulator: Emulator;
const servers: Server[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thermoloop-bad-device-'));
  writeSmallDataset(join(folder, 'data'));
  emulator = await startEmulator(folder, ['--set', 'chip.array.cells=300', '--listen', 'tcp://127.0.0.1:0']);
});
afterAll(async () => {
  emulator.child.kill('SIGKILL');
  await emulator.ended;
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function serving(serve: Parameters<typeof listen>[0]): Promise<string> {
  const { url, server } = await listen(serve);
  servers.push(server);
  return url;
}

/** A URL that nobody listens at: somebody did, a moment ago. */
async function nobodysUrl(): Promise<string> {
  const { url, server } = await listen(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

interface Mistake {
  readonly what: string;
  readonly args: () => Promise<readonly string[]> | readonly string[];
  readonly says: RegExp;
}

const mistakes: readonly Mistake[] = [
  {
    what: 'a port that nobody listens at',
    args: async () => ['--device', await nobodysUrl()],
    says: /^error: --device tcp:\/\/127\.0\.0\.1:\d+: .*nobody listens there \(ECONNREFUSED\)\nthermoloop emulate --chip C --listen URL starts an emulated one\.$/,
  },
  {
    what: 'a socket that is not there',
    args: () => ['--device', 'unix:gone.sock'],
    says: /^error: --device unix:gone\.sock: .*there is no such socket \(ENOENT\)\n/,
  },
  {
    what: 'a device of another protocol version',
    args: async () => ['--device', await serving(serveOtherVersion)],
    says: /^error: --device tcp:.*: HELLO was refused: the host speaks link version 0, the device 7; update the older/,
  },
  {
    what: 'a server of HTTP',
    args: async () => ['--device', await serving(serveHttp)],
    says: /^error: --device tcp:.*: HELLO got no answer: \d+ bytes came .* does not speak SPU-Link\n/,
  },
  {
    what: 'a server that says nothing',
    args: async () => ['--device', await serving(() => undefined)],
    says: /^error: --device tcp:.*: what listens there does not speak SPU-Link: HELLO got no answer/,
  },
  {
    what: 'a malformed URL',
    args: () => ['--device', 'tcp:127.0.0.1'],
    says: /^error: --device: found "tcp:127\.0\.0\.1", expected unix:PATH or tcp:\/\/HOST:PORT$/,
  },
  {
    what: 'a chip together with a device',
    args: () => ['--chip', 'reference', '--device', 'unix:spu.sock'],
    says: /^error: --device: found "unix:spu\.sock" together with --chip, expected either a device .* or a chip/,
  },
  {
    what: 'a temperature that the chip cannot set',
    args: () => ['--device', emulator.ready.url, '--temperature', '0.1'],
    says: /^error: temperature 0\.1 .*no noise control/,
  },
  {
    what: 'a network larger than the remote chip',
    args: () => ['--device', emulator.ready.url, '--hidden', '5'],
    says: /^error: --device tcp:.*: cells: found 300, expected at least 343 for mnist-mlp \(343 parameters\).*\nTake .*--hidden/,
  },
];

describe('a device that cannot be used is told before the first step, with status 2', () => {
  let ended: readonly Ended[];
  let before: readonly string[];

  beforeAll(async () => {
    before = readdirSync(folder);
    ended = await inPool(mistakes, 2, async ({ args }) =>
      thermoloop(folder, [...small, '--steps', '2', '--out', 'run', '--json', '--quiet', ...(await args())]),
    );
  }, 120_000);

  test.each(mistakes.map(({ what, says }, i) => ({ what, says, i })))('$what', ({ says, i }) => {
    const { status, stderr, stdout } = ended[i]!;
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(2);
    const { error } = failureDocumentSchema.parse(JSON.parse(stdout));
    expect(`error: ${error.message}`).toBe(stderr.trimEnd());
  });

  test('nothing was written', () => {
    expect(readdirSync(folder)).toEqual(before);
  });
});

test('doctor says what is wrong with a device, with status 3', async () => {
  const { status, stdout } = await thermoloop(folder, ['doctor', '--device', 'unix:gone.sock']);
  expect(status).toBe(3);
  expect(stdout).toMatch(
    /^FAIL {2}device {8}--device unix:gone\.sock: .*there is no such socket \(ENOENT\)$/m,
  );
});
