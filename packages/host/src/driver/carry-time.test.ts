import { describe, expect, test } from '@jest/globals';
import { RunFeature, type CapabilityRecord } from '@thermoloop/protocol';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import { codedRecord, idealRecord } from './testing/dense-device.js';
import { randomProblem, relativeError } from './testing/dense-problem.js';
import { exact, fromCodes, zeros } from './testing/expected-state.js';
import { openDense } from './testing/open-dense.js';

const size = { cells: 12, rows: 8, blockSize: 4 };
const problemOf = (seed: number, change: Partial<NaturalGradientProblem> = {}): NaturalGradientProblem => ({
  ...randomProblem(seed, size),
  start: 'previous',
  ...change,
});

describe('a carry time', () => {
  test('lets the cells go on under the problem before, and is no part of the run time', async () => {
    for (const carryTimeTau of [0.2, 2, 20]) {
      const { driver } = await openDense(idealRecord);
      const [first, second, third] = [1, 2, 3].map((seed) => problemOf(seed, { carryTimeTau }));
      let state: ArrayLike<number> = (await driver.solve(first!)).solution;
      expect(relativeError(state, exact(first!, zeros(12)))).toBeLessThan(1e-6);
      for (const [before, problem] of [
        [first!, second!],
        [second!, third!],
      ] as const) {
        const { solution, report } = await driver.solve(problem);
        expect(relativeError(solution, exact(problem, exact(before, state, carryTimeTau)))).toBeLessThan(
          1e-6,
        );
        expect(report.carryTimeTau.requested).toBe(carryTimeTau);
        expect(report.carryTimeTau.realised).toBeCloseTo(carryTimeTau, 12);
        expect(report.runTimeTau.realised).toBeCloseTo(2, 12);
        const carrying = report.stages.find(({ stage }) => stage === 'carry')!;
        expect(carrying.endS - carrying.startS).toBeCloseTo(carryTimeTau * 1e-6, 12);
        state = solution;
      }
    }
  });

  test('is nothing where no problem came before', async () => {
    const { driver, device } = await openDense(idealRecord);
    const { report } = await driver.solve(problemOf(1, { carryTimeTau: 2 }));
    expect(report.carryTimeTau).toEqual({ requested: 2, realised: 0 });
    expect(device.log.runs[0]!.carryTicks).toBe(0n);
  });

  test('is counted in the time of the problem that carries', async () => {
    const { driver, device } = await openDense(codedRecord);
    const problems = [problemOf(1), problemOf(2, { damping: 3 }), problemOf(3)].map((problem) => ({
      ...problem,
      carryTimeTau: 1.5,
    }));
    const alphas: number[] = [];
    for (const problem of problems) {
      const { report } = await driver.solve(problem);
      const ticks = Number(device.log.runs.at(-1)!.carryTicks);
      const before = alphas.at(-1);
      expect(ticks).toBe(before === undefined ? 0 : Math.round(before * 1.5 * 1000));
      expect(report.carryTimeTau.realised).toBeCloseTo(before === undefined ? 0 : ticks / 1000 / before, 12);
      alphas.push(report.alpha);
    }
    expect(new Set(alphas).size).toBeGreaterThan(1);
  });

  test('acts through codes as the codes say', async () => {
    const { driver, device } = await openDense(codedRecord);
    const [first, second] = [problemOf(4), problemOf(5, { carryTimeTau: 3 })];
    const { report: before } = await driver.solve(first);
    const carried = fromCodes(
      first,
      device,
      { ...before, runTimeTau: { requested: 5, realised: 5 } },
      zeros(12),
    );
    const { solution, report } = await driver.solve(second);
    const expected = fromCodes(second, device, report, carried);
    const halfCode = (report.readoutGainV * report.stateScale) / 2;
    // run and carry time are whole ticks each, a thousandth of τ
    const slack = halfCode * 1.001 + 2e-3 * Math.max(...carried.map(Math.abs));
    expect(Math.max(...solution.map((x, i) => Math.abs(x - expected[i]!)))).toBeLessThan(slack);
  });

  test('is not had where the state is written instead', async () => {
    const { driver, device } = await openDense(idealRecord);
    const { solution } = await driver.solve(problemOf(1));
    driver.setStateScale(4);
    const problem = problemOf(2, { carryTimeTau: 2 });
    const { report, solution: next } = await driver.solve(problem);
    expect(report).toMatchObject({ startSent: 'written', carryTimeTau: { requested: 2, realised: 0 } });
    expect(device.log.runs.at(-1)!.carryTicks).toBe(0n);
    expect(relativeError(next, exact(problem, solution))).toBeLessThan(1e-6);
  });

  test('keeps α where both times fit the run timer', async () => {
    const { driver } = await openDense({ ...codedRecord, runTimerMaximumTicks: 24_000n });
    for (const seed of [1, 2, 3]) {
      const { report } = await driver.solve(problemOf(seed, { carryTimeTau: 20 }));
      expect(report.alpha * 20 * 1000).toBeLessThanOrEqual(24_000);
      expect(report.carryTimeTau.realised).toBeCloseTo(seed === 1 ? 0 : 20, 2);
    }
  });

  test.each([
    [
      'that the chip does not have',
      { runFeatures: 0 },
      { carryTimeTau: 2 },
      /a carry time \(2\).*--carry-time/,
    ],
    ['beyond the timer', { runTimerMaximumTicks: 2_500n }, { carryTimeTau: 5_000 }, /run time|carry time/],
  ])('%s is refused before anything is sent', async (_name, chip, change, message) => {
    const { driver, device } = await openDense({ ...codedRecord, ...chip });
    device.log.commands.length = 0;
    await expect(driver.solve(problemOf(1, change))).rejects.toThrow(message);
    expect(device.log.commands).toEqual([]);
  });
});

describe('a chip whose cells do not hold', () => {
  const record: CapabilityRecord = { ...idealRecord, holds: 0, runFeatures: RunFeature.CARRY };

  test('carries on for all the time between two runs, and the report says how long', async () => {
    const { driver, meter } = await openDense(record);
    const first = problemOf(1);
    const { solution } = await driver.solve(first);
    meter.charge('evaluate', { flops: 7_000, bytes: 0 }); // 8 µs: 8 τ
    const second = problemOf(2, { carryTimeTau: 0.5 });
    const { solution: next, report } = await driver.solve(second);
    const { requested, realised } = report.carryTimeTau;
    expect(requested).toBe(0.5);
    expect(realised).toBeGreaterThan(8.5);
    expect(relativeError(next, exact(second, exact(first, solution, realised)))).toBeLessThan(1e-6);
  });

  test('is not read again: its cells have moved on', async () => {
    const { driver, device } = await openDense({ ...codedRecord, holds: 0 });
    const problem = problemOf(3);
    await driver.solve(problem);
    const { report } = await driver.solve({
      ...problem,
      gradient: problem.gradient.map((g) => 9 * g),
      gradientPeak: Math.fround(9 * problem.gradientPeak),
    });
    expect(report.clipped.readout).toBeGreaterThan(0);
    expect(device.log.commands.filter((command) => command.startsWith('read '))).toEqual([]);
  });
});
