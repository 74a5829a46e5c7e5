import { wallClock } from '@thermoloop/sim-kernel';
import { describe, expect, test } from '@jest/globals';
import type { CapabilityRecord } from '@thermoloop/protocol';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import type { DriverSettings, Solved } from './spu-driver.js';
import { codedRecord, idealRecord, type DenseDeviceOptions } from './testing/dense-device.js';
import { exact, zeros } from './testing/expected-state.js';
import { openDense, type OpenDense } from './testing/open-dense.js';
import { randomProblem, relativeError } from './testing/dense-problem.js';

const size = { cells: 12, rows: 8, blockSize: 4 };

const chain = (count: number, change: Partial<NaturalGradientProblem> = {}): NaturalGradientProblem[] =>
  Array.from({ length: count }, (_, k) => ({
    ...randomProblem(60 + k, size),
    start: 'previous' as const,
    ...change,
  }));

/** Submits each problem before the one `depth` before it is collected. */
async function pipelined(
  { driver }: OpenDense,
  problems: readonly NaturalGradientProblem[],
  depth: number,
): Promise<Solved[]> {
  const inFlight = [];
  const solved: Solved[] = [];
  for (const problem of problems) {
    inFlight.push(await driver.submit(problem));
    if (inFlight.length > depth) solved.push(await driver.collect(inFlight.shift()!));
  }
  for (const submission of inFlight) solved.push(await driver.collect(submission));
  return solved;
}

async function solvedInTurn(
  { driver }: OpenDense,
  problems: readonly NaturalGradientProblem[],
): Promise<Solved[]> {
  const solved: Solved[] = [];
  for (const problem of problems) solved.push(await driver.solve(problem));
  return solved;
}

const open = (
  record: CapabilityRecord,
  options: DenseDeviceOptions = {},
  settings: Partial<DriverSettings> = {},
): Promise<OpenDense> => openDense(record, { waiting: 'needed', ...settings }, options);

/** Jobs take between 0 and 3 ms of wall time, in no pattern. */
const uneven: DenseDeviceOptions = { pace: (job) => wallClock.sleep((job * 7) % 4) };

describe('problems submitted before the one before has been collected', () => {
  test.each([1, 2, 5])('give the same states, in order, at depth %d', async (depth) => {
    const problems = chain(8);
    const wanted = await solvedInTurn(await open(idealRecord), problems);
    const dense = await open(idealRecord, uneven);
    const solved = await pipelined(dense, problems, depth);
    expect(solved.map(({ solution }) => solution)).toEqual(wanted.map(({ solution }) => solution));
    expect(dense.device.log.registers.slice(1).map((values) => values.simulationRunIndex)).toEqual(
      problems.map((_, k) => BigInt(k)),
    );
    let state: ArrayLike<number> = zeros(12);
    problems.forEach((problem, k) => {
      state = exact(problem, state);
      expect(relativeError(solved[k]!.solution, state)).toBeLessThan(3e-6);
    });
  });

  test('wait for a bank of the chip, and for a place in its queue', async () => {
    const problems = chain(6);
    const waits = async (change: Partial<CapabilityRecord>, depth: number): Promise<number[]> => {
      const solved = await pipelined(await open({ ...idealRecord, ...change }, uneven), problems, depth);
      return solved.map(({ report }) => report.waits);
    };
    expect(await waits({}, 1)).toEqual([0, 0, 0, 0, 0, 0]);
    // one drives the cells, one is claimed by the run in the queue
    expect(await waits({}, 2)).toEqual([0, 0, 1, 1, 1, 1]);
    expect(await waits({ banks: 1 }, 1)).toEqual([0, 1, 1, 1, 1, 1]);
    expect(await waits({ runQueueDepth: 0 }, 1)).toEqual([0, 1, 1, 1, 1, 1]);
  });

  test('overlap on the clock: only the answers with codes are waited for', async () => {
    const problems = chain(6, { runTimeTau: 50 });
    const inTurn = await openDense(idealRecord);
    await solvedInTurn(inTurn, problems);
    const overlapping = await open(idealRecord, uneven);
    await pipelined(overlapping, problems, 1);
    const relaxing = 6n * 50_000_000n;
    expect(inTurn.clock.nowPs).toBeGreaterThan(relaxing + 6n * 1_000_000n);
    expect(overlapping.clock.nowPs).toBeGreaterThan(relaxing);
    // what is left of the host's work and the link is that of one problem
    expect(overlapping.clock.nowPs).toBeLessThan(relaxing + 3_000_000n);
  });

  test('are told of in the same order and at the same times, whatever the pace of the device', async () => {
    const told = async (options: DenseDeviceOptions): Promise<unknown> => {
      const dense = await open(codedRecord, options);
      const solved = await pipelined(dense, chain(6), 1);
      return {
        events: dense.events,
        reports: solved.map(({ report: { wallMsByStage: _, ...report } }) => report),
      };
    };
    const first = await told({});
    expect(await told(uneven)).toEqual(first);
    expect(await told({ pace: (job) => wallClock.sleep(3 - (job % 4)) })).toEqual(first);
  });
});

describe('what the driver needs to know of the runs in flight', () => {
  test('the first reading is waited for, since the range of the next follows it', async () => {
    const solved = await pipelined(await open(codedRecord, uneven), chain(5), 1);
    expect(solved.map(({ report }) => report.waits)).toEqual([0, 1, 0, 0, 0]);
    // so the first is read again at a finer gain, as if it were alone
    const alone = await solvedInTurn(await open(codedRecord), chain(1));
    expect(solved[0]!.report.rereads).toBe(alone[0]!.report.rereads);
  });

  test('a state that is to be re-coded is read first, and that is counted', async () => {
    const problems = chain(4);
    const wanted = await solvedInTurn(await open(idealRecord), problems);
    const { driver } = await open(idealRecord, uneven);
    const first = await driver.submit(problems[0]!);
    const second = await driver.submit(problems[1]!);
    driver.setStateScale(8);
    const third = await driver.submit(problems[2]!);
    const fourth = await driver.submit(problems[3]!);
    const solved = [];
    for (const submission of [first, second, third, fourth]) solved.push(await driver.collect(submission));
    expect(solved.map(({ solution }) => solution)).toEqual(wanted.map(({ solution }) => solution));
    expect(solved[2]!.report).toMatchObject({
      waits: 2,
      rescales: 1,
      rescaleReason: 'requested',
      startSent: 'written',
    });
    expect(solved[3]!.report).toMatchObject({ waits: 0, rescales: 0, startSent: 'previous' });
  });

  test('a reading that clips under a queued run is kept, counted, and widens the range of the next', async () => {
    const { driver, device } = await open(codedRecord, uneven);
    const calm = randomProblem(3, size);
    await driver.solve(calm);
    device.log.commands.length = 0;
    const jump = {
      ...calm,
      gradient: calm.gradient.map((g) => 9 * g),
      gradientPeak: Math.fround(9 * calm.gradientPeak),
    };
    const solved = await pipelined({ driver } as OpenDense, [jump, jump, jump, jump, jump], 1);
    const [first, second] = solved;
    expect(first!.report.clipped.readout).toBeGreaterThan(0);
    expect(first!.report.rereads).toBe(0);
    expect(second!.report.rereads).toBe(0);
    // the third was planned after the first had been read
    expect(solved[2]!.report.readoutGainV).toBe(2 ** Math.ceil(Math.log2(2.5)) * first!.report.readoutGainV);
    expect(solved[4]!.report.clipped.readout).toBe(0);
    expect(device.log.commands.filter((command) => command.startsWith('read '))).toEqual([]);
  });
});

describe('after a refusal', () => {
  test('a collected state is written where the cells may have lost it', async () => {
    const { driver, device } = await open(idealRecord);
    const [first, second, third] = chain(3);
    const { solution } = await driver.solve(first!);
    // refused before anything is sent: the cells still hold the state
    await expect(driver.solve({ ...second!, reads: 65 })).rejects.toThrow('reads of 65');
    const held = await driver.solve(second!);
    expect(held.report.startSent).toBe('previous');
    expect(relativeError(held.solution, exact(second!, solution))).toBeLessThan(1e-6);
    device.refuseRuns = true;
    await expect(driver.solve(third!)).rejects.toThrow('UNSTABLE');
    device.refuseRuns = false;
    const written = await driver.solve(third!);
    expect(written.report.startSent).toBe('written');
    expect(relativeError(written.solution, exact(third!, held.solution))).toBeLessThan(1e-6);
  });

  test('a snapshot is that of the last problem that was collected', async () => {
    const problems = chain(4);
    const { driver } = await open(idealRecord, uneven);
    const first = await driver.submit(problems[0]!);
    const second = await driver.submit(problems[1]!);
    const { solution } = await driver.collect(first);
    expect(driver.snapshot()).toMatchObject({ runIndex: 1, last: { state: solution } });
    const after = await driver.collect(second);
    expect(driver.snapshot()).toMatchObject({ runIndex: 2, last: { state: after.solution } });
    await expect(driver.collect(second)).rejects.toThrow('collected before');
  });
});
