import { afterEach, describe, expect, test } from '@jest/globals';
import {
  ArrayId,
  codesField,
  DeviceState,
  ErrorCode,
  Opcode,
  Stage,
  StartState,
  WireError,
  type ErrorReply,
  type Reading,
} from '@thermoloop/protocol';
import type { ChipSpec } from '../chip/chip-schema.js';
import { ExactPhysics } from '../physics/exact/exact-physics.js';
import type { AnalogProblem, Relaxation, Watch } from '../physics/physics.js';
import { chipNamed, DirectHost, type CodedSystem } from '../testing/direct-host.js';
import { golden, goldenGains } from '../testing/golden-system.js';

const ideal = chipNamed('ideal');
const reference = chipNamed('reference');
/** ticks of the ideal chip's timer in a time constant */
const tau = 1_000_000_000n;

const fromZero = [0.7468146035081505, -0.534556195805252];
const fromGradient = [1.8332820372085123, -1.1588027881223733];

const coded: CodedSystem = {
  rows: 2,
  cells: 3,
  couplings: Int8Array.of(1, 2, 3, -3, 2, 1),
  drive: Int16Array.of(100, -200, 300),
};

class FailingPhysics extends ExactPhysics {
  failsTo: 'program' | 'relax' | undefined;

  override async program(problem: AnalogProblem, threads: number): Promise<void> {
    if (this.failsTo === 'program') throw new Error('cannot program');
    await super.program(problem, threads);
  }

  override async relax(relaxation: Relaxation, watch?: Watch): Promise<void> {
    if (this.failsTo === 'relax') throw new Error('cannot relax');
    await super.relax(relaxation, watch);
  }
}

const hosts: DirectHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function hostOf(spec: ChipSpec, physics = new ExactPhysics()): DirectHost {
  const host = new DirectHost(spec, physics);
  hosts.push(host);
  return host;
}

function goldenHost(spec: ChipSpec = ideal): DirectHost {
  const host = hostOf(spec);
  expect(host.registers(goldenGains)).toBeUndefined();
  host.program(golden);
  return host;
}

const withBanks = (spec: ChipSpec, banks: number): ChipSpec => ({ ...spec, array: { ...spec.array, banks } });
const withDroop = (spec: ChipSpec, droopPerS: number): ChipSpec => ({
  ...spec,
  cell: { ...spec.cell, hold: { kind: 'capacitor', droopPerS } },
});

function expectClose(got: ArrayLike<number>, wanted: readonly number[], tolerance = 1e-6): void {
  wanted.forEach((value, i) => expect(Math.abs(got[i]! / value - 1)).toBeLessThan(tolerance));
}

async function expectGolden(host: DirectHost): Promise<void> {
  host.program(golden);
  expectClose(host.codesOf(await host.run(StartState.ZERO, (7n * tau) / 10n)), fromZero);
}

function reportOf(reading: Reading | ErrorReply): Reading['report'] {
  if (!('report' in reading)) throw new Error(`refused: ${JSON.stringify(reading)}`);
  return reading.report;
}

describe('start states', () => {
  test('zero and gradient give the golden means', async () => {
    const host = goldenHost();
    expectClose(host.codesOf(await host.run(StartState.ZERO, (7n * tau) / 10n)), fromZero);
    expectClose(host.codesOf(await host.run(StartState.GRADIENT, (7n * tau) / 10n)), fromGradient);
  });

  test('previous carries on: two parts are the whole', async () => {
    const host = goldenHost();
    await host.run(StartState.GRADIENT, (3n * tau) / 10n);
    expectClose(host.codesOf(await host.run(StartState.PREVIOUS, (4n * tau) / 10n)), fromGradient);
  });

  test('previous of cells that never ran is zero', async () => {
    const host = goldenHost();
    expectClose(host.codesOf(await host.run(StartState.PREVIOUS, (7n * tau) / 10n)), fromZero);
  });

  test('written starts at the start codes times the start gain', async () => {
    const host = hostOf(ideal);
    host.registers({ ...goldenGains, startGain: 2 });
    host.program({ ...golden, start: Float32Array.of(0.5, -0.5) });
    expectClose(host.codesOf(await host.run(StartState.WRITTEN, (7n * tau) / 10n)), fromGradient);
  });

  test('the noise register sets the variance, and the seed and run index name the draws', async () => {
    const state = async (seed: bigint, runIndex: bigint): Promise<number[]> => {
      const host = goldenHost();
      host.registers({ noise: 0.3, simulationSeed: seed, simulationRunIndex: runIndex });
      return Array.from(host.codesOf(await host.run(StartState.ZERO, tau)));
    };
    const first = await state(1n, 0n);
    expect(await state(1n, 0n)).toEqual(first);
    expect(await state(2n, 0n)).not.toEqual(first);
    expect(await state(1n, 1n)).not.toEqual(first);
  });
});

describe('draws', () => {
  const noisy = { ...goldenGains, noise: 0.3, simulationSeed: 5n };

  test('depend on the run index only, not on what ran before', async () => {
    const alone = goldenHost();
    alone.registers({ ...noisy, simulationRunIndex: 7n });
    const wanted = alone.codesOf(await alone.run(StartState.ZERO, tau));

    const after = goldenHost();
    after.registers({ ...noisy, simulationRunIndex: 3n });
    await after.run(StartState.ZERO, 2n * tau, 3);
    await after.read(2, 9);
    after.registers({ simulationRunIndex: 7n });
    expect(after.codesOf(await after.run(StartState.ZERO, tau))).toEqual(wanted);
  });

  test('a host that names no run gets other draws each time', async () => {
    const host = goldenHost();
    host.registers(noisy);
    const first = host.codesOf(await host.run(StartState.ZERO, tau));
    expect(host.device.readRegister('simulationRunIndex')).toBe(1n);
    expect(host.codesOf(await host.run(StartState.ZERO, tau))).not.toEqual(first);
  });

  test('readings of one run differ by their index and repeat with it', async () => {
    const host = hostOf(reference);
    // a gain at which the converter's own noise moves codes
    host.registers({ couplingGain: 2 ** -10, driveGain: 2 ** -20, leak: 1, readoutGain: 2 ** -20 });
    const drive = new Int16Array(200).map((_, i) => i - 100);
    host.program({ rows: 1, cells: 200, couplings: new Int8Array(200), drive });
    const codes = host.codesOf(await host.run(StartState.ZERO, 1000n, 2));
    expect(codes.subarray(0, 200)).not.toEqual(codes.subarray(200));
    expect(host.codesOf(await host.read(2, 0))).toEqual(codes);
    const again = host.codesOf(await host.read(1, 1));
    expect(again).not.toEqual(codes.subarray(0, 200));
    expect(host.codesOf(await host.read(1, 1))).toEqual(again);
  });
});

describe('reading', () => {
  test('again at another gain gives the same voltages', async () => {
    const host = goldenHost();
    await host.run(StartState.GRADIENT, (7n * tau) / 10n);
    host.registers({ readoutGain: 0.25 });
    expectClose(
      host.codesOf(await host.read()),
      fromGradient.map((value) => 4 * value),
    );
  });

  test('clips where the gain is too low, says so, and keeps the state', async () => {
    const host = hostOf(reference);
    const gains = { couplingGain: 2 ** -10, driveGain: 2 ** -12, leak: 1, readoutGain: 2 ** -14 };
    expect(host.registers(gains)).toBeUndefined();
    host.program(coded);
    const clipped = reportOf(await host.run(StartState.ZERO, 5000n));
    expect(clipped.adcClipped).toBeGreaterThan(0);
    expect(host.device.status().stickyErrors).toBe(2);
    host.registers({ readoutGain: 2 ** -9 });
    expect(reportOf(await host.read()).adcClipped).toBe(0);
  });

  test('codes beyond the resolution saturate at the DAC and are counted', async () => {
    const host = hostOf(reference);
    host.program({
      ...coded,
      couplings: Int8Array.of(1, -128, 3, -3, 2, 1),
      drive: Int16Array.of(2047, 2048, -4000),
    });
    expect(reportOf(await host.run(StartState.ZERO, 1n)).dacClipped).toBe(3);
    expect(host.device.status().stickyErrors & 1).toBe(1);
  });
});

describe('hold', () => {
  const droop = 1000;

  test('a held cell loses what the droop says by the next reading and the next latch', async () => {
    const host = goldenHost(withDroop(ideal, droop));
    await host.run(StartState.GRADIENT, 0n);
    host.nowPs = 500_000_000n; // half a millisecond
    const retained = Math.exp(-droop * 0.5e-3);
    const reading = await host.read();
    expectClose(host.codesOf(reading), [retained, -retained]);
    expect(reportOf(reading).droopV2).toBeCloseTo((1 - retained) ** 2, 6);
    // a second reading at the same time loses nothing more
    expectClose(host.codesOf(await host.read()), [retained, -retained]);
    const next = await host.run(StartState.PREVIOUS, 0n);
    expectClose(host.codesOf(next), [retained, -retained]);
    expect(reportOf(next).droopV2).toBeCloseTo((1 - retained) ** 2, 6);
  });

  test('without droop nothing is lost, ever', async () => {
    const host = goldenHost();
    await host.run(StartState.GRADIENT, 0n);
    host.nowPs = 10n ** 15n;
    const reading = await host.read();
    expect(Array.from(host.codesOf(reading))).toEqual([1, -1]);
    expect(reportOf(reading).droopV2).toBe(0);
  });
});

describe('states and refusals', () => {
  const badState = (state: DeviceState) => ({ code: ErrorCode.BAD_STATE, field: 0, got: state, limit: 0 });

  test('idle, armed, running, holding', async () => {
    const host = hostOf(ideal);
    expect(host.device.status()).toEqual({
      state: DeviceState.IDLE,
      armed: 0,
      queuedRuns: 0,
      runs: 0n,
      stickyErrors: 0,
    });
    host.registers(goldenGains);
    host.program(golden);
    expect(host.device.status()).toMatchObject({ state: DeviceState.ARMED, armed: 1 });
    const running = host.run(StartState.ZERO, tau);
    expect(host.device.status()).toMatchObject({ state: DeviceState.RUNNING, armed: 0 });
    await running;
    expect(host.device.status()).toMatchObject({ state: DeviceState.HOLDING, runs: 1n });
  });

  test('a run needs a problem, a reading needs a state', async () => {
    const host = hostOf(ideal);
    expect(await host.run(StartState.ZERO, tau)).toEqual(badState(DeviceState.IDLE));
    expect(await host.read()).toEqual(badState(DeviceState.IDLE));
    host.program(golden);
    expect(await host.read()).toEqual(badState(DeviceState.ARMED));
  });

  test('writing to the armed bank disarms it', async () => {
    const host = goldenHost();
    host.write(ArrayId.DRIVE, golden.drive, 1, 2);
    expect(await host.run(StartState.ZERO, tau)).toEqual(badState(DeviceState.IDLE));
  });

  test('start codes and blocks must be there when they are asked for', async () => {
    const host = goldenHost();
    expect(await host.run(StartState.WRITTEN, tau)).toMatchObject({
      code: ErrorCode.INCOMPLETE,
      field: ArrayId.START,
    });
    const plain = hostOf(ideal);
    plain.program({ ...golden, blocks: undefined } as unknown as CodedSystem);
    plain.registers({ identityBlocks: 0 });
    expect(await plain.run(StartState.ZERO, tau)).toMatchObject({
      code: ErrorCode.INCOMPLETE,
      field: ArrayId.BLOCKS,
    });
  });

  test('an unstable problem is refused with its rate and drives nothing', async () => {
    const host = hostOf(ideal);
    host.registers(goldenGains);
    host.program({ ...golden, blocks: { size: 1, codes: Float32Array.of(-0.5) } });
    const refusal = await host.run(StartState.ZERO, tau);
    expect(refusal).toMatchObject({ code: ErrorCode.UNSTABLE });
    expect((refusal as ErrorReply).got).toBeCloseTo(2.4, 6);
    expect(await host.run(StartState.ZERO, tau)).toEqual(badState(DeviceState.IDLE));
    await expectGolden(host);
  });

  test('blocks that are not symmetric are refused', async () => {
    const host = hostOf(ideal);
    host.program({
      ...golden,
      rows: 2,
      couplings: Float32Array.of(1, 2, 3, 4),
      blocks: { size: 2, codes: Float32Array.of(1, 0.5, 0.2, 1) },
    });
    expect(await host.run(StartState.ZERO, tau)).toMatchObject({ code: ErrorCode.NOT_SYMMETRISABLE });
  });

  test.each([
    ['COUPLINGS', { couplings: Float32Array.of(1, NaN) }, NaN],
    ['COUPLINGS', { couplings: Float32Array.of(1, -Infinity) }, -Infinity],
    ['BLOCKS', { blocks: { size: 1, codes: Float32Array.of(NaN) } }, NaN],
    ['DRIVE', { drive: Float32Array.of(Infinity, 1) }, Infinity],
    ['START', { start: Float32Array.of(0, NaN) }, NaN],
  ] as const)(
    '%s with a code that is no number are refused by name, and the device goes on',
    async (...row) => {
      const [array, codes, value] = row;
      const host = hostOf(ideal);
      host.registers(goldenGains);
      host.program({ ...golden, ...codes });
      const refusal = await host.run(StartState.ZERO, tau);
      expect(refusal).toMatchObject({
        code: ErrorCode.BAD_ARGUMENT,
        field: codesField(ArrayId[array]),
        got: value,
      });
      expect(new WireError(refusal as ErrorReply, 'RUN').sentence()).toContain(
        `a code of ${array} is ${value}`,
      );
      await expectGolden(host);
      expect(host.faults).toEqual([]);
    },
  );

  test('couplings whose products leave the arithmetic are refused with the largest', async () => {
    const host = hostOf(ideal);
    const [rows, cells] = [20, 300];
    const couplings = new Float32Array(rows * cells).fill(1);
    couplings[7 * cells + 5] = -1e25;
    host.program({ rows, cells, couplings, drive: new Float32Array(cells).fill(1) });
    const refusal = (await host.run(StartState.ZERO, tau)) as ErrorReply;
    expect(refusal).toMatchObject({
      code: ErrorCode.BAD_ARGUMENT,
      field: codesField(ArrayId.COUPLINGS),
      got: Math.fround(-1e25),
    });
    expect(Math.abs(refusal.got)).toBeGreaterThan(refusal.limit);
  });

  test.each(['program', 'relax'] as const)(
    'physics that fail to %s are INTERNAL to that run, told, and forgotten with the next',
    async (step) => {
      const physics = new FailingPhysics();
      const host = hostOf(ideal, physics);
      host.registers(goldenGains);
      host.program(golden);
      await host.run(StartState.GRADIENT, 0n);
      physics.failsTo = step;
      host.program(golden);
      expect(await host.run(StartState.ZERO, tau)).toMatchObject({ code: ErrorCode.INTERNAL });
      expect(host.faults).toEqual([new Error(`cannot ${step}`)]);
      physics.failsTo = undefined;
      expect(host.device.status()).toMatchObject({ state: DeviceState.HOLDING, runs: 1n });
      expect(Array.from(host.codesOf(await host.read()))).toEqual([1, -1]);
      await expectGolden(host);
    },
  );

  test('reset and the end of a session forget everything, also in the middle of a run', async () => {
    const host = goldenHost();
    const running = host.run(StartState.ZERO, tau);
    host.device.reset();
    expect(await running).toMatchObject({ code: ErrorCode.ABORTED });
    expect(host.device.status()).toEqual({
      state: DeviceState.IDLE,
      armed: 0,
      queuedRuns: 0,
      runs: 0n,
      stickyErrors: 0,
    });
    expect(host.device.readRegister('leak')).toBe(1);
    host.registers(goldenGains);
    host.program(golden);
    await host.run(StartState.GRADIENT, tau);
    host.device.sessionClosed();
    expect(await host.read()).toEqual(badState(DeviceState.IDLE));
  });

  test('registers start on the grids of the chip', () => {
    const { device } = hostOf(reference);
    expect(device.readRegister('driveGain')).toBe(2 ** -11);
    expect(device.readRegister('noise')).toBe(4.14e-12);
  });
});

describe('two banks', () => {
  test('the next problem is written and armed during a run, which it does not touch', async () => {
    const host = goldenHost();
    const running = host.run(StartState.ZERO, (7n * tau) / 10n);
    host.registers({ driveGain: 2 });
    host.program(golden);
    expectClose(host.codesOf(await running), fromZero);
    const second = host.codesOf(await host.run(StartState.ZERO, (7n * tau) / 10n));
    expectClose(
      second,
      fromZero.map((value) => 2 * value),
    );
  });

  test('without a new commit the latched problem runs again with the gains it latched', async () => {
    const host = goldenHost();
    await host.run(StartState.ZERO, tau);
    host.registers({ driveGain: 2 });
    host.write(ArrayId.DRIVE, Float32Array.of(9, 9), 1, 2);
    expectClose(host.codesOf(await host.run(StartState.ZERO, (7n * tau) / 10n)), fromZero);
  });
});

describe('one bank', () => {
  const oneBank = withBanks(ideal, 1);
  const running = { code: ErrorCode.BAD_STATE, got: DeviceState.RUNNING };

  test('refuses writes, problem gains and commits during a run', async () => {
    const host = goldenHost(oneBank);
    const run = host.run(StartState.ZERO, tau);
    expect(host.write(ArrayId.DRIVE, golden.drive, 1, 2)).toMatchObject(running);
    expect(host.registers({ leak: 1 })).toMatchObject(running);
    expect(host.commit(golden)).toMatchObject(running);
    expect(host.registers({ readoutGain: 2 })).toBeUndefined();
    await run;
  });

  test('cells hold while it is written, and do not run before it is committed', async () => {
    const host = goldenHost(oneBank);
    await host.run(StartState.GRADIENT, 0n);
    host.write(ArrayId.COUPLINGS, golden.couplings, 1, 2);
    expect(await host.run(StartState.ZERO, tau)).toMatchObject({ code: ErrorCode.BAD_STATE });
    expect(Array.from(host.codesOf(await host.read()))).toEqual([1, -1]);
    host.program(golden);
    expectClose(host.codesOf(await host.run(StartState.PREVIOUS, (7n * tau) / 10n)), fromGradient);
  });

  test('its conversion waits until the cells have been read, of two banks until the other has latched', async () => {
    const slow = withBanks(reference, 1);
    const timesOf = async (spec: ChipSpec) => {
      const host = hostOf(spec);
      host.program(coded);
      const first = reportOf(await host.run(StartState.ZERO, 1000n));
      host.program(coded);
      const second = reportOf(await host.run(StartState.ZERO, 1000n));
      return {
        latched: first.stages[Stage.SETTLE]!.startPs,
        read: first.stages[Stage.ADC]!.endPs,
        converted: second.stages[Stage.DAC]!.startPs,
      };
    };
    const one = await timesOf(slow);
    expect(one.converted).toBe(one.read);
    const two = await timesOf(reference);
    expect(two.converted).toBe(two.latched);
    expect(two.latched).toBeLessThan(two.read);
  });
});

describe('the virtual clock', () => {
  const transfer = (host: DirectHost, opcode: number, bits: number): bigint =>
    host.device.linkDown({ opcode, bits }, 1_000n);

  test('stages of a run follow one another with the durations of the spec', async () => {
    const host = hostOf(reference);
    transfer(host, Opcode.HELLO, 0);
    const firstPs = host.device.linkDown({ opcode: Opcode.WRITE, bits: 776 }, 5_000_000n);
    expect(firstPs).toBe(5_000_000n + 20_000n + 500_000n); // 1000 bits at 50 Gbit/s, then latency
    host.program(coded);
    const arrival = host.device.linkDown({ opcode: Opcode.RUN, bits: 776 }, 5_000_000n);
    host.nowPs = arrival;
    const report = host.device.completeReport(reportOf(await host.run(StartState.ZERO, 2000n, 4)), {
      startPs: 0n,
      endPs: 1n,
    });
    const { stages } = report;
    expect(stages[Stage.LINK_DOWN]).toEqual({ startPs: 5_000_000n, endPs: arrival });
    // two rows of couplings, 10 ns each; three drive codes at once take 10 ns
    expect(stages[Stage.DAC]).toEqual({ startPs: firstPs, endPs: firstPs + 20_000n });
    const latch = arrival > firstPs + 20_000n ? arrival : firstPs + 20_000n;
    expect(stages[Stage.SETTLE]).toEqual({ startPs: latch, endPs: latch + 1_000_000n });
    const relaxed = latch + 1_000_000n + 2_000_000n;
    expect(stages[Stage.RELAX]).toEqual({ startPs: latch + 1_000_000n, endPs: relaxed });
    // twelve conversions on 128 converters: one round of 10 ns and 0.78125 ns
    expect(stages[Stage.ADC]).toEqual({ startPs: relaxed, endPs: relaxed + 10_781n });
    expect(stages[Stage.LINK_UP]).toEqual({ startPs: 0n, endPs: 1n });
    expect(report.bitsDown).toBe(BigInt(224 + 1000 + 1000));
    expect(report.adcConversions).toBe(12n);
    expect(report.dacConversions).toBe(9n);
    expect(report.energyJ[Stage.DAC]).toBeCloseTo(6 * 1e-12 + 3 * 50e-12, 18);
    expect(report.energyJ[Stage.RELAX]).toBeCloseTo(0.33 * 2e-6, 12);
    expect(report.energyJ[Stage.ADC]).toBeCloseTo(12 * 1.56e-12, 18);
    expect(report.energyJ[Stage.LINK_DOWN]).toBeCloseTo(2224 * 5e-12, 15);
  });

  test('a run that comes while the cells are read waits; bits are counted once', async () => {
    const host = hostOf(reference);
    host.program(coded);
    const first = reportOf(await host.run(StartState.ZERO, 1000n));
    const second = reportOf(await host.run(StartState.ZERO, 1000n));
    expect(second.stages[Stage.SETTLE]!.startPs).toBe(first.stages[Stage.ADC]!.endPs);
    expect(second.bitsDown).toBe(0n);
    expect(second.dacConversions).toBe(0n);
  });

  test('what went up is counted in the report that completes it', async () => {
    const host = hostOf(reference);
    host.program(coded);
    const report = reportOf(await host.run(StartState.ZERO, 1000n));
    const departure = report.stages[Stage.ADC]!.endPs;
    const arrival = host.device.linkUp({ opcode: Opcode.DATA, bits: 24 }, departure);
    expect(arrival).toBe(departure + 4_960n + 500_000n);
    const linkUp = { startPs: departure, endPs: arrival };
    const complete = host.device.completeReport(report, linkUp);
    expect(complete.bitsUp).toBe(248n);
    expect(complete.stages[Stage.LINK_UP]).toEqual(linkUp);
    expect(complete.energyJ[Stage.LINK_UP]).toBeCloseTo(248 * 5e-12, 18);
  });
});
