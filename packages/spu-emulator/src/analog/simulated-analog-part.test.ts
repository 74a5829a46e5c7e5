import { afterEach, describe, expect, test } from '@jest/globals';
import {
  bytesOfCodes,
  codeKindOf,
  codesFromBytes,
  CodeKind,
  ErrorCode,
  StartState,
} from '@thermoloop/protocol';
import type { ChipSpec } from '../chip/chip-schema.js';
import { createPhysics } from '../physics/create-physics.js';
import type { LinearSystem } from '../physics/exact/closed-forms.js';
import type { Physics } from '../physics/physics.js';
import { apply, propagate, relativeError, systemMatrix } from '../testing/dense.js';
import { chipNamed } from '../testing/direct-host.js';
import { randomSystem } from '../testing/random-system.js';
import {
  isRefusal,
  type AnalogReading,
  type AnalogRun,
  type CodedArray,
  type CodedProblem,
} from './analog-part.js';
import { SimulatedAnalogPart } from './simulated-analog-part.js';

const ideal = chipNamed('ideal');
const stepped = chipNamed('ideal-sde');

const old = randomSystem({ rows: 4, cells: 5, blockSize: 2, sharpest: 3, leak: 0.3, name: 'old problem' });
const next = randomSystem({ rows: 4, cells: 5, blockSize: 2, sharpest: 2, leak: 0.5, name: 'new problem' });

function coded(values: ArrayLike<number>): CodedArray {
  const codes = Float32Array.from(values);
  return { kind: codeKindOf(codes), bytes: bytesOfCodes(codes) as Uint8Array<ArrayBuffer> };
}

function problemOf({
  rows,
  cells,
  couplings,
  blocks,
  drive,
  couplingGain,
  leak,
}: LinearSystem): CodedProblem {
  return {
    rows,
    cells,
    couplings: coded(couplings),
    drive: coded(drive),
    ...(blocks && { blocks: coded(blocks.values) }),
    gains: { couplingGain, leak, driveGain: 1, startGain: 1, identityBlocks: blocks === undefined ? 1 : 0 },
  };
}

const draws = (runIndex: bigint, readIndex = 0) => ({ seed: 3n, runIndex, readIndex });
const times = { firstAtS: 0, perRepeatS: 0, perReadS: 0 };

const plain: Omit<AnalogRun, 'problem'> = {
  programmedAtS: 0,
  carryTau: 0,
  start: StartState.GRADIENT,
  retention: 1,
  runTimeTau: 0,
  repeats: 1,
  reads: { kind: 'held', reads: 1 },
  noiseVarianceV2: 0,
  threads: 1,
  readout: { voltsPerCode: 1, draws: draws(0n), times },
};

const open: Physics[] = [];
afterEach(async () => {
  for (const physics of open.splice(0)) await physics.release();
});

/** The analog side of a chip, with the answers taken apart. */
function analogOf(spec: ChipSpec, isAbandoned: () => boolean = () => false) {
  const physics = createPhysics(spec);
  open.push(physics);
  const faults: unknown[] = [];
  const part = new SimulatedAnalogPart(spec, physics, { isAbandoned, failed: (fault) => faults.push(fault) });
  const readingOf = ({ outcome }: Awaited<ReturnType<typeof part.run>>): AnalogReading => {
    if (isRefusal(outcome)) throw new Error(`refused: ${JSON.stringify(outcome)}`);
    return outcome;
  };
  return {
    part,
    faults,
    run: async (order: Partial<AnalogRun>) => readingOf(await part.run({ ...plain, ...order })),
    read: async (order: {
      reads?: number;
      driftTau?: number;
      retention?: number;
      noiseVarianceV2?: number;
    }) =>
      readingOf(
        await part.read({
          reads: 1,
          driftTau: 0,
          retention: 1,
          noiseVarianceV2: 0,
          readout: { voltsPerCode: 1, draws: draws(0n, 1), times },
          ...order,
        }),
      ),
  };
}

const voltsOf = ({ codes }: AnalogReading): Float32Array =>
  codesFromBytes(CodeKind.FLOAT32, codes) as Float32Array;

/** e^{−As}x₀ + F(A)g by a matrix exponential. */
function meanAfter(system: LinearSystem, start: ArrayLike<number>, timeTau: number): Float64Array {
  if (timeTau === 0) return Float64Array.from(start);
  const { decay, response } = propagate(systemMatrix(system), system.cells, timeTau);
  const driven = apply(response, system.drive);
  return apply(decay, start).map((value, i) => value + driven[i]!);
}

describe('the carry time', () => {
  test.each([
    ['exact', ideal, 1e-6],
    ['sde', stepped, 1e-3],
  ])('%s: cells go on under the old problem and then relax under the new one', async (_, spec, tolerance) => {
    const { run } = analogOf(spec);
    const carryTau = 0.7;
    const runTimeTau = 0.4;
    await run({ problem: problemOf(old), runTimeTau: 0.2 });
    const reading = await run({ problem: problemOf(next), carryTau, runTimeTau, start: StartState.PREVIOUS });
    const atLatch = meanAfter(old, old.drive, 0.2 + carryTau);
    expect(relativeError(voltsOf(reading), meanAfter(next, atLatch, runTimeTau))).toBeLessThan(tolerance);
  });

  test('starts with what the held cells retain', async () => {
    const { run } = analogOf(ideal);
    await run({ problem: problemOf(old) });
    const reading = await run({
      problem: problemOf(next),
      carryTau: 0.5,
      retention: 0.25,
      start: StartState.PREVIOUS,
    });
    const left = old.drive.map((value) => value / 4);
    expect(relativeError(voltsOf(reading), meanAfter(old, left, 0.5))).toBeLessThan(1e-6);
    expect(reading.lossV2).toBeCloseTo(0.75 ** 2 * (old.drive.reduce((sum, v) => sum + v * v, 0) / 5), 5);
  });

  test('has noise of its own: another length of it leaves the draws of the run as they were', async () => {
    const noiseOf = async (carryTau: number): Promise<Float64Array> => {
      const states: Float32Array[] = [];
      for (const noiseVarianceV2 of [0.1, 0]) {
        const { run } = analogOf(ideal);
        await run({ problem: problemOf(old) });
        const order = { problem: problemOf(next), start: StartState.ZERO, runTimeTau: 1 };
        states.push(voltsOf(await run({ ...order, carryTau, noiseVarianceV2 })));
      }
      return Float64Array.from(states[0]!, (value, i) => value - states[1]![i]!);
    };
    expect(await noiseOf(3)).toEqual(await noiseOf(0));
  });

  test('passes before the latch of the next run, also where the cells do not matter to it', async () => {
    const { run } = analogOf(ideal);
    await run({ problem: problemOf(old) });
    const reading = await run({ problem: problemOf(next), carryTau: 5, runTimeTau: 0 });
    expect(Array.from(voltsOf(reading))).toEqual(Array.from(next.drive));
  });

  test('under a problem that was refused the cells keep what they held', async () => {
    const { run, part } = analogOf(ideal);
    await run({ problem: problemOf(old) });
    const growing: LinearSystem = {
      ...old,
      rows: 1,
      couplings: Float64Array.of(1, 0, 0, 0, 0),
      blocks: { size: 1, values: Float64Array.of(-9) },
    };
    const { outcome } = await part.run({ ...plain, problem: problemOf(growing), runTimeTau: 1 });
    expect(outcome).toMatchObject({ code: ErrorCode.UNSTABLE });
    const reading = await run({ problem: problemOf(next), carryTau: 5, start: StartState.PREVIOUS });
    expect(Array.from(voltsOf(reading))).toEqual(Array.from(old.drive));
  });
});

describe('codes of a run', () => {
  test('are ordered by repeat, then by read, then by cell', async () => {
    const { run } = analogOf(ideal);
    const reads = { kind: 'live', reads: 3, spacingTau: 0.25 } as const;
    const reading = await run({ problem: problemOf(old), runTimeTau: 0.5, repeats: 2, reads });
    const wanted = [0, 1].flatMap(() =>
      [0.5, 0.75, 1].flatMap((timeTau) => Array.from(meanAfter(old, old.drive, timeTau))),
    );
    expect(relativeError(voltsOf(reading), wanted)).toBeLessThan(1e-6);
  });

  test('of held reads are one state, which the cells still hold afterwards', async () => {
    const { run, read } = analogOf(ideal);
    const reads = { kind: 'held', reads: 3 } as const;
    const order = { problem: problemOf(old), runTimeTau: 0.5, noiseVarianceV2: 0.1, repeats: 2, reads };
    const volts = voltsOf(await run(order));
    const vectors = Array.from({ length: 6 }, (_, k) => volts.subarray(5 * k, 5 * k + 5));
    for (const k of [1, 2]) expect(vectors[k]).toEqual(vectors[0]);
    for (const k of [4, 5]) expect(vectors[k]).toEqual(vectors[3]);
    expect(vectors[3]).not.toEqual(vectors[0]);
    expect(voltsOf(await read({}))).toEqual(vectors[5]);
  });

  test('each conversion of a noisy converter is drawn anew, the first as in a run of one', async () => {
    const { run } = analogOf(chipNamed('reference'));
    const problem = (): CodedProblem => ({
      rows: 1,
      cells: 400,
      couplings: { kind: CodeKind.INT8, bytes: new Uint8Array(400) },
      drive: { kind: CodeKind.INT16, bytes: new Uint8Array(800) },
      gains: { couplingGain: 2 ** -10, leak: 1, driveGain: 2 ** -12, startGain: 2 ** -12, identityBlocks: 1 },
    });
    const readout = { voltsPerCode: 2 ** -18, draws: draws(0n), times };
    const reads = { kind: 'held', reads: 2 } as const;
    const codesOf = async (order: Partial<AnalogRun>) =>
      Array.from(
        (await run({ problem: problem(), runTimeTau: 1, readout, noiseVarianceV2: 1e-12, ...order })).codes,
      );
    const many = await codesOf({ repeats: 3, reads });
    const vectors = Array.from({ length: 6 }, (_, k) => many.slice(400 * k, 400 * k + 400).join());
    expect(new Set(vectors).size).toBe(6);
    expect((await codesOf({})).join()).toBe(vectors[0]);
  });
});

describe('cells that do not hold', () => {
  test('are read as they have moved on, and go on from there', async () => {
    const { run, read } = analogOf(ideal);
    await run({ problem: problemOf(old), runTimeTau: 0.1 });
    for (const passedTau of [0.4, 0.7]) {
      const reading = await read({ driftTau: 0.3 });
      expect(relativeError(voltsOf(reading), meanAfter(old, old.drive, passedTau))).toBeLessThan(1e-6);
    }
  });
});

describe('rails', () => {
  const railed: ChipSpec = {
    ...stepped,
    cell: { ...stepped.cell, rails: { kind: 'clamp', limitV: 0.1 } },
  };

  test('conversions of a cell that stands at one are counted', async () => {
    const { run, read } = analogOf(railed);
    const beyond = Array.from(old.drive, Math.abs).filter((volts) => volts >= 0.1).length;
    expect(beyond).toBeGreaterThan(0);
    const reads = { kind: 'held', reads: 3 } as const;
    const reading = await run({ problem: problemOf(old), repeats: 4, reads });
    expect(reading.railedCells).toBe(12 * beyond);
    expect((await read({ reads: 2 })).railedCells).toBe(2 * beyond);
    expect((await read({ reads: 2, retention: 0.5 })).railedCells).toBe(0);
  });

  test('cells without any stand at none', async () => {
    const { run } = analogOf(ideal);
    expect((await run({ problem: problemOf(old) })).railedCells).toBe(0);
  });
});

describe('an order that is abandoned', () => {
  test('is answered with ABORTED within its first 100 000 steps and leaves the cells discharged', async () => {
    let looks = 0;
    const { part, faults, run } = analogOf(stepped, () => ++looks > 4);
    const { outcome } = await part.run({ ...plain, problem: problemOf(old), runTimeTau: 1e9 });
    expect(outcome).toMatchObject({ code: ErrorCode.ABORTED });
    looks = -Infinity;
    const reading = await run({ problem: problemOf(next), start: StartState.PREVIOUS });
    expect(Array.from(voltsOf(reading))).toEqual([0, 0, 0, 0, 0]);
    expect(faults).toEqual([]);
  });

  test('so is one that a clear ends, and nothing of it is left', async () => {
    const { part, run } = analogOf(ideal);
    const running = part.run({ ...plain, problem: problemOf(old), runTimeTau: 1 });
    part.clear();
    expect((await running).outcome).toMatchObject({ code: ErrorCode.ABORTED });
    const reading = await run({ problem: problemOf(next), start: StartState.PREVIOUS });
    expect(Array.from(voltsOf(reading))).toEqual([0, 0, 0, 0, 0]);
  });
});

test('a step too large for the problem is refused with its rate times the step', async () => {
  const { part } = analogOf(stepped);
  const fast = { ...problemOf(old), gains: { ...problemOf(old).gains, leak: 150 } };
  const { outcome } = await part.run({ ...plain, problem: fast, runTimeTau: 1 });
  expect(outcome).toMatchObject({ code: ErrorCode.STEP_TOO_LARGE, limit: 2 });
  expect((outcome as { got: number }).got).toBeGreaterThan(3);
});
