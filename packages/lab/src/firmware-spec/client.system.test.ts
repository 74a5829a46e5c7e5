import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { formatDeviceUrl, type DeviceUrl } from '@thermoloop/protocol';
import { serveEmulator } from '@thermoloop/spu-emulator';
import { resolveChip } from '../chips/resolve-chip.js';
import { firmwareSpec } from '../testing/firmware-spec.js';
import { programPath, systemTest } from '../testing/system-program.js';

const python = programPath(['python3', 'python']);
const onPython = systemTest(python);
const script = fileURLToPath(new URL('examples/client.py', firmwareSpec));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thermoloop-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const client = (url: string): Promise<{ stdout: string }> =>
  promisify(execFile)(python ?? 'no Python was found', ['-B', script, url], { timeout: 20_000 });

/** What client.py prints of a chip that it reaches there. */
async function printed(chip: string, place: DeviceUrl): Promise<string> {
  const { spec } = resolveChip(chip, {});
  const emulator = await serveEmulator(spec, place);
  try {
    return (await client(formatDeviceUrl(emulator.url))).stdout;
  } finally {
    await emulator.stop();
  }
}

/** The lines `cell device exact`. */
const solutionsIn = (text: string): number[][] =>
  [...text.matchAll(/^ +\d+ +(-?[\d.]+) +(-?[\d.]+)$/gm)].map((line) => [Number(line[1]), Number(line[2])]);

const unix = (): DeviceUrl => ({ kind: 'unix', path: join(folder, 'spu.sock') });
const tcp = (): DeviceUrl => ({ kind: 'tcp', host: '127.0.0.1', port: 0 });

// No cell goes beyond |g|/leak = 4.25; the readout gain is the next on its grid above a full scale of that, at most 1/8
// coarser, so a code is at most 4.8 / (2^(bits − 1) − 1). Half of one, and 0.2 LSB of noise averaged over 8 reads.
const codeOf = (bits: number): number => 4.8 / (2 ** (bits - 1) - 1);
const cases: [string, () => DeviceUrl, number][] = [
  ['ideal', unix, 1e-5],
  ['ideal', tcp, 1e-5],
  ['reference', unix, 0.8 * codeOf(8)],
  ['reference', tcp, 0.8 * codeOf(8)],
  ['low-precision', unix, 0.8 * codeOf(4)],
];

for (const [chip, place, tolerance] of cases) {
  onPython(`client.py solves its system on the ${chip} chip over ${place().kind}`, async () => {
    const text = await printed(chip, place());
    expect(text).toMatch(new RegExp(`^chip +${chip}$`, 'm'));
    expect(text).toContain("A = 1 + 1 B'B");
    const solutions = solutionsIn(text);
    expect(solutions.map(([, exact]) => exact)).toEqual([2, -1, 1, -2]);
    for (const [found, exact] of solutions) expect(Math.abs(found! - exact!)).toBeLessThan(tolerance);
  });
}

onPython('client.py says in one line that nobody serves', async () => {
  const failure = (await client('unix:/nowhere/spu.sock').catch((error: unknown) => error)) as {
    code: number;
    stderr: string;
  };
  expect(failure.code).toBe(1);
  expect(failure.stderr.trim().split('\n')).toHaveLength(1);
  expect(failure.stderr).toContain('unix:/nowhere/spu.sock');
});
