import { describe, expect, test } from '@jest/globals';
import { Latch, Observation, RunFeature } from '@thermoloop/protocol';
import { codedRecord, idealRecord } from './testing/dense-device.js';
import { randomProblem, relativeError } from './testing/dense-problem.js';
import { exact, zeros } from './testing/expected-state.js';
import { openDense } from './testing/open-dense.js';

const size = { cells: 12, rows: 8, blockSize: 4 };

describe('several trajectories', () => {
  test('come back one after the other, and the solution is their mean', async () => {
    const { driver } = await openDense(
      idealRecord,
      {},
      { readErrorV: (reading, cell) => reading + cell / 8 },
    );
    const problem = { ...randomProblem(1, size), reads: 2, repeats: 3 };
    const { solution, trajectories, report } = await driver.solve(problem);
    const expected = exact(problem, zeros(12));
    // readings 0 and 1 belong to the first trajectory, 2 and 3 to the second
    for (const [k, error] of [0.5, 2.5, 4.5].entries()) {
      const trajectory = trajectories!.subarray(12 * k, 12 * (k + 1));
      trajectory.forEach((x, i) => expect(x).toBeCloseTo(expected[i]! + error + i / 8, 5));
    }
    solution.forEach((x, i) => expect(x).toBeCloseTo(expected[i]! + 2.5 + i / 8, 5));
    expect(report).toMatchObject({ repeats: 3, conversions: { adc: 72 }, rereads: 0 });
  });

  test('take as many runs as the readout buffer asks for, each with an index of its own', async () => {
    // room for two trajectories of two readings of 12 values
    const { driver, device } = await openDense(
      { ...idealRecord, readoutBufferBytes: 200 },
      {},
      { readErrorV: (reading) => reading },
    );
    const problem = { ...randomProblem(1, size), reads: 2, repeats: 5, carryTimeTau: 1 };
    const { trajectories, report } = await driver.solve(problem);
    expect(device.log.runs.map(({ latch, repeats, carryTicks }) => [latch, repeats, carryTicks])).toEqual([
      [Latch.ARMED, 2, 0n],
      [Latch.LATCHED, 2, 0n],
      [Latch.LATCHED, 1, 0n],
    ]);
    expect(device.log.registers.slice(1).map((values) => values.simulationRunIndex)).toEqual([0n, 1n, 2n]);
    const expected = exact(problem, zeros(12));
    for (let k = 0; k < 5; k++) expect(trajectories![12 * k]).toBeCloseTo(expected[0]! + 2 * k + 0.5, 5);
    expect(report.stages.filter(({ stage }) => stage === 'relax')).toHaveLength(3);
    await driver.solve({ ...randomProblem(2, size) });
    expect(device.log.registers.at(-1)!.simulationRunIndex).toBe(3n);
    expect(driver.snapshot().runIndex).toBe(4);
  });

  test('are runs of one on a chip without repeats', async () => {
    const { driver, device } = await openDense({ ...idealRecord, runFeatures: RunFeature.CARRY });
    const { trajectories } = await driver.solve({ ...randomProblem(1, size), repeats: 3 });
    expect(device.log.runs.map(({ repeats }) => repeats)).toEqual([1, 1, 1]);
    expect(trajectories).toHaveLength(36);
  });

  test('are run again with the same draws where the readout does not fit', async () => {
    const { driver, device } = await openDense(codedRecord);
    const calm = randomProblem(3, size);
    await driver.solve(calm);
    device.log.registers.length = 0;
    const gradient = calm.gradient.map((g) => 9 * g);
    const problem = { ...calm, gradient, gradientPeak: Math.fround(9 * calm.gradientPeak), repeats: 4 };
    const { trajectories, report } = await driver.solve(problem);
    expect(report.rereads).toBeGreaterThan(0);
    expect(report.clipped.readout).toBe(0);
    expect(device.log.commands.filter((command) => command.startsWith('read '))).toHaveLength(0);
    expect(new Set(device.log.registers.map((values) => values.simulationRunIndex))).toEqual(new Set([1n]));
    for (let k = 0; k < 4; k++) {
      expect(
        relativeError(trajectories!.subarray(12 * k, 12 * (k + 1)), exact(problem, zeros(12))),
      ).toBeLessThan(0.05);
    }
  });

  test('leave the last one in the cells', async () => {
    const { driver } = await openDense(
      idealRecord,
      {},
      { readErrorV: (reading) => (reading < 3 ? reading : 0) },
    );
    const { trajectories } = await driver.solve({ ...randomProblem(1, size), repeats: 3 });
    expect(driver.snapshot().last!.state).toEqual(trajectories!.slice(24));
  });

  test('need a start state that can be set anew, room for one, and a whole number of them', async () => {
    const { driver, device } = await openDense({ ...idealRecord, readoutBufferBytes: 100 });
    device.log.commands.length = 0;
    const problem = randomProblem(1, size);
    await expect(driver.solve({ ...problem, start: 'previous', repeats: 2 })).rejects.toThrow(
      /'previous' cannot be used: each of 2 trajectories/,
    );
    await expect(driver.solve({ ...problem, reads: 3, repeats: 2 })).rejects.toMatchObject({
      name: 'ProblemTooLargeError',
      quantity: 'reads',
      limit: 2,
    });
    await expect(driver.solve({ ...problem, repeats: 1.5 })).rejects.toThrow(RangeError);
    expect(device.log.commands).toEqual([]);
  });
});

describe('live readings', () => {
  test('are of cells that go on relaxing, and the solution is their mean', async () => {
    const { driver, device } = await openDense(idealRecord);
    const problem = { ...randomProblem(1, size), reads: 3, readSpacingTau: 0.5 };
    const { solution, report } = await driver.solve(problem);
    const each = [2, 2.5, 3].map((time) => exact(problem, zeros(12), time));
    const mean = each[0]!.map((_, i) => (each[0]![i]! + each[1]![i]! + each[2]![i]!) / 3);
    expect(relativeError(solution, mean)).toBeLessThan(1e-6);
    expect(report.readSpacingTau!.requested).toBe(0.5);
    expect(report.readSpacingTau!.realised).toBeCloseTo(0.5, 12);
    expect(device.log.runs[0]).toMatchObject({ observation: Observation.LIVE, reads: 3, spacingTicks: 500n });
    // the next problem starts where the last reading was taken
    expect(relativeError(driver.snapshot().last!.state, each[2]!)).toBeLessThan(1e-6);
    const next = { ...randomProblem(2, size), start: 'previous' as const };
    expect(relativeError((await driver.solve(next)).solution, exact(next, each[2]!))).toBeLessThan(1e-6);
  });

  test('of which there is one are held', async () => {
    const { driver, device } = await openDense({ ...idealRecord, runFeatures: 0 });
    await driver.solve({ ...randomProblem(1, size), readSpacingTau: 0.5 });
    expect(device.log.runs[0]).toMatchObject({ observation: Observation.HELD, spacingTicks: 0n });
  });

  test('that the chip does not have, or without a spacing, are refused before anything is sent', async () => {
    const { driver, device } = await openDense({ ...idealRecord, runFeatures: 0 });
    device.log.commands.length = 0;
    const problem = { ...randomProblem(1, size), reads: 3, readSpacingTau: 0.5 };
    await expect(driver.solve(problem)).rejects.toMatchObject({ name: 'NotSupportedError' });
    const able = await openDense(idealRecord);
    await expect(able.driver.solve({ ...problem, readSpacingTau: 0 })).rejects.toThrow(RangeError);
    expect(device.log.commands).toEqual([]);
  });
});
