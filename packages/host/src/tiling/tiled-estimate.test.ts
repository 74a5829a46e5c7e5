import type { CapabilityRecord } from '@thermoloop/protocol';
import { inSeconds, picoseconds, VirtualClock } from '@thermoloop/sim-kernel';
import { afterEach, describe, expect, test } from '@jest/globals';
import { HostMeter } from '../cost/host-meter.js';
import type { Evaluation } from '../curvature/evaluation.js';
import type { Waiting } from '../driver/device-session.js';
import type { StageSpan } from '../driver/device-step-report.js';
import type { NaturalGradientProblem } from '../driver/natural-gradient-problem.js';
import { relax, solve } from '../driver/testing/dense-algebra.js';
import { codedRecord, connectDense, DenseDevice, idealRecord } from '../driver/testing/dense-device.js';
import { denseSystem, randomProblem, relativeError } from '../driver/testing/dense-problem.js';
import type { Optimizer, OptimizerState } from '../optimizers/optimizer.js';
import { tngd } from '../optimizers/tngd.js';
import { slowMachine } from '../testing/optimizer-context.js';
import { mergedReport } from './merged-report.js';
import { columnsOf } from './tile-cutter.js';
import { tileProblem, type Tile } from './tile-problem.js';

const size = { cells: 14, rows: 8, blockSize: 4 };
const layers = [
  { name: 'a', size: 3 },
  { name: 'b', size: 11 },
];
/** Three, four and four, three. */
const chipCells = 4;
const tiles = tileProblem(layers, chipCells);
const damping = 0.1;

function evaluation(seed: number): Evaluation {
  const { gradient, gradientPeak, factor } = randomProblem(seed, size);
  return { loss: 1, parameters: new Float32Array(size.cells), gradient, gradientPeak, accuracy: 0, factor };
}

interface Opened {
  readonly optimizer: Optimizer;
  readonly device: DenseDevice;
  readonly clock: VirtualClock;
}

const opened: Opened[] = [];
afterEach(async () => {
  for (const { optimizer } of opened.splice(0)) await optimizer.close?.();
});

async function open(
  settings: object,
  record: Partial<CapabilityRecord> = {},
  waiting: Waiting = 'each',
): Promise<Opened> {
  const device = new DenseDevice({ ...idealRecord, cells: chipCells, ...record });
  const clock = new VirtualClock();
  const { client } = await connectDense(device, clock);
  const meter = new HostMeter(slowMachine, clock);
  const context = { parameterCount: size.cells, layers, threads: 1, seed: 1, meter, client, waiting };
  const optimizer = await tngd.create({ damping, tile: true, ...settings }, context);
  const result = { optimizer, device, clock };
  opened.push(result);
  return result;
}

const shareOf = ({ factor, gradient }: Pick<NaturalGradientProblem, 'factor' | 'gradient'>, tile: Tile) => ({
  system: denseSystem({ ...factor, columns: tile.size, matrix: columnsOf(factor, tile) }, damping),
  gradient: Array.from(gradient.slice(tile.offset, tile.offset + tile.size)),
});

/** The states of the blocks after their runs, one after another. */
function blocksAfter(seed: number, runTime: number, start: ArrayLike<number>): number[] {
  const problem = randomProblem(seed, size);
  return tiles.flatMap((tile) => {
    const { system, gradient } = shareOf(problem, tile);
    const from = Array.from(start).slice(tile.offset, tile.offset + tile.size);
    return relax(system, gradient, from, runTime);
  });
}

const zeros = new Float32Array(size.cells);

describe('a model in tiles', () => {
  test('gets the solution of its blocks: F_kk x_k = g_k', async () => {
    expect(tiles.map((tile) => tile.size)).toEqual([3, 3, 4, 4]);
    const { optimizer } = await open({ runTime: 400, start: 'zero' });
    for (const seed of [1, 2, 3]) {
      const problem = randomProblem(seed, size);
      const wanted = tiles.flatMap((tile) => {
        const { system, gradient } = shareOf(problem, tile);
        return solve(system, gradient);
      });
      const { direction } = await optimizer.direction(evaluation(seed), seed);
      expect(relativeError(direction, wanted)).toBeLessThan(1e-6);
    }
  });

  test('starts each tile from its own last state, though the cells have held others since', async () => {
    const { optimizer, device } = await open({ start: 'previous', runTime: 1.5 });
    let state: ArrayLike<number> = zeros;
    for (const seed of [1, 2, 3, 4]) {
      state = blocksAfter(seed, 1.5, state);
      const { direction, device: report } = await optimizer.direction(evaluation(seed), seed);
      expect(relativeError(direction, state)).toBeLessThan(3e-6);
      expect(report).toMatchObject({
        start: 'previous',
        startSent: seed === 1 ? 'zero' : 'written',
        rescales: 0,
      });
    }
    expect(device.log.registers.slice(1).map(({ simulationRunIndex }) => simulationRunIndex)).toEqual(
      Array.from({ length: 16 }, (_, run) => BigInt(run)),
    );
  });

  test('starts each tile from its own gradient', async () => {
    const { optimizer } = await open({ start: 'gradient', runTime: 0.7 });
    const { direction } = await optimizer.direction(evaluation(5), 1);
    expect(relativeError(direction, blocksAfter(5, 0.7, evaluation(5).gradient))).toBeLessThan(3e-6);
  });

  test('on a coded chip the ranges of each tile follow its own readings', async () => {
    const { optimizer } = await open({ start: 'previous', runTime: 2 }, { ...codedRecord, cells: chipCells });
    let state: ArrayLike<number> = zeros;
    for (const seed of [1, 2, 3]) {
      state = blocksAfter(seed, 2, state);
      const { direction, device } = await optimizer.direction(evaluation(seed), seed);
      // 8-bit couplings and readings
      expect(relativeError(direction, state)).toBeLessThan(0.03);
      expect(device!.clipped.readout).toBe(0);
    }
  });

  test('with cells enough is one problem, bit for bit what it is without tiles', async () => {
    for (const record of [idealRecord, codedRecord]) {
      const [tiled, whole] = [await open({}, record), await open({ tile: false }, record)];
      for (const seed of [1, 2, 3]) {
        const a = await tiled.optimizer.direction(evaluation(seed), seed);
        const b = await whole.optimizer.direction(evaluation(seed), seed);
        expect(a.direction).toEqual(b.direction);
        const { wallMsByStage: _, ...reportA } = a.device!;
        const { wallMsByStage: __, ...reportB } = b.device!;
        expect(reportA).toEqual(reportB);
        expect(reportA.tiling).toBeUndefined();
      }
      expect(tiled.optimizer.snapshot!()).toEqual(whole.optimizer.snapshot!());
      expect(tiled.clock.nowPs).toBe(whole.clock.nowPs);
    }
  });
});

describe('the report of a step in tiles', () => {
  test('is the sum over tiles, with the stages in order and the curvature that was dropped', async () => {
    const { optimizer } = await open({ start: 'zero' });
    const { device } = await optimizer.direction(evaluation(1), 1);
    const { stages, energyJByStage, conversions, linkBits, deviceTimeS, tiling } = device!;
    expect(stages.filter(({ stage }) => stage === 'relax')).toHaveLength(4);
    expect(energyJByStage.relax).toBeCloseTo(4 * 2e-9, 18);
    expect(conversions).toEqual({ dac: 4 * 7, adc: 14 });
    expect(linkBits.down).toBe(4 * 4000);
    expect(deviceTimeS).toBeCloseTo(4 * 2e-6, 12);
    expect(tiling).toMatchObject({ tiles: 4, cells: { least: 3, most: 4 } });
    const f = denseSystem(evaluation(1).factor!, 0);
    const tileOf = (i: number): number => tiles.findLastIndex(({ offset }) => i >= offset);
    const squares = f.flatMap((row, i) =>
      row.map((entry, j) => ({ isKept: tileOf(i) === tileOf(j), of: entry ** 2 })),
    );
    const whole = squares.reduce((sum, { of }) => sum + of, 0);
    const kept = squares.reduce((sum, { of, isKept }) => sum + (isKept ? of : 0), 0);
    expect(Math.abs(tiling!.droppedCurvature! - (1 - kept / whole))).toBeLessThan(2e-6);
  });

  test('works the dropped curvature out in the first step and then every fiftieth', async () => {
    const { optimizer } = await open({ start: 'zero' });
    const steps = [1, 2, 50, 51, 52, 101];
    const due: boolean[] = [];
    for (const step of steps) {
      const { device } = await optimizer.direction(evaluation(step), step);
      due.push(device!.tiling!.droppedCurvature !== undefined);
    }
    expect(due).toEqual([true, false, false, true, false, true]);
  });

  test('tells the time from the evaluation to the solution, and what one run would have taken', async () => {
    const tiled = await open({ start: 'zero', runTime: 50 });
    const { device } = await tiled.optimizer.direction(evaluation(1), 1);
    expect(tiled.clock.nowPs).toBe(picoseconds(device!.tiling!.time!.tiledS));
    const whole = await open({ start: 'zero', runTime: 50 }, { cells: 64 });
    await whole.optimizer.direction(evaluation(1), 1);
    const { tiledS, oneRunS } = device!.tiling!.time!;
    // four relaxations of 50 µs instead of one
    expect(tiledS).toBeGreaterThan(200e-6);
    // what every tile was sent anew is in it four times
    const ratio = oneRunS / inSeconds(whole.clock.nowPs);
    expect(ratio).toBeGreaterThan(0.99);
    expect(ratio).toBeLessThan(1.1);
  });

  test('has no such time of a device that tells none', async () => {
    const { optimizer } = await open({ start: 'zero' }, { cells: 64 });
    const { device } = await optimizer.direction(evaluation(1), 1);
    const silent = tiles.map(() => ({ ...device!, stages: [] }));
    const host = { elapsedS: 1, codingS: 1 };
    expect(mergedReport(tiles, silent, 0.5, host).tiling).toEqual({
      tiles: 4,
      cells: { least: 3, most: 4 },
      droppedCurvature: 0.5,
    });
  });

  test('with two banks one tile is written while another relaxes', async () => {
    const stagesOf = async (banks: number): Promise<readonly StageSpan[]> => {
      const { optimizer } = await open({ start: 'zero', runTime: 400 }, { banks });
      await optimizer.direction(evaluation(1), 1);
      return (await optimizer.direction(evaluation(2), 2)).device!.stages;
    };
    const idle = (stages: readonly StageSpan[]): number => {
      const runs = stages.filter(({ stage }) => stage === 'relax');
      return runs.slice(1).reduce((sum, { startS }, k) => sum + startS - runs[k]!.endS, 0);
    };
    const [one, two] = [idle(await stagesOf(1)), idle(await stagesOf(2))];
    expect(two).toBeLessThan(one / 2);
  });
});

describe('a run in tiles that goes on from a snapshot', () => {
  test.each([
    { start: 'gradient', record: idealRecord },
    { start: 'zero', record: codedRecord },
    { start: 'previous', record: codedRecord },
    { start: 'previous', record: idealRecord },
  ])('from start $start on chip $record.chip is the unbroken run, bit for bit', async ({ start, record }) => {
    const chip = { ...record, cells: chipCells };
    const whole = await open({ start }, chip);
    const wanted = [];
    let state: OptimizerState = {};
    for (let step = 1; step <= 6; step++) {
      const { direction, device } = await whole.optimizer.direction(evaluation(step), step);
      wanted.push(direction.slice());
      if (step === 3) state = structuredClone(whole.optimizer.snapshot!());
      expect(device!.tiling!.tiles).toBe(4);
    }
    const part = await open({ start }, chip);
    part.optimizer.restore!(state);
    for (let step = 4; step <= 6; step++) {
      const { direction } = await part.optimizer.direction(evaluation(step), step);
      expect(direction).toEqual(wanted[step - 1]);
    }
    expect(part.optimizer.snapshot!()).toEqual(whole.optimizer.snapshot!());
    const runs = part.device.log.registers.flatMap(({ simulationRunIndex: run }) => run ?? []);
    expect(runs).toEqual(Array.from({ length: 12 }, (_, k) => BigInt(12 + k)));
  });

  test('of before the first step begins anew', async () => {
    const [a, b] = [await open({}), await open({})];
    b.optimizer.restore!(a.optimizer.snapshot!());
    const first = await a.optimizer.direction(evaluation(1), 1);
    expect((await b.optimizer.direction(evaluation(1), 1)).direction).toEqual(first.direction);
  });

  test('is refused on a device that makes other tiles, either way', async () => {
    const { optimizer } = await open({});
    await optimizer.direction(evaluation(1), 1);
    const state = optimizer.snapshot!();
    const larger = await open({}, { cells: 7 });
    expect(() => larger.optimizer.restore!(state)).toThrow(
      'the checkpoint is of 4 tiles of at most 4 cells; on this device the model is in 3 tiles of at most 6 cells\n' +
        'Go on with a device that has as many cells as the one before.',
    );
    const large = await open({}, { cells: 64 });
    expect(() => large.optimizer.restore!(state)).toThrow(/on this device the model is in one piece/);
    await large.optimizer.direction(evaluation(1), 1);
    const whole = large.optimizer.snapshot!();
    expect(() => optimizer.restore!(whole)).toThrow(/the checkpoint is of one piece/);
  });
});

describe('steps in tiles that are submitted before the one before has been collected', () => {
  test.each(['zero', 'previous'] as const)('give the same states from start %s', async (start) => {
    const [pipelined, inTurn] = [await open({ start }, {}, 'needed'), await open({ start })];
    const pending = [];
    for (let step = 1; step <= 4; step++) {
      pending.push(await pipelined.optimizer.submit!(evaluation(step), step));
      if (step === 1) continue;
      const { direction } = await pending[step - 2]!.collect();
      const wanted = await inTurn.optimizer.direction(evaluation(step - 1), step - 1);
      expect(direction).toEqual(wanted.direction);
      // of the step that was collected, whatever has been read of the next one
      expect(pipelined.optimizer.snapshot!()).toEqual(inTurn.optimizer.snapshot!());
    }
    await pending[3]!.collect();
  });
});

describe('what a model in tiles cannot have', () => {
  test('is a carry time', async () => {
    await expect(open({ carryTime: 0.5 })).rejects.toThrow(
      'a carry time of 0.5 has no meaning for a model in 4 tiles: before a tile latches, the cells hold another one\n' +
        'Leave --carry-time out, or take a chip with a cell for each parameter.',
    );
    await expect(open({ carryTime: 0.5 }, { cells: 64 })).resolves.toBeDefined();
  });

  test('is the previous state on a chip to which it cannot be written back', async () => {
    const startStates = idealRecord.startStates & 0b0111;
    await expect(open({ start: 'previous' }, { startStates })).rejects.toThrow(
      /each of 4 tiles has to find its last state again, and this chip has only gradient, previous, zero/,
    );
    await expect(open({ start: 'zero' }, { startStates })).resolves.toBeDefined();
  });

  test('without tiles is more parameters than cells', async () => {
    const { optimizer } = await open({ tile: false });
    await expect(optimizer.direction(evaluation(1), 1)).rejects.toThrow(/cells of 14; the chip has 4/);
  });
});
