import { afterEach, describe, expect, test } from '@jest/globals';
import { couplingErrorsOf } from '@thermoloop/bus';
import { StartState, type CellReading, type Outcome } from '@thermoloop/protocol';
import type { ChipSpec } from '../chip/chip-schema.js';
import { openChip, type ChipSession } from '../testing/chip-session.js';
import { apply, propagate, relativeError, systemMatrix } from '../testing/dense.js';
import { chipNamed } from '../testing/direct-host.js';
import { must, program } from '../testing/remote-host.js';

const tauTicks = 10n ** 9n; // 1 µs by ticks of 1 fs
const railV = 2;
const size = 3;

/** diag(p) − ppᵀ in whole codes, each entry rounded for itself. */
function roundedSoftmax(p: readonly number[], scale: number): Int8Array {
  return Int8Array.from(
    p.flatMap((a, i) => p.map((b, j) => Math.round(((i === j ? a : 0) - a * b) / scale))),
  );
}

// the third row sums to −1: on the vector of ones the rounded matrix is negative
const blocks = roundedSoftmax([0.45, 0.35, 0.2], 0.12375);
const system = {
  rows: size,
  cells: size,
  couplings: Int8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  blocks: { size, codes: blocks },
  drive: Float32Array.of(0.01, -0.02, 0.03),
};

/** The lowest eigenvalue of a symmetric 3 × 3 matrix in closed form: Smith, Comm. ACM 4 (1961) 168. */
function lowestOf(a: ArrayLike<number>): number {
  const mean = (a[0]! + a[4]! + a[8]!) / 3;
  const off = a[1]! ** 2 + a[2]! ** 2 + a[5]! ** 2;
  const p = Math.sqrt(((a[0]! - mean) ** 2 + (a[4]! - mean) ** 2 + (a[8]! - mean) ** 2 + 2 * off) / 6);
  const [x, y, z] = [(a[0]! - mean) / p, (a[4]! - mean) / p, (a[8]! - mean) / p];
  const [u, v, w] = [a[1]! / p, a[2]! / p, a[5]! / p];
  const half = (x * y * z + 2 * u * v * w - x * w * w - y * v * v - z * u * u) / 2;
  return mean + 2 * p * Math.cos(Math.acos(half) / 3 + (2 * Math.PI) / 3);
}

const lowest = lowestOf(blocks);

function chip(physics: ChipSpec['physics'], rails: ChipSpec['cell']['rails']): ChipSpec {
  const ideal = chipNamed('ideal');
  const coupling = {
    kind: 'quantized' as const,
    resolutionBits: 3,
    writeTimeS: 0,
    energyPerWriteJ: 0,
    ...couplingErrorsOf({ kind: 'ideal' }),
  };
  return { ...ideal, coupling, physics, cell: { ...ideal.cell, rails } };
}

const exact = chip({ level: 'exact' }, { kind: 'none' });
const stepped = { level: 'sde', integrator: 'stochastic-heun', stepTau: 0.05 } as const;

const open: ChipSession[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
});

async function run(spec: ChipSpec, leak: number, timeTau: number): Promise<Outcome<CellReading>> {
  const session = await openChip(spec);
  open.push(session);
  const { client } = session;
  must(await client.writeRegisters({ couplingGain: 1, driveGain: 1, leak, readoutGain: 1, noise: 0 }));
  await program(client, system);
  return client.run({ start: StartState.ZERO, runTicks: BigInt(timeTau) * tauTicks });
}

test('rounding makes the blocks indefinite', () => {
  const ones = blocks.reduce((sum, value) => sum + value, 0);
  expect(ones).toBeLessThan(0);
  expect(lowest).toBeLessThan(0);
});

describe('a rounded S that is indefinite', () => {
  test('but stable runs in exact, to the mean of a matrix exponential', async () => {
    const leak = 0.1 - lowest;
    const { codes } = must(await run(exact, leak, 3));
    const matrix = systemMatrix({ ...system, blocks: { size, values: blocks }, couplingGain: 1, leak });
    const { response } = propagate(matrix, size, 3);
    expect(relativeError(codes, apply(response, system.drive))).toBeLessThan(1e-6);
  });

  test('with a mode that would grow is refused with UNSTABLE and its rate', async () => {
    const rate = 0.1;
    for (const spec of [exact, chip(stepped, { kind: 'none' })]) {
      const refused = await run(spec, -lowest - rate, 3);
      if (refused.ok) throw new Error('expected a refusal');
      expect(refused.error.name).toBe('UNSTABLE');
      expect(refused.error.got).toBeCloseTo(rate, 6);
    }
  });

  test('with a mode that would grow runs to the rails in sde', async () => {
    const reading = must(await run(chip(stepped, { kind: 'clamp', limitV: railV }), -lowest - 0.1, 100));
    expect(Math.max(...Array.from(reading.codes, Math.abs))).toBe(railV);
    expect(reading.report.railedCells).toBeGreaterThan(0);
  });
});
