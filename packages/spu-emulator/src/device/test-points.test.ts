import { afterEach, describe, expect, test } from '@jest/globals';
import {
  codesField,
  ArrayId,
  DeviceState,
  ErrorCode,
  errorReply,
  Stage,
  StartState,
  TestInput,
  type ErrorReply,
  type Reading,
} from '@thermoloop/protocol';
import { picoseconds } from '@thermoloop/sim-kernel';
import type { ChipSpec } from '../chip/chip-schema.js';
import { ExactPhysics } from '../physics/exact/exact-physics.js';
import { chipNamed, DirectHost } from '../testing/direct-host.js';
import { golden, goldenGains } from '../testing/golden-system.js';

const testPoints = { loopback: true, zeroInput: true, referenceV: 0.3 };
const ideal: ChipSpec = { ...chipNamed('ideal'), testPoints };
const reference: ChipSpec = { ...chipNamed('reference'), testPoints };

type Quantized<K extends 'dac' | 'adc'> = Extract<ChipSpec[K], { kind: 'quantized' }>;

/** The reference chip with other converters, and no noise in them. */
function converters(dac: Partial<Quantized<'dac'>>, adc: Partial<Quantized<'adc'>>): ChipSpec {
  const quiet = {
    dac: { ...(reference.dac as Quantized<'dac'>), outputNoiseLsbRms: 0, ...dac },
    adc: { ...(reference.adc as Quantized<'adc'>), inputReferredNoiseLsbRms: 0, ...adc },
  };
  return { ...reference, ...quiet };
}

const hosts: DirectHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function hostOf(spec: ChipSpec): DirectHost {
  const host = new DirectHost(spec, new ExactPhysics());
  hosts.push(host);
  return host;
}

function reportOf(reading: Reading | ErrorReply): Reading['report'] {
  if (!('report' in reading)) throw new Error(`refused: ${JSON.stringify(reading)}`);
  return reading.report;
}

const input = TestInput.LOOPBACK;
const tau = 1_000_000_000n;
/** long enough for any output to settle to all digits, in ticks of the reference chip */
const settled = { delayTicks: 1_000_000n };

describe('a loopback', () => {
  test('of ideal converters gives its codes back exactly, whatever the gain', async () => {
    const host = hostOf(ideal);
    host.registers({ driveGain: 0.3, readoutGain: 0.3 });
    const codes = Float32Array.from({ length: 1000 }, (_, i) => Math.fround(Math.sin(i) * 10 ** (i % 7)));
    expect(host.codesOf(await host.measure({ input, codes }))).toEqual(codes);
  });

  test('of quantized ones rounds the voltage to the nearest code, and counts what saturates', async () => {
    const host = hostOf(converters({}, {}));
    const gains = { driveGain: 2 ** -12, readoutGain: 2 ** -9 };
    host.registers(gains);
    const codes = Int16Array.from({ length: 4096 }, (_, i) => i - 2048);
    const reading = await host.measure({ input, codes, ...settled });
    const wanted = Array.from(codes, (code) => {
      const steps = Math.max(-2047, code) / 8;
      const isTie = Math.abs(steps % 1) === 0.5;
      const nearest = isTie ? 2 * Math.round(steps / 2) : Math.round(steps);
      return Math.min(127, Math.max(-127, nearest));
    });
    expect([...host.codesOf(reading)].map((code) => code + 0)).toEqual(wanted.map((code) => code + 0));
    // −2048 is no code of the DAC; 127.5 and more on either side are none of the ADC
    expect(reportOf(reading)).toMatchObject({ dacClipped: 1, adcClipped: 2 * 1028 + 1 });
    expect(host.device.status().stickyErrors).toBe(3);
  });

  test('reads every code as often as it is told, side by side', async () => {
    const host = hostOf(ideal);
    const reading = await host.measure({ input, codes: Float32Array.of(1, -2, 3), reads: 2 });
    expect(host.codesOf(reading)).toEqual(Float32Array.of(1, 1, -2, -2, 3, 3));
  });

  test('takes the gains as they were when it came', async () => {
    const host = hostOf(ideal);
    host.registers({ driveGain: 2, readoutGain: 1 });
    const first = host.measure({ input, codes: Float32Array.of(5) });
    const second = host.measure({ input, codes: Float32Array.of(5) });
    host.registers({ driveGain: 4, readoutGain: 2 });
    expect(host.codesOf(await first)).toEqual(Float32Array.of(10));
    expect(host.codesOf(await second)).toEqual(Float32Array.of(10));
  });

  test('refuses codes that are no numbers, and what no code can hold', async () => {
    const host = hostOf(ideal);
    const field = codesField(ArrayId.DRIVE);
    const largest = (2 - 2 ** -23) * 2 ** 127;
    expect(await host.measure({ input, codes: Float32Array.of(1, NaN) })).toEqual(
      errorReply(ErrorCode.BAD_ARGUMENT, { field, got: NaN, limit: largest }),
    );
    host.registers({ driveGain: 2 ** 20 });
    expect(await host.measure({ input, codes: Float32Array.of(1, 2 ** 120), reads: 3 })).toEqual(
      errorReply(ErrorCode.BAD_ARGUMENT, { field, got: 2 ** 120, limit: largest / 2 ** 20 }),
    );
    expect(host.faults).toEqual([]);
    expect(host.codesOf(await host.measure({ input, codes: Float32Array.of(1) }))[0]).toBe(2 ** 20);
  });
});

describe('the delay', () => {
  const timeConstantS = 100e-9;
  const settlingTimeS = timeConstantS * 13 * Math.LN2;
  const fine = (): DirectHost => {
    const host = hostOf(converters({ settlingTimeS }, { resolutionBits: 16 }));
    host.registers({ driveGain: 2 ** -12, readoutGain: 2 ** -16 });
    return host;
  };
  const lsbs = 2 ** 4;

  test('of one time constant gives 1 − 1/e of a step', async () => {
    const host = fine();
    const [code] = host.codesOf(await host.measure({ input, codes: Int16Array.of(2000), delayTicks: 100n }));
    expect(Math.abs(code! - 2000 * lsbs * (1 - Math.exp(-1)))).toBeLessThan(0.51);
  });

  test('leaves the output on its way: it goes on from there', async () => {
    const host = fine();
    const codes = Int16Array.of(1500, 1500, -1500, 0);
    const reading = host.codesOf(await host.measure({ input, codes, delayTicks: 50n }));
    const rest = Math.exp(-0.5);
    const levels = [1500 * (1 - rest)];
    for (const code of codes.slice(1)) levels.push(code + (levels.at(-1)! - code) * rest);
    levels.forEach((level, i) => expect(Math.abs(reading[i]! - level * lsbs)).toBeLessThan(0.51));
  });

  test('of the settling time leaves half an LSB of a full-scale step', async () => {
    const host = hostOf(converters({ settlingTimeS: 1e-6 }, { resolutionBits: 16 }));
    host.registers({ driveGain: 2 ** -12, readoutGain: 2 ** -20 });
    const twice = Int16Array.of(2047, -2047, 2047);
    const [, , last] = host.codesOf(await host.measure({ input, codes: twice, delayTicks: 1000n }));
    // the readout saturates at 128 LSB of the DAC: the step is read from the other end
    expect(last).toBe(32_767);
    const [, back] = host.codesOf(
      await host.measure({ input, codes: Int16Array.of(2047, 0), delayTicks: 1000n }),
    );
    expect(Math.abs(back! - (2047 * 256) / 2 ** 13)).toBeLessThan(0.6);
  });

  test('starts from the output for code 0, with its offset', async () => {
    const host = hostOf(converters({ settlingTimeS, offsetErrorLsb: 40 }, { resolutionBits: 16 }));
    host.registers({ driveGain: 2 ** -12, readoutGain: 2 ** -16 });
    const [zero] = host.codesOf(await host.measure({ input, codes: Int16Array.of(0), delayTicks: 0n }));
    expect(zero).toBe(40 * lsbs);
  });
});

describe('each converter', () => {
  const counts = { converters: 3 };
  const system = (codes: Int16Array) => ({
    rows: 1,
    cells: codes.length,
    couplings: new Int8Array(codes.length),
    drive: codes,
  });
  const gains = {
    couplingGain: 2 ** -10,
    leak: 1,
    driveGain: 2 ** -12,
    startGain: 2 ** -12,
    readoutGain: 2 ** -16,
  };

  test('has the same errors in a loopback as for the cells that it drives', async () => {
    const spread = { ...counts, offsetSpreadLsbRms: 5, gainSpreadPctFsRms: 3 };
    const host = hostOf(converters(spread, { resolutionBits: 16 }));
    host.registers(gains);
    host.program(system(Int16Array.of(1000, 1000, 1000)));
    const cells = [...host.codesOf(await host.run(StartState.GRADIENT, 0n))];
    expect(new Set(cells).size).toBe(3);
    for (const [dacConverter, wanted] of cells.entries()) {
      for (const adcConverter of [0, 77]) {
        const order = { input, codes: Int16Array.of(1000), dacConverter, adcConverter, ...settled };
        const [code] = host.codesOf(await host.measure(order));
        expect(Math.abs(code! - wanted)).toBeLessThanOrEqual(1); // cells are f32
      }
    }
  });

  test('has the same errors at 0 V as for the cells that it reads', async () => {
    const host = hostOf(converters({}, { ...counts, resolutionBits: 16, offsetSpreadLsbRms: 50 }));
    host.registers(gains);
    host.program(system(new Int16Array(3)));
    const cells = [...host.codesOf(await host.run(StartState.ZERO, 0n))];
    expect(new Set(cells).size).toBe(3);
    const zeros: number[] = [];
    for (const adcConverter of [0, 1, 2]) {
      zeros.push(host.codesOf(await host.measure({ input: TestInput.ZERO, adcConverter }))[0]!);
    }
    expect(zeros).toEqual(cells);
  });

  test('drifts with the time of the conversion, in runs and measurements alike', async () => {
    const host = hostOf(converters({}, { ...counts, resolutionBits: 16, offsetDriftLsbPerS: 50 }));
    host.registers(gains);
    host.program(system(new Int16Array(3)));
    const atSeconds = async (seconds: number): Promise<{ cell: number; zero: number }> => {
      host.nowPs = picoseconds(seconds);
      const [, cell] = host.codesOf(await host.run(StartState.ZERO, 0n));
      const zero = host.codesOf(await host.measure({ input: TestInput.ZERO, adcConverter: 1 }))[0]!;
      return { cell: cell!, zero };
    };
    expect(await atSeconds(0)).toEqual({ cell: 0, zero: 0 });
    const { cell, zero } = await atSeconds(100);
    expect(cell).not.toBe(0);
    expect(zero).toBe(cell);
    const later = await atSeconds(300);
    expect(Math.abs(later.zero - 3 * zero)).toBeLessThanOrEqual(2);
    expect(later.cell).toBe(later.zero);
  });

  test('of the drive drifts with the time at which its bank is converted', async () => {
    const host = hostOf(converters({ ...counts, offsetDriftLsbPerS: 1 }, { resolutionBits: 16 }));
    host.registers(gains);
    const codes = Int16Array.of(0, 0, 0);
    const atSeconds = async (seconds: number): Promise<[number, number]> => {
      host.nowPs = picoseconds(seconds);
      host.device.linkDown({ opcode: 0x23, bits: 8 }, host.nowPs);
      host.program(system(codes));
      const [, cell] = host.codesOf(await host.run(StartState.GRADIENT, 0n));
      const order = { input, codes: Int16Array.of(0), dacConverter: 1, ...settled };
      return [cell!, host.codesOf(await host.measure(order))[0]!];
    };
    expect(await atSeconds(0)).toEqual([0, 0]);
    const [cell, loop] = await atSeconds(100);
    expect(Math.abs(cell)).toBeGreaterThan(16);
    expect(Math.abs(loop - cell)).toBeLessThanOrEqual(1);
  });
});

test('the reference is converted at its voltage', async () => {
  const host = hostOf(ideal);
  host.registers({ readoutGain: 0.1 });
  const codes = host.codesOf(await host.measure({ input: TestInput.REFERENCE, reads: 2 }));
  expect(codes).toEqual(Float32Array.of(0.3 / 0.1, 0.3 / 0.1));
});

describe('the draws', () => {
  const codes = new Int16Array(500).fill(70);
  const noisy = converters({ outputNoiseLsbRms: 3 }, { inputReferredNoiseLsbRms: 2 });
  const host = (): DirectHost => {
    const fresh = hostOf(noisy);
    fresh.registers({ driveGain: 2 ** -12, readoutGain: 2 ** -11, simulationSeed: 5n });
    return fresh;
  };
  const measured = async (host: DirectHost, measureIndex: number): Promise<string> =>
    host.codesOf(await host.measure({ input, codes, reads: 2, measureIndex, ...settled })).join();

  test('are named by seed and index, and by nothing that came before', async () => {
    const one = host();
    const first = await measured(one, 7);
    expect(await measured(one, 8)).not.toBe(first);
    expect(await measured(one, 7)).toBe(first);
    expect(await measured(host(), 7)).toBe(first);
    one.registers({ simulationSeed: 6n });
    expect(await measured(one, 7)).not.toBe(first);
  });

  test('of the DAC are one a code, of the ADC one a read', async () => {
    const quietAdc = hostOf(converters({ outputNoiseLsbRms: 30 }, { resolutionBits: 16 }));
    quietAdc.registers({ driveGain: 2 ** -12, readoutGain: 2 ** -16 });
    const pairs = [...quietAdc.codesOf(await quietAdc.measure({ input, codes, reads: 2, ...settled }))];
    const [even, odd] = [0, 1].map((offset) => pairs.filter((_, i) => i % 2 === offset));
    expect(even).toEqual(odd);
    expect(new Set(even).size).toBeGreaterThan(100);
    const noisyHost = host();
    const noisyPairs = [
      ...noisyHost.codesOf(await noisyHost.measure({ input, codes, reads: 2, ...settled })),
    ];
    expect(noisyPairs.filter((_, i) => i % 2 === 0)).not.toEqual(noisyPairs.filter((_, i) => i % 2 === 1));
  });
});

describe('what is in the device', () => {
  const run = { start: StartState.PREVIOUS, runTicks: tau };
  const measure = { input, codes: Float32Array.of(1, 2, 3), delayTicks: 3n } as const;
  const golden4 = { ...goldenGains, noise: 0.01, simulationSeed: 9n };

  test('stays as it was, to the bit: states, banks, cells, draws', async () => {
    const disturbed = hostOf(ideal);
    const undisturbed = hostOf(ideal);
    for (const host of [disturbed, undisturbed]) host.registers(golden4);
    const between = async (state: DeviceState, armed: number): Promise<void> => {
      const before = disturbed.device.status();
      expect(before).toMatchObject({ state, armed });
      for (const order of [measure, { input: TestInput.ZERO }, { input: TestInput.REFERENCE }]) {
        const reading = disturbed.measure(order);
        expect(disturbed.device.status()).toEqual({ ...before, state: DeviceState.RUNNING });
        disturbed.codesOf(await reading);
        expect(disturbed.device.status()).toEqual(before);
      }
    };
    const both = async (act: (host: DirectHost) => Promise<Reading | ErrorReply>): Promise<void> => {
      const [a, b] = [await act(disturbed), await act(undisturbed)];
      expect(disturbed.codesOf(a)).toEqual(undisturbed.codesOf(b));
    };
    await between(DeviceState.IDLE, 0);
    for (const host of [disturbed, undisturbed]) host.program(golden);
    await between(DeviceState.ARMED, 1);
    await both((host) => host.order(run));
    await between(DeviceState.HOLDING, 0);
    await both((host) => host.read());
    await both((host) => host.order(run));
    for (const host of [disturbed, undisturbed]) host.program(golden);
    await between(DeviceState.ARMED, 1);
    await both((host) => host.order(run));
  });

  test('waits, is refused where the queue is full, and ends with CANCEL while the cells stay', async () => {
    const host = hostOf({ ...ideal, array: { ...ideal.array, runQueueDepth: 1 } });
    host.registers(goldenGains);
    host.program(golden);
    const running = host.order({ start: StartState.GRADIENT, runTicks: tau });
    const plain = { reads: 1, dacConverter: 0, adcConverter: 0, measureIndex: 0, ...measure };
    const job = host.device.measure(plain, 0n);
    if (!('done' in job)) throw new Error('refused');
    const full = errorReply(ErrorCode.QUEUE_FULL, { got: 1, limit: 1 });
    expect(host.device.measure(plain, 0n)).toEqual(full);
    expect(host.device.read({ reads: 1, readIndex: 1 }, 0n)).toEqual(full);
    expect(job.cancel()).toBe(true);
    expect(await job.done).toEqual(errorReply(ErrorCode.ABORTED));
    const before = host.codesOf(await running);
    const current = host.device.measure(plain, 0n);
    if (!('done' in current)) throw new Error('refused');
    expect(current.cancel()).toBe(true);
    expect(await current.done).toEqual(errorReply(ErrorCode.ABORTED));
    expect(current.cancel()).toBe(false);
    expect(host.codesOf(await host.read())).toEqual(before);
  });
});

describe('a measurement in virtual time', () => {
  const slow = converters(
    { conversionTimeS: 40e-9, latencyS: 5e-9, energyPerConversionJ: 3e-12, converters: 4 },
    { acquisitionTimeS: 20e-9, conversionTimeS: 30e-9, latencyS: 7e-9, energyPerConversionJ: 2e-12 },
  );
  const lengthPs = (reading: Reading | ErrorReply, stage: Stage): bigint => {
    const { startPs, endPs } = reportOf(reading).stages[stage]!;
    return endPs - startPs;
  };

  test('takes a setting and a delay for each code, and a conversion for each read', async () => {
    const host = hostOf(slow);
    host.nowPs = 1000n;
    const reading = await host.measure({ input, codes: Int16Array.of(1, 2, 3), reads: 2, delayTicks: 100n });
    expect(lengthPs(reading, Stage.DAC)).toBe(3n * (45_000n + 100_000n));
    expect(lengthPs(reading, Stage.ADC)).toBe(3n * (2n * 50_000n + 7000n));
    for (const stage of [Stage.CARRY, Stage.SETTLE, Stage.RELAX]) expect(lengthPs(reading, stage)).toBe(0n);
    const { stages, energyJ, ...counts } = reportOf(reading);
    expect(stages[Stage.DAC]!.startPs).toBe(1000n);
    expect(stages[Stage.ADC]!.startPs).toBe(stages[Stage.DAC]!.endPs);
    expect(energyJ[Stage.DAC]).toBeCloseTo(9e-12, 20);
    expect(energyJ[Stage.ADC]).toBeCloseTo(12e-12, 20);
    expect(counts).toMatchObject({ dacConversions: 3n, adcConversions: 6n, carryPs: 0n, droopV2: 0 });
  });

  test('without codes only converts', async () => {
    const host = hostOf(slow);
    const reading = await host.measure({ input: TestInput.ZERO, reads: 5 });
    expect(lengthPs(reading, Stage.DAC)).toBe(0n);
    expect(lengthPs(reading, Stage.ADC)).toBe(257_000n);
    expect(reportOf(reading)).toMatchObject({ dacConversions: 0n, adcConversions: 5n });
  });

  const system = { rows: 1, cells: 2, couplings: new Int8Array(2), drive: Int16Array.of(800, -400) };
  const gains = {
    couplingGain: 2 ** -10,
    leak: 1,
    driveGain: 2 ** -12,
    startGain: 2 ** -12,
    readoutGain: 2 ** -9,
  };
  const long = { input, codes: Int16Array.of(1, 2), delayTicks: 400_000n } as const; // 800 µs and more

  test('lets cells that hold lose their charge', async () => {
    const host = hostOf({ ...slow, cell: { ...slow.cell, hold: { kind: 'capacitor', droopPerS: 100 } } });
    host.registers(gains);
    host.program(system);
    const [before] = host.codesOf(await host.run(StartState.GRADIENT, 0n));
    const measured = await host.measure(long);
    const reading = await host.read();
    const { startPs } = reportOf(reading).stages[Stage.ADC]!;
    expect(startPs).toBe(reportOf(measured).stages[Stage.ADC]!.endPs);
    const lost = 1 - Math.exp((-100 * Number(startPs)) / 1e12);
    expect(lost).toBeGreaterThan(0.07);
    expect(host.codesOf(reading)[0]!).toBe(Math.round(before! * (1 - lost)));
  });

  test('lets cells without hold relax', async () => {
    const host = hostOf({ ...slow, cell: { ...slow.cell, hold: { kind: 'none' } } });
    host.registers(gains);
    host.program(system);
    const first = reportOf(await host.run(StartState.ZERO, 1000n));
    const measured = reportOf(await host.measure(long));
    const { carryPs } = reportOf(await host.read());
    expect(carryPs).toBe(measured.stages[Stage.ADC]!.endPs - first.stages[Stage.RELAX]!.endPs);
  });

  test('keeps no bank from being converted, and the run behind it waits', async () => {
    for (const banks of [1, 2]) {
      const host = hostOf({ ...slow, array: { ...slow.array, banks } });
      host.registers(gains);
      host.program(system);
      const undisturbed = reportOf(await host.run(StartState.ZERO, 1000n)).stages[Stage.DAC]!;
      const other = hostOf({ ...slow, array: { ...slow.array, banks } });
      other.registers(gains);
      other.program(system);
      const measured = reportOf(await other.measure(long)).stages[Stage.ADC]!;
      const { stages } = reportOf(await other.run(StartState.ZERO, 1000n));
      expect(stages[Stage.DAC]).toEqual(undisturbed);
      expect(stages[Stage.SETTLE]!.startPs).toBe(measured.endPs);
    }
  });
});
