import { describe, expect, test } from '@jest/globals';
import { ArrayId } from '@thermoloop/protocol';
import type { DeviceStepReport } from './device-step-report.js';
import { randomProblem } from './testing/dense-problem.js';
import { codedRecord, idealRecord } from './testing/dense-device.js';
import { openDense, type OpenDense } from './testing/open-dense.js';
import type { LoopEvent } from '../timeline/loop-event.js';
import type { Waiting } from './device-session.js';

const size = { cells: 12, rows: 8, blockSize: 4 };

const namesOf = (events: readonly LoopEvent[]): string[] =>
  events.map((event) => {
    switch (event.kind) {
      case 'work':
      case 'stage':
        return `${event.kind} ${event.stage}`;
      case 'command':
        return event.array === undefined ? event.name : `${event.name} ${event.array}`;
      case 'codes':
        return `codes ${event.array}`;
    }
  });

interface SolvedTwice extends OpenDense {
  /** Of the second problem, which makes the converter clip. */
  readonly report: DeviceStepReport;
  readonly first: readonly LoopEvent[];
  readonly second: readonly LoopEvent[];
}

async function solvedTwice(waiting: Waiting): Promise<SolvedTwice> {
  const dense = await openDense(codedRecord, { waiting });
  const calm = randomProblem(3, size);
  await dense.driver.solve(calm);
  const first = dense.events.splice(0);
  const gradient = calm.gradient.map((g) => 3 * g);
  const { report } = await dense.driver.solve({
    ...calm,
    gradient,
    gradientPeak: Math.fround(3 * calm.gradientPeak),
  });
  return { ...dense, report, first, second: dense.events };
}

const commandsOf = (events: readonly LoopEvent[]) => events.filter((event) => event.kind === 'command');

describe('what happened on the clock', () => {
  test('is told in the order of the program', async () => {
    const { first, second, report } = await solvedTwice('each');
    const upToRun = [
      ...['work encode', 'work encode'],
      ...['WRITE_REGISTERS', 'WRITE COUPLINGS', 'WRITE BLOCKS', 'WRITE DRIVE', 'COMMIT', 'RUN'],
      ...['codes drive', 'stage dac', 'stage settle', 'stage relax', 'stage adc', 'stage linkUp'],
      'codes readout',
    ];
    expect(namesOf(first)).toEqual(['WRITE_REGISTERS', ...upToRun, 'work decode']);
    expect(report.rereads).toBeGreaterThan(0);
    const again = ['WRITE_REGISTERS', 'READ', 'stage adc', 'stage linkUp', 'codes readout'];
    expect(namesOf(second)).toEqual([
      ...upToRun,
      ...Array.from({ length: report.rereads }, () => again).flat(),
      'work decode',
    ]);
  });

  test('has the times of the commands, the bytes of their codes and the energies of the stages', async () => {
    const { second, device } = await solvedTwice('each');
    const commands = commandsOf(second);
    for (const { departurePs, arrivalPs, run } of commands) {
      expect(arrivalPs!).toBeGreaterThan(departurePs);
      expect(run).toBe(1);
    }
    expect(commands.slice(0, 8).map(({ bytes }) => bytes)).toEqual([
      ...[undefined, 96, 32, 24, undefined, 12],
      ...[undefined, 12],
    ]);
    const relax = second.find((event) => event.kind === 'stage' && event.stage === 'relax');
    expect(relax).toMatchObject({ run: 1, energyJ: 2e-9 });
    const [drive, ...readouts] = second.filter((event) => event.kind === 'codes');
    expect(drive!.codes).toEqual(Array.from(device.codes.get(ArrayId.DRIVE)!).slice(0, 8));
    expect(drive!.voltsPerCode).toBe(device.readRegister('driveGain'));
    const last = readouts.at(-1)!;
    expect(last.voltsPerCode).toBe(device.readRegister('readoutGain'));
    expect(last.voltsPerCode).toBeGreaterThan(readouts[0]!.voltsPerCode);
    last.codes.forEach((code, cell) => {
      expect(Math.abs(code * last.voltsPerCode - device.volts[cell]!)).toBeLessThanOrEqual(
        last.voltsPerCode / 2,
      );
    });
  });

  test('names what a command was refused with', async () => {
    const dense = await openDense(idealRecord);
    dense.device.refuseRuns = true;
    await expect(dense.driver.solve(randomProblem(3, size))).rejects.toThrow('UNSTABLE');
    expect(dense.events.at(-1)).toMatchObject({ kind: 'command', name: 'RUN', run: 0, error: 'UNSTABLE' });
  });
});

describe('the clock', () => {
  test('moves on to each answer in lockstep', async () => {
    const commands = commandsOf((await solvedTwice('each')).second);
    const writes = commands.slice(0, 4);
    const [commit, run] = commands.slice(4);
    expect(new Set(writes.map(({ departurePs }) => departurePs)).size).toBe(1);
    const lastArrival = writes.map(({ arrivalPs }) => arrivalPs!).reduce((a, b) => (a > b ? a : b));
    expect(commit!.departurePs).toBe(lastArrival);
    // COMMIT and RUN leave together
    expect(run!.departurePs).toBe(commit!.departurePs);
  });

  test('otherwise only to answers with codes', async () => {
    const commands = commandsOf((await solvedTwice('needed')).second);
    expect(new Set(commands.slice(0, 6).map(({ departurePs }) => departurePs)).size).toBe(1);
    const [run, register, read] = commands.slice(5);
    expect([register!.departurePs, read!.departurePs]).toEqual([run!.arrivalPs, run!.arrivalPs]);
  });

  test('stands where the session was opened until the first problem', async () => {
    const dense = await openDense(idealRecord);
    expect(dense.device.log.commands).toEqual(['registers']);
    expect(dense.clock.nowPs).toBe(0n);
  });
});
