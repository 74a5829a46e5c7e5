import { describe, expect, test } from '@jest/globals';
import {
  ArrayId,
  ErrorCode,
  errorReply,
  fixedGrid,
  floatingGrid,
  StartState,
  type CapabilityRecord,
} from '@thermoloop/protocol';
import { DeviceError } from './device-error.js';
import type { DeviceStepReport } from './device-step-report.js';
import { NoNoiseControlError, OutOfRangeError, ProblemTooLargeError, StartStateError } from './errors.js';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import { solve } from './testing/dense-algebra.js';
import {
  codedRecord,
  idealRecord,
  type DenseDevice,
  type DenseDeviceOptions,
} from './testing/dense-device.js';
import { exact, fromCodes, zeros } from './testing/expected-state.js';
import { openDense } from './testing/open-dense.js';
import { denseSystem, peakOf, randomProblem, relativeError } from './testing/dense-problem.js';

const size = { cells: 12, rows: 8, blockSize: 4 };
const withoutBlocks = { cells: 12, rows: 8 };

const scaled = (problem: NaturalGradientProblem, by: number): NaturalGradientProblem => ({
  ...problem,
  gradient: problem.gradient.map((g) => g * by),
  gradientPeak: Math.fround(problem.gradientPeak * by),
});

describe('the driver on a device that carries values', () => {
  test('follows the equation from every start state', async () => {
    for (const seed of [1, 2, 3]) {
      const { driver } = await openDense(idealRecord);
      const first = randomProblem(seed, seed === 3 ? withoutBlocks : size);
      const next = { ...randomProblem(seed + 10, size), start: 'previous' as const };
      const written = Float32Array.from(first.gradient, (g) => 0.5 - g);

      const zero = await driver.solve(first);
      expect(relativeError(zero.solution, exact(first, zeros(12)))).toBeLessThan(1e-6);
      const previous = await driver.solve(next);
      expect(relativeError(previous.solution, exact(next, zero.solution))).toBeLessThan(1e-6);
      const gradient = await driver.solve({ ...first, start: 'gradient' });
      expect(relativeError(gradient.solution, exact(first, first.gradient))).toBeLessThan(1e-6);
      const fromWritten = await driver.solve({ ...first, start: 'written', written });
      expect(relativeError(fromWritten.solution, exact(first, written))).toBeLessThan(1e-6);
      expect([zero, previous, gradient, fromWritten].map(({ report }) => report.startSent)).toEqual([
        'zero',
        'previous',
        'gradient',
        'written',
      ]);
    }
  });

  test('reaches the natural gradient after a long run', async () => {
    const { driver } = await openDense(idealRecord);
    const problem = { ...randomProblem(4, size), runTimeTau: 300 };
    const { solution } = await driver.solve(problem);
    const naturalGradient = solve(denseSystem(problem.factor, problem.damping), [...problem.gradient]);
    expect(relativeError(solution, naturalGradient)).toBeLessThan(1e-6);
  });

  test('returns the gradient bit for bit at t = 0 with a gradient start', async () => {
    const { driver } = await openDense(idealRecord);
    const problem = { ...randomProblem(5, size), runTimeTau: 0, start: 'gradient' as const };
    const { solution, report } = await driver.solve(problem);
    expect(solution).toEqual(problem.gradient);
    expect(report).toMatchObject({
      alpha: 1,
      couplingGain: 1,
      codeScales: { couplings: 1, blocks: 1, drive: 1 },
    });
  });

  test('starts from zero where there is no previous state yet', async () => {
    const { driver } = await openDense(idealRecord);
    const problem = { ...randomProblem(6, size), start: 'previous' as const };
    const { report, solution } = await driver.solve(problem);
    expect(report).toMatchObject({ start: 'previous', startSent: 'zero', rescales: 0 });
    expect(relativeError(solution, exact(problem, zeros(12)))).toBeLessThan(1e-6);
  });

  test('sets the noise so that κ comes out in problem units', async () => {
    const { driver, device } = await openDense(idealRecord, { stateScale: 4 });
    const { report } = await driver.solve({ ...randomProblem(7, size), temperature: 1e-3 });
    expect(device.log.registers.at(-1)).toMatchObject({ noise: 1e-3 / 16 });
    expect(report.kappa).toBeCloseTo(1e-3, 15);
  });

  test('counts no codes and no clipping', async () => {
    const { driver } = await openDense(idealRecord);
    const { report } = await driver.solve(randomProblem(8, size));
    expect(report.codeUse).toEqual({});
    expect(report.clipped).toEqual({ couplings: 0, blocks: 0, drive: 0, start: 0, dac: 0, readout: 0 });
  });
});

describe('a change of the state scale', () => {
  const problems = Array.from({ length: 6 }, (_, k) => ({
    ...randomProblem(20 + k, size),
    start: 'previous' as const,
  }));

  async function trajectory(scaleBefore: (step: number) => number | undefined): Promise<{
    states: Float32Array[];
    reports: DeviceStepReport[];
  }> {
    const { driver } = await openDense(idealRecord);
    const states: Float32Array[] = [];
    const reports: DeviceStepReport[] = [];
    for (const [step, problem] of problems.entries()) {
      const scale = scaleBefore(step);
      if (scale !== undefined) driver.setStateScale(scale);
      const { solution, report } = await driver.solve(problem);
      states.push(solution);
      reports.push(report);
    }
    return { states, reports };
  }

  test('by powers of two leaves the trajectory as it was, bit for bit, and is counted', async () => {
    const plain = await trajectory(() => undefined);
    const changed = await trajectory((step) => [undefined, 8, undefined, 0.25, 2 ** -20, undefined][step]);
    expect(changed.states).toEqual(plain.states);
    expect(changed.reports.map(({ rescales }) => rescales)).toEqual([0, 1, 0, 1, 1, 0]);
    expect(changed.reports.map(({ startSent }) => startSent)).toEqual([
      'zero',
      'written',
      'previous',
      'written',
      'written',
      'previous',
    ]);
    expect(changed.reports[3]).toMatchObject({ rescaleReason: 'requested', stateScale: 0.25 });
    expect(plain.reports.map(({ rescales }) => rescales)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('by any other factor leaves it to 1e-6', async () => {
    const plain = await trajectory(() => undefined);
    const changed = await trajectory((step) => [undefined, 3, 0.7, undefined, 1e-3, 11][step]);
    changed.states.forEach((state, step) => {
      expect(relativeError(state, plain.states[step]!)).toBeLessThan(1e-6);
    });
  });

  test('asked for twice with the same value changes nothing', async () => {
    const { reports } = await trajectory(() => 2);
    expect(reports.map(({ rescales }) => rescales)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('the driver on a device with converters and coarse gains', () => {
  test('solves what the codes stand for, to half a code of the readout', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { driver, device } = await openDense(codedRecord);
      const problem = randomProblem(seed, seed % 2 === 0 ? withoutBlocks : size);
      const { solution, report } = await driver.solve(problem);
      const expected = fromCodes(problem, device, report, zeros(12));
      const halfCode = (report.readoutGainV * report.stateScale) / 2;
      expect(Math.max(...solution.map((x, i) => Math.abs(x - expected[i]!)))).toBeLessThan(halfCode * 1.001);
      expect(report.clipped).toEqual({ couplings: 0, blocks: 0, drive: 0, start: 0, dac: 0, readout: 0 });
    }
  });

  test('comes within a few codes of the problem itself', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { driver } = await openDense(codedRecord);
      const problem = randomProblem(seed, size);
      const { solution } = await driver.solve(problem);
      expect(relativeError(solution, exact(problem, zeros(12)))).toBeLessThan(0.05);
    }
  });

  test('carries the state of the cells over, whatever α and the drive scale are at each step', async () => {
    const { driver, device } = await openDense(codedRecord);
    let state: ArrayLike<number> = zeros(12);
    for (let step = 0; step < 8; step++) {
      const problem = { ...randomProblem(40 + step, size, 1 / (1 + step)), start: 'previous' as const };
      const { report, solution } = await driver.solve(problem);
      state = fromCodes(problem, device, report, state);
      const halfCode = (report.readoutGainV * report.stateScale) / 2;
      expect(Math.max(...solution.map((x, i) => Math.abs(x - state[i]!)))).toBeLessThan(halfCode * 1.001);
      expect(report.rescales).toBe(0);
    }
  });

  test('uses most of the readout range from the first step on', async () => {
    const { driver, device } = await openDense(codedRecord);
    const { report } = await driver.solve(randomProblem(3, size, 1e-3));
    const peakCode = peakOf(device.volts) / report.readoutGainV;
    expect(peakCode).toBeGreaterThan(127 / 4);
    expect(report.codeUse.readout!.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(report.codeUse.couplings!.reduce((sum, count) => sum + count, 0)).toBe(96);
    expect(report.codeUse.drive!.at(-1)).toBeGreaterThan(0);
  });

  test('reads again, less sensitively, when the converter clips', async () => {
    const { driver, device } = await openDense(codedRecord);
    const calm = randomProblem(3, size);
    await driver.solve(calm);
    device.log.commands.length = 0;
    const jump = scaled(calm, 9);
    const { solution, report } = await driver.solve(jump);
    expect(report.rereads).toBeGreaterThanOrEqual(2);
    expect(report.clipped.readout).toBe(0);
    expect(device.log.commands.filter((command) => command.startsWith('read '))).toEqual(
      Array.from({ length: report.rereads }, (_, i) => `read ${i + 1}`),
    );
    const halfCode = (report.readoutGainV * report.stateScale) / 2;
    const expected = fromCodes(jump, device, report, zeros(12));
    expect(Math.max(...solution.map((x, i) => Math.abs(x - expected[i]!)))).toBeLessThan(halfCode * 1.001);
    expect(report.conversions.adc).toBe(12 * (1 + report.rereads));
    expect(report.stages.filter(({ stage }) => stage === 'adc')).toHaveLength(1 + report.rereads);
  });

  test('counts the clip at the end of the grid, and changes the state scale for the next step', async () => {
    const { driver, device } = await openDense(codedRecord);
    const calm = randomProblem(3, size);
    await driver.solve(calm);
    const jump = scaled(calm, 200);
    const clipping = await driver.solve(jump);
    expect(clipping.report.clipped.readout).toBeGreaterThan(0);
    expect(clipping.report.readoutGainV).toBe(2 ** -6);
    const after = await driver.solve(jump);
    expect(after.report).toMatchObject({
      rescales: 1,
      rescaleReason: 'readout clipped at its largest range',
    });
    expect(device.log.commands.filter((command) => command === 'run')).toHaveLength(3);
  });

  test('holds a fixed range, counts what clips and reads only once', async () => {
    const { driver } = await openDense(codedRecord, { range: { fixed: 0.01 } });
    const calm = randomProblem(3, size);
    const inRange = await driver.solve(calm);
    const beyond = await driver.solve(scaled(calm, 30));
    expect(inRange.report.readoutGainV).toBe(beyond.report.readoutGainV);
    expect(inRange.report.clipped.readout).toBe(0);
    expect(beyond.report.clipped.readout).toBeGreaterThan(0);
    expect(beyond.report.rereads).toBe(0);
  });

  test('averages readings on the host', async () => {
    const errorV = [0.004, -0.001, 0.002, -0.005];
    const { driver, device } = await openDense(
      codedRecord,
      { range: { fixed: 1 } },
      { readErrorV: (reading) => errorV[reading % 4]! },
    );
    const { solution, report } = await driver.solve({ ...randomProblem(3, size), reads: 4 });
    const codeV = report.readoutGainV;
    device.volts.forEach((volts, cell) => {
      const codes = errorV.map((error) => Math.round((volts + error) / codeV));
      const mean = codes.reduce((sum, code) => sum + code, 0) / 4;
      expect(solution[cell]).toBeCloseTo(mean * codeV * report.stateScale, 10);
    });
    expect(report.conversions.adc).toBe(48);
  });

  test('raises the state scale when the drive would be out of range', async () => {
    const { driver, device } = await openDense(codedRecord);
    await driver.solve({ ...randomProblem(3, size, 1e-4), start: 'previous' });
    const { report } = await driver.solve({ ...randomProblem(4, size, 1e5), start: 'previous' });
    expect(report).toMatchObject({
      rescales: 1,
      rescaleReason: 'drive range exhausted',
      startSent: 'written',
    });
    expect(report.clipped.drive).toBe(0);
    expect(device.codes.has(ArrayId.START)).toBe(true);
  });

  test('lowers the state scale when the state has become small', async () => {
    const { driver, device } = await openDense(codedRecord);
    let state: ArrayLike<number> = zeros(12);
    const reasons: (string | undefined)[] = [];
    for (const factor of [1, 1e-4, 1e-4, 1e-4]) {
      const problem = { ...randomProblem(3, size, factor), runTimeTau: 80, start: 'previous' as const };
      const { report, solution } = await driver.solve(problem);
      const before = report.startSent === 'written' ? writtenState(device, report) : state;
      state = fromCodes(problem, device, report, before);
      const code = report.readoutGainV * report.stateScale;
      expect(Math.max(...solution.map((x, i) => Math.abs(x - state[i]!)))).toBeLessThan(code * 0.501);
      reasons.push(report.rescaleReason);
    }
    expect(reasons.filter((reason) => reason === 'readout range too wide').length).toBeGreaterThan(0);
    expect(reasons[0]).toBeUndefined();
  });

  test('sends a gradient start as a written state where σ = αδ is not on the grid', async () => {
    const { driver, device } = await openDense(codedRecord);
    const problem = {
      ...randomProblem(3, size),
      damping: Math.PI / 32,
      start: 'gradient' as const,
      runTimeTau: 0,
    };
    const { report, solution } = await driver.solve(problem);
    expect(report).toMatchObject({ start: 'gradient', startSent: 'written' });
    expect(relativeError(writtenState(device, report), problem.gradient)).toBeLessThan(1 / 2047);
    expect(relativeError(solution, problem.gradient)).toBeLessThan(1.3 / 127);
  });

  test('solves a zero gradient, a zero factor and zero blocks', async () => {
    const problem = randomProblem(3, size);
    const still = { ...problem, gradient: new Float32Array(12), gradientPeak: 0 };
    const { driver: idle } = await openDense(codedRecord);
    expect((await idle.solve(still)).solution).toEqual(new Float32Array(12));
    const { driver } = await openDense(codedRecord);
    const flat = { ...problem.factor, matrix: new Float32Array(96), matrixPeak: 0 };
    const { solution } = await driver.solve({ ...problem, factor: flat, runTimeTau: 100 });
    const free = problem.gradient.map((g) => g / problem.damping);
    expect(relativeError(solution, free)).toBeLessThan(1 / 60);
    const blocks = { size: 4, values: new Float32Array(32) };
    const again = await driver.solve({ ...problem, factor: { ...problem.factor, blocks }, runTimeTau: 100 });
    expect(relativeError(again.solution, free)).toBeLessThan(1 / 60);
  });
});

/** x₀ that was written to the cells: V₀·G. */
function writtenState(device: DenseDevice, report: DeviceStepReport): number[] {
  const gain = Number(device.readRegister('startGain'));
  return Array.from(device.codes.get(ArrayId.START)!, (code) => code * gain * report.stateScale);
}

describe('the wire', () => {
  test('carries registers, couplings, blocks, drive, start, commit and run in this order', async () => {
    const { driver, device } = await openDense(codedRecord);
    device.log.commands.length = 0;
    const problem = randomProblem(3, size);
    await driver.solve({ ...problem, start: 'written', written: problem.gradient });
    expect(device.log.commands.slice(0, 7)).toEqual([
      'registers',
      `write ${ArrayId.COUPLINGS}`,
      `write ${ArrayId.BLOCKS}`,
      `write ${ArrayId.DRIVE}`,
      `write ${ArrayId.START}`,
      'commit',
      'run',
    ]);
  });

  test('gets the simulation registers only where the device has them', async () => {
    const simulated = await openDense(idealRecord, { seed: 42n, threads: 1 });
    await simulated.driver.solve(randomProblem(1, size));
    await simulated.driver.solve(randomProblem(2, size));
    expect(simulated.device.log.registers[0]).toEqual({ simulationSeed: 42n, simulationThreads: 1 });
    expect(simulated.device.log.registers.slice(1).map((values) => values.simulationRunIndex)).toEqual([
      0n,
      1n,
    ]);

    const silicon = await openDense({ ...idealRecord, simulationFeatures: 0 });
    await silicon.driver.solve(randomProblem(1, size));
    const names = silicon.device.log.registers.flatMap((values) => Object.keys(values));
    expect(names.filter((name) => name.startsWith('simulation'))).toEqual([]);
  });

  test('reports the rounding of the run time to ticks', async () => {
    const { driver } = await openDense({ ...idealRecord, runTimerStepS: 0.3e-6 });
    const { report, solution } = await driver.solve(randomProblem(9, size));
    expect(report.runTimeTau).toEqual({ requested: 2, realised: (7 * 0.3e-6) / 1e-6 });
    expect(report.deviceTimeS).toBeCloseTo(2.1e-6, 12);
    expect(relativeError(solution, exact(randomProblem(9, size), zeros(12), 2.1))).toBeLessThan(1e-6);
  });

  test('reports stages, energies, conversions and bytes', async () => {
    const { driver } = await openDense(idealRecord);
    const { report } = await driver.solve(randomProblem(9, size));
    const relaxing = report.stages.find(({ stage }) => stage === 'relax')!;
    expect(relaxing.endS - relaxing.startS).toBeCloseTo(2e-6, 12);
    expect(report.energyJByStage).toEqual({
      linkDown: 0,
      dac: 1e-9,
      carry: 0,
      settle: 0,
      relax: 2e-9,
      adc: 3e-9,
      linkUp: 0,
    });
    expect(report.conversions).toEqual({ dac: 7, adc: 12 });
    expect(report.linkBits).toEqual({ down: 4000, up: 1000 });
    expect(report.transportBytes).toEqual({ down: 4 * (96 + 32 + 12), up: 4 * 12 });
    expect(Object.keys(report).filter((key) => key.toLowerCase().includes('wall'))).toEqual([
      'wallMsByStage',
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('turns every refusal into an error with command, code, value, limit and remedy', async () => {
    const refusal = errorReply(ErrorCode.UNSTABLE, { got: 0.5, limit: 0 });
    const commands = {
      registers: 'WRITE_REGISTERS',
      write: 'WRITE',
      commit: 'COMMIT',
      run: 'RUN',
      read: 'READ',
    };
    for (const [key, command] of Object.entries(commands)) {
      const options: DenseDeviceOptions = { refuse: { [key]: refusal } };
      const { driver, device } = await openDense({ ...codedRecord, simulationFeatures: 0 }, {}, options);
      const calmThenClipping = async (): Promise<void> => {
        for (const by of [1, 9]) await driver.solve(scaled(randomProblem(3, size), by));
      };
      const error = await calmThenClipping().catch((thrown: unknown) => thrown);
      // the run that was sent after a commit is refused with it
      if (key === 'commit') expect(device.log.runs).toEqual([]);
      expect(error).toBeInstanceOf(DeviceError);
      expect(error).toMatchObject({ command, code: 'UNSTABLE', value: 0.5, limit: 0 });
      expect((error as DeviceError).remedy).toContain('--damping');
    }
  });

  test('goes on from a snapshot as if there had been no break', async () => {
    const steps = [1, 2, 3, 4].map((seed) => ({ ...randomProblem(seed, size), start: 'previous' as const }));
    const whole = await openDense(idealRecord);
    const wanted: Float32Array[] = [];
    for (const step of steps) wanted.push((await whole.driver.solve(step)).solution);

    const first = await openDense(idealRecord);
    await first.driver.solve(steps[0]!);
    await first.driver.solve(steps[1]!);
    const second = await openDense(idealRecord);
    second.driver.restore(first.driver.snapshot());
    const third = await second.driver.solve(steps[2]!);
    expect(third.solution).toEqual(wanted[2]);
    expect(third.report).toMatchObject({ startSent: 'written', rescales: 0 });
    expect(second.device.log.registers.at(-1)!.simulationRunIndex).toBe(2n);
    expect((await second.driver.solve(steps[3]!)).solution).toEqual(wanted[3]);
  });
});

describe('what the chip cannot do is refused before anything is sent', () => {
  async function refusalOf(
    record: CapabilityRecord,
    change: Partial<NaturalGradientProblem>,
    problem = randomProblem(3, size),
  ): Promise<unknown> {
    const { driver, device } = await openDense(record);
    device.log.commands.length = 0;
    const error = await driver.solve({ ...problem, ...change }).catch((thrown: unknown) => thrown);
    expect(device.log.commands).toEqual([]);
    return error;
  }

  test('a problem that is too large, with value, limit and remedy', async () => {
    expect(await refusalOf({ ...codedRecord, cells: 11 }, {})).toMatchObject({
      name: 'ProblemTooLargeError',
      quantity: 'cells',
      value: 12,
      limit: 11,
    });
    const rows = await refusalOf({ ...codedRecord, rows: 7 }, {});
    expect(rows).toBeInstanceOf(ProblemTooLargeError);
    expect((rows as Error).message).toContain('rows of 8');
    expect((rows as Error).message).toMatch(/7.*--batch.*empirical-fisher/);
    expect(await refusalOf({ ...codedRecord, blockSize: 0 }, {})).toMatchObject({
      quantity: 'block size',
      value: 4,
    });
    expect(await refusalOf(codedRecord, { reads: 65 })).toMatchObject({ quantity: 'reads', limit: 64 });
  });

  test('a temperature without noise control, or beyond it', async () => {
    expect(await refusalOf(codedRecord, { temperature: 1e-3 })).toBeInstanceOf(NoNoiseControlError);
    const controlled = { ...idealRecord, noise: { ...idealRecord.noise, maximum: 1e-3 } };
    expect(await refusalOf(controlled, { temperature: 1 })).toBeInstanceOf(OutOfRangeError);
  });

  test('a start state that the chip does not have', async () => {
    const record = { ...codedRecord, startStates: 1 << StartState.ZERO };
    const error = await refusalOf(record, { start: 'gradient' });
    expect(error).toBeInstanceOf(StartStateError);
    expect((error as Error).message).toContain('zero');
    expect(await refusalOf(codedRecord, { start: 'written' })).toBeInstanceOf(StartStateError);
  });

  test('a run time beyond the timer, or below a tick', async () => {
    const long = await refusalOf({ ...codedRecord, runTimerMaximumTicks: 10n }, {});
    expect(long).toMatchObject({ name: 'OutOfRangeError', quantity: 'run time in τ', value: 2 });
    const short = await refusalOf(codedRecord, { runTimeTau: 1e-9 });
    expect(short).toMatchObject({ name: 'OutOfRangeError', quantity: 'run time in τ', value: 1e-9 });
  });

  test('a damping that the leak cannot have at any scale', async () => {
    const record = { ...codedRecord, leak: fixedGrid(1), runTimerMaximumTicks: 4000n };
    const error = await refusalOf(record, { damping: 5 });
    expect(error).toMatchObject({ name: 'OutOfRangeError', quantity: 'damping', value: 5 });
  });

  test('NaN in gradient, factor or blocks', async () => {
    const problem = randomProblem(3, size);
    const gradient = problem.gradient.with(5, NaN);
    expect(await refusalOf(codedRecord, { gradient })).toMatchObject({ name: 'NotFiniteError', index: 5 });
    expect(await refusalOf(codedRecord, { gradientPeak: NaN })).toMatchObject({ name: 'NotFiniteError' });
    const matrix = problem.factor.matrix.with(7, NaN);
    expect(await refusalOf(codedRecord, { factor: { ...problem.factor, matrix } })).toMatchObject({
      index: 7,
    });
    const blocks = { size: 4, values: problem.factor.blocks!.values.with(1, NaN) };
    expect(await refusalOf(codedRecord, { factor: { ...problem.factor, blocks } })).toMatchObject({
      array: 'S',
    });
  });

  test('a fixed range beyond the readout', async () => {
    await expect(openDense(codedRecord, { range: { fixed: 2.1 } })).rejects.toThrow(OutOfRangeError);
    await expect(openDense(codedRecord, { range: { fixed: 1.9 } })).resolves.toBeDefined();
  });

  test('but a coarser leak only moves α', async () => {
    const { driver, device } = await openDense({ ...codedRecord, leak: floatingGrid(0, 2 ** -6, 1) });
    const problem = randomProblem(3, size);
    const { report } = await driver.solve(problem);
    expect(report.alpha * report.leak).toBeCloseTo(problem.damping, 14);
    expect(Number.isInteger(Math.log2(Number(device.readRegister('leak'))))).toBe(true);
  });
});
