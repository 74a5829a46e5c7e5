import { afterEach, describe, expect, test } from '@jest/globals';
import {
  ArrayId,
  DeviceState,
  ErrorCode,
  errorReply,
  Latch,
  Opcode,
  Stage,
  StartState,
  type ErrorReply,
  type Reading,
} from '@thermoloop/protocol';
import type { ChipSpec } from '../chip/chip-schema.js';
import { ExactPhysics } from '../physics/exact/exact-physics.js';
import { unwatched, type Relaxation, type Watch } from '../physics/physics.js';
import { chipNamed, DirectHost } from '../testing/direct-host.js';
import { golden, goldenGains, goldenMean } from '../testing/golden-system.js';

const ideal = chipNamed('ideal');
const tau = 1_000_000_000n;
const aborted = errorReply(ErrorCode.ABORTED);
const run = { start: StartState.ZERO, runTicks: tau };
const again = { ...run, latch: Latch.LATCHED };

/** Relaxes when it is let. */
class HeldPhysics extends ExactPhysics {
  #let!: () => void;
  #may: Promise<void> = Promise.resolve();

  hold(): void {
    this.#may = new Promise((resolve) => (this.#let = resolve));
  }

  letGo(): void {
    this.#let();
  }

  override async relax(relaxation: Relaxation, watch: Watch = unwatched): Promise<void> {
    await this.#may;
    watch.checkpoint();
    await super.relax(relaxation, watch);
  }
}

const hosts: DirectHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

/** The golden problem is armed, and what relaxes is held. */
function heldHost(spec: ChipSpec = ideal): { host: DirectHost; physics: HeldPhysics } {
  const physics = new HeldPhysics();
  const host = new DirectHost(spec, physics);
  hosts.push(host);
  host.registers(goldenGains);
  host.program(golden);
  physics.hold();
  return { host, physics };
}

/** The golden problem with another drive, in the idle bank. */
function arm(host: DirectHost, driveGain: number): void {
  host.registers({ driveGain });
  host.program(golden);
}

function expectMean(host: DirectHost, reading: Reading | ErrorReply, driveGain: number): void {
  const wanted = goldenMean([0, 0], 1, driveGain);
  const got = host.codesOf(reading);
  wanted.forEach((value, i) => expect(Math.abs(got[i]! / value - 1)).toBeLessThan(1e-6));
}

const badState = (got: DeviceState): ErrorReply => errorReply(ErrorCode.BAD_STATE, { got });
const stagesOf = (reading: Reading | ErrorReply): Reading['report']['stages'] => {
  if (!('report' in reading)) throw new Error(`refused: ${JSON.stringify(reading)}`);
  return reading.report.stages;
};

describe('runs that wait', () => {
  test('run in their turn, each the bank and the gains that it took when it came', async () => {
    const { host, physics } = heldHost();
    const first = host.order(run);
    arm(host, 2);
    const second = host.order(run);
    host.registers({ readoutGain: 2 });
    const third = host.read(1, 1);
    expect(host.device.status()).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 2, armed: 0 });
    physics.letGo();
    expectMean(host, await first, 1);
    expectMean(host, await second, 2);
    expectMean(host, await third, 1); // twice the drive at twice the volts a code
    expect(host.device.status()).toMatchObject({ state: DeviceState.HOLDING, queuedRuns: 0, runs: 2n });
  });

  test('latch when the cells are free', async () => {
    const { host, physics } = heldHost(chipWithAdcTime());
    const first = host.order(run);
    const second = host.order(again);
    const third = host.read();
    physics.letGo();
    const [a, b, c] = [stagesOf(await first), stagesOf(await second), stagesOf(await third)];
    expect(b[Stage.SETTLE]!.startPs).toBe(a[Stage.ADC]!.endPs);
    expect(c[Stage.ADC]!.startPs).toBe(b[Stage.ADC]!.endPs);
  });

  test('are refused where the queue is full, and leave the bank armed', async () => {
    const { host, physics } = heldHost({ ...ideal, array: { ...ideal.array, runQueueDepth: 1 } });
    const taken = [host.order(run), host.order(again)];
    arm(host, 2);
    const full = errorReply(ErrorCode.QUEUE_FULL, { got: 1, limit: 1 });
    expect(await host.order(run)).toEqual(full);
    expect(await host.read()).toEqual(full);
    expect(host.device.status()).toMatchObject({ armed: 1, queuedRuns: 1 });
    physics.letGo();
    await Promise.all(taken);
    expectMean(host, await host.order(run), 2);
  });

  test('keep the host from writing while every bank is in use', async () => {
    const { host, physics } = heldHost();
    const first = host.order(run);
    arm(host, 2);
    const second = host.order(run);
    const refusal = badState(DeviceState.RUNNING);
    expect(host.write(ArrayId.DRIVE, golden.drive, 1, 2)).toEqual(refusal);
    expect(host.commit(golden)).toEqual(refusal);
    expect(host.registers({ driveGain: 3 })).toEqual(refusal);
    expect(host.registers({ noise: 0 })).toBeUndefined();
    expect(await host.order({ ...run, latch: Latch.ARMED })).toEqual(refusal);
    physics.letGo();
    await first;
    // the second has latched by now, and the bank of the first is idle
    arm(host, 3);
    await second;
    expectMean(host, await host.order(run), 3);
  });

  test('need a problem that has not failed meanwhile', async () => {
    const { host, physics } = heldHost();
    host.program({ ...golden, blocks: { size: 1, codes: Float32Array.of(-0.5) } });
    const unstable = host.order(run);
    const next = [host.order(again), host.read()];
    physics.letGo();
    expect(await unstable).toMatchObject({ code: ErrorCode.UNSTABLE });
    expect(await Promise.all(next)).toEqual([badState(DeviceState.RUNNING), badState(DeviceState.RUNNING)]);
    expect(host.device.status()).toMatchObject({ state: DeviceState.IDLE, runs: 0n });
  });

  test('of one bank run the latched problem; nothing is written before the last has ended', async () => {
    const { host, physics } = heldHost({ ...ideal, array: { ...ideal.array, banks: 1 } });
    const taken = [host.order(run), host.order(again)];
    expect(host.write(ArrayId.DRIVE, golden.drive, 1, 2)).toEqual(badState(DeviceState.RUNNING));
    physics.letGo();
    for (const reading of taken) expectMean(host, await reading, 1);
    expect(host.write(ArrayId.DRIVE, golden.drive, 1, 2)).toBeUndefined();
  });
});

describe('a cancelled run', () => {
  test('that waits has not come; its bank is empty and idle', async () => {
    const { host, physics } = heldHost();
    const first = host.order(run);
    arm(host, 2);
    const second = host.job(run);
    const third = host.order(again);
    expect(second.cancel()).toBe(true);
    expect(await second.done).toEqual(aborted);
    expect(host.device.status()).toMatchObject({ armed: 0, queuedRuns: 1 });
    arm(host, 3);
    physics.letGo();
    expectMean(host, await first, 1);
    expectMean(host, await third, 1);
    expectMean(host, await host.order(run), 3);
  });

  test('in progress is over at once: its problem is the latched one, and the cells are empty', async () => {
    const { host, physics } = heldHost();
    const job = host.job(run);
    expect(job.cancel()).toBe(true);
    expect(await job.done).toEqual(aborted);
    expect(host.device.status()).toEqual({
      state: DeviceState.IDLE,
      armed: 0,
      queuedRuns: 0,
      runs: 0n,
      stickyErrors: 0,
    });
    expect(await host.read()).toEqual(badState(DeviceState.IDLE));
    const next = host.order({ ...again, start: StartState.PREVIOUS, carryTicks: tau });
    expect(host.device.status()).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 0 });
    physics.letGo();
    const reading = await next;
    expectMean(host, reading, 1);
    expect(reading).toMatchObject({ report: { carryPs: 0n } });
    expect(job.cancel()).toBe(false);
  });

  test('in its carry time leaves its own problem latched', async () => {
    const { host, physics } = heldHost();
    const first = host.order({ ...run, start: StartState.GRADIENT });
    physics.letGo();
    await first;
    arm(host, 2);
    physics.hold();
    const second = host.job({ ...run, start: StartState.PREVIOUS, carryTicks: tau });
    expect(second.cancel()).toBe(true);
    physics.letGo();
    expectMean(host, await host.order({ ...again, start: StartState.PREVIOUS }), 2);
  });

  test('in progress lets the next begin, with its own bank', async () => {
    const { host, physics } = heldHost();
    const first = host.job(run);
    arm(host, 2);
    const second = host.order({ ...run, start: StartState.PREVIOUS });
    first.cancel();
    physics.letGo();
    expectMean(host, await second, 2);
  });

  test('frees the cells on the virtual clock when the cancel comes', async () => {
    const { host, physics } = heldHost();
    const job = host.job({ ...run, runTicks: 10n * tau });
    const cancelPs = host.device.linkDown({ opcode: Opcode.CANCEL, bits: 64 }, 4_000_000n);
    job.cancel();
    physics.letGo();
    const next = stagesOf(await host.order(again));
    expect(next[Stage.SETTLE]!.startPs).toBe(cancelPs);
  });

  test('that is over cannot be cancelled', async () => {
    const { host, physics } = heldHost();
    physics.letGo();
    const job = host.job(run);
    expectMean(host, await job.done, 1);
    expect(job.cancel()).toBe(false);
    expect(host.device.status()).toMatchObject({ state: DeviceState.HOLDING, runs: 1n });
  });
});

test('a reading can be cancelled, and leaves the cells as they are', async () => {
  const { host, physics } = heldHost();
  physics.letGo();
  await host.order(run);
  const reading = host.device.read({ reads: 1, readIndex: 1 }, 0n);
  if (!('done' in reading)) throw new Error('refused');
  expect(reading.cancel()).toBe(true);
  expect(await reading.done).toEqual(aborted);
  expect(host.device.status()).toMatchObject({ state: DeviceState.HOLDING });
  expectMean(host, await host.read(), 1);
});

describe.each(['reset', 'sessionClosed'] as const)('%s', (end) => {
  test('ends every run at once and leaves the device as at power-on, whatever the physics do', async () => {
    const { host, physics } = heldHost();
    const first = host.job(run);
    arm(host, 2);
    const taken = [first.done, host.order(run), host.order(again), host.read()];
    host.device[end]();
    expect(await Promise.all(taken)).toEqual([aborted, aborted, aborted, aborted]);
    const powerOn = { state: DeviceState.IDLE, armed: 0, queuedRuns: 0, runs: 0n, stickyErrors: 0 };
    expect(host.device.status()).toEqual(powerOn);
    expect(first.cancel()).toBe(false);
    // two banks can be filled before the arithmetic is done with what was abandoned
    host.registers(goldenGains);
    host.program(golden);
    const next = host.order({ ...run, start: StartState.PREVIOUS });
    arm(host, 2);
    const last = host.order(run);
    expect(host.device.status()).toMatchObject({ state: DeviceState.RUNNING, queuedRuns: 1 });
    physics.letGo();
    expectMean(host, await next, 1);
    expectMean(host, await last, 2);
    expect(host.faults).toEqual([]);
  });
});

test('no time on the virtual clock depends on how long the arithmetic takes', async () => {
  const spec = chipNamed('reference');
  const problem = {
    rows: 2,
    cells: 3,
    couplings: Int8Array.of(1, 2, 3, -3, 2, 1),
    drive: Int16Array.of(100, -200, 300),
  };
  const traceOf = async (isFast: boolean): Promise<unknown[]> => {
    const physics = new HeldPhysics();
    const host = new DirectHost(spec, physics);
    hosts.push(host);
    physics.hold();
    const { device } = host;
    const arrivals: bigint[] = [];
    /** Frames of the next problem leave together at `departurePs`, and their answers go up. */
    const submit = (departurePs: bigint): Promise<Reading | ErrorReply> => {
      for (const opcode of [Opcode.WRITE, Opcode.DATA, Opcode.COMMIT]) {
        host.nowPs = device.linkDown({ opcode, bits: 20_000 }, departurePs);
        arrivals.push(device.linkUp({ opcode: Opcode.COMMIT, bits: 20_000 }, host.nowPs));
      }
      host.program(problem);
      host.nowPs = device.linkDown({ opcode: Opcode.RUN, bits: 500 }, departurePs);
      return host.order({ start: StartState.PREVIOUS, runTicks: 2000n, carryTicks: 300n });
    };
    const answer = async (reading: Promise<Reading | ErrorReply>): Promise<Reading['report']> => {
      const result = await reading;
      const departurePs = stagesOf(result)[Stage.ADC]!.endPs;
      const endPs = device.linkUp({ opcode: Opcode.DATA, bits: 100_000 }, departurePs);
      if (!('report' in result)) throw new Error('refused');
      return device.completeReport(result.report, { startPs: departurePs, endPs });
    };
    const first = submit(0n);
    if (isFast) {
      physics.letGo();
      await first;
    }
    const early = isFast ? await answer(first) : undefined;
    const second = submit(2_000_000n);
    physics.letGo();
    return [early ?? (await answer(first)), await answer(second), arrivals];
  };
  expect(await traceOf(true)).toEqual(await traceOf(false));
});

/** Conversions take time, so that the order of what waits shows on the clock. */
function chipWithAdcTime(): ChipSpec {
  const { adc } = chipNamed('reference');
  return { ...ideal, adc };
}
