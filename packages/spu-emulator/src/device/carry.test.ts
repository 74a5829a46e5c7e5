import { afterEach, describe, expect, test } from '@jest/globals';
import {
  commandField,
  ErrorCode,
  Latch,
  Observation,
  Opcode,
  Stage,
  StartState,
  type ErrorReply,
  type Reading,
} from '@thermoloop/protocol';
import type { ChipSpec } from '../chip/chip-schema.js';
import { ExactPhysics } from '../physics/exact/exact-physics.js';
import { chipNamed, DirectHost } from '../testing/direct-host.js';
import { golden, goldenGains, goldenMean } from '../testing/golden-system.js';

const ideal = chipNamed('ideal');
const reference = chipNamed('reference');
/** ticks of the ideal chip's timer, and picoseconds, in a time constant */
const tau = 1_000_000_000n;
const tauPs = 1_000_000n;

const withHold = (hold: ChipSpec['cell']['hold']): ChipSpec => ({ ...ideal, cell: { ...ideal.cell, hold } });
const drifting = withHold({ kind: 'none' });

const hosts: DirectHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function goldenHost(spec: ChipSpec = ideal): DirectHost {
  const host = new DirectHost(spec, new ExactPhysics());
  hosts.push(host);
  host.registers(goldenGains);
  host.program(golden);
  return host;
}

/** The golden problem at twice the drive, in the idle bank. */
function armTwice(host: DirectHost): void {
  host.registers({ driveGain: 2 });
  host.program(golden);
}

function reportOf(reading: Reading | ErrorReply): Reading['report'] {
  if (!('report' in reading)) throw new Error(`refused: ${JSON.stringify(reading)}`);
  return reading.report;
}

function expectClose(got: ArrayLike<number>, wanted: readonly number[], tolerance = 1e-6): void {
  expect(got).toHaveLength(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs(got[i]! / value - 1)).toBeLessThan(tolerance));
}

const drive = [1, -1];
const lengthPs = (reading: Reading | ErrorReply, stage: Stage): bigint => {
  const { startPs, endPs } = reportOf(reading).stages[stage]!;
  return endPs - startPs;
};

describe('a carry time', () => {
  test('relaxes the cells on the problem before, and the run time starts at the latch', async () => {
    const host = goldenHost();
    await host.run(StartState.GRADIENT, (3n * tau) / 10n);
    armTwice(host);
    const carryTicks = tau / 2n;
    const reading = await host.order({ start: StartState.PREVIOUS, runTicks: (4n * tau) / 10n, carryTicks });
    const carried = goldenMean(goldenMean(drive, 0.3), 0.5);
    expectClose(host.codesOf(reading), goldenMean(carried, 0.4, 2));
    const { carryPs, stages } = reportOf(reading);
    expect(carryPs).toBe(tauPs / 2n);
    expect(lengthPs(reading, Stage.CARRY)).toBe(tauPs / 2n);
    expect(stages[Stage.SETTLE]!.startPs).toBe(stages[Stage.CARRY]!.endPs);
    expect(lengthPs(reading, Stage.RELAX)).toBe((4n * tauPs) / 10n);
  });

  test('of the problem that runs again is time on it', async () => {
    const host = goldenHost();
    await host.run(StartState.GRADIENT, (3n * tau) / 10n);
    const again = { start: StartState.PREVIOUS, latch: Latch.LATCHED, runTicks: (3n * tau) / 10n };
    const reading = await host.order({ ...again, carryTicks: tau / 10n });
    expectClose(host.codesOf(reading), goldenMean(drive, 0.7));
  });

  test('is none where nothing has run', async () => {
    const host = goldenHost();
    const reading = await host.order({ start: StartState.PREVIOUS, runTicks: tau, carryTicks: tau });
    expectClose(host.codesOf(reading), goldenMean([0, 0], 1));
    expect(reportOf(reading).carryPs).toBe(0n);
  });

  test('comes after the cells have held and lost what the droop says', async () => {
    const host = goldenHost(withHold({ kind: 'capacitor', droopPerS: 1000 }));
    await host.run(StartState.GRADIENT, 0n);
    host.nowPs = 500_000_000n;
    armTwice(host);
    const carryTicks = tau / 2n;
    const reading = await host.order({ start: StartState.PREVIOUS, runTicks: 0n, carryTicks });
    const retained = Math.exp(-0.5);
    expectClose(host.codesOf(reading), goldenMean([retained, -retained], 0.5));
  });

  test('takes the power of the array', async () => {
    const host = new DirectHost(reference, new ExactPhysics());
    hosts.push(host);
    const problem = {
      rows: 1,
      cells: 3,
      couplings: Int8Array.of(1, 2, 3),
      drive: Int16Array.of(100, -200, 300),
    };
    host.program(problem);
    await host.run(StartState.ZERO, 1000n);
    host.program(problem);
    const reading = await host.order({ start: StartState.PREVIOUS, runTicks: 1000n, carryTicks: 2500n });
    expect(reportOf(reading).energyJ[Stage.CARRY]).toBeCloseTo(0.33 * 2.5e-6, 15);
    expect(reportOf(reading).energyJ[Stage.RELAX]).toBeCloseTo(0.33 * 1e-6, 15);
  });
});

describe('cells that do not hold', () => {
  test('go on relaxing from the end of a run to the next latch, and the report says how long', async () => {
    const host = goldenHost(drifting);
    expect(host.device.capabilities).toMatchObject({ holds: 0, holdDroopPerS: 0 });
    await host.run(StartState.GRADIENT, (3n * tau) / 10n);
    host.nowPs = 800_000n;
    armTwice(host);
    const reading = await host.run(StartState.PREVIOUS, (4n * tau) / 10n);
    expectClose(host.codesOf(reading), goldenMean(goldenMean(drive, 0.8), 0.4, 2));
    expect(reportOf(reading).carryPs).toBe(500_000n);
    expect(reportOf(reading).stages[Stage.CARRY]).toEqual({ startPs: 300_000n, endPs: 800_000n });
  });

  test('and for the carry time on top of that', async () => {
    const host = goldenHost(drifting);
    await host.run(StartState.GRADIENT, (3n * tau) / 10n);
    host.nowPs = 800_000n;
    armTwice(host);
    const order = { start: StartState.PREVIOUS, runTicks: 0n, carryTicks: (2n * tau) / 10n };
    const reading = await host.order(order);
    expectClose(host.codesOf(reading), goldenMean(drive, 1));
    expect(reportOf(reading).carryPs).toBe(700_000n);
  });

  test('are read as they have gone on, and go on from there', async () => {
    const host = goldenHost(drifting);
    await host.run(StartState.GRADIENT, (3n * tau) / 10n);
    host.nowPs = 800_000n;
    const read = await host.read();
    expectClose(host.codesOf(read), goldenMean(drive, 0.8));
    expect(reportOf(read)).toMatchObject({ carryPs: 500_000n, droopV2: 0 });
    const again = await host.read();
    expect(host.codesOf(again)).toEqual(host.codesOf(read));
    expect(reportOf(again).carryPs).toBe(0n);
    host.nowPs = 1_000_000n;
    armTwice(host);
    const reading = await host.run(StartState.PREVIOUS, (4n * tau) / 10n);
    expect(reportOf(reading).carryPs).toBe(200_000n);
    expectClose(host.codesOf(reading), goldenMean(goldenMean(drive, 1), 0.4, 2));
  });
});

describe('live reads', () => {
  const live = { start: StartState.GRADIENT, observation: Observation.LIVE, reads: 3 };

  test('see the cells go on, and the run lasts until the last', async () => {
    const host = goldenHost();
    const times = { runTicks: (3n * tau) / 10n, spacingTicks: (2n * tau) / 10n };
    const reading = await host.order({ ...live, ...times });
    expectClose(
      host.codesOf(reading),
      [0.3, 0.5, 0.7].flatMap((time) => goldenMean(drive, time)),
    );
    expect(lengthPs(reading, Stage.RELAX)).toBe((7n * tauPs) / 10n);
    expect(reportOf(reading).adcConversions).toBe(6n);
    const next = await host.order({
      start: StartState.PREVIOUS,
      latch: Latch.LATCHED,
      runTicks: tau / 10n,
    });
    expectClose(host.codesOf(next), goldenMean(drive, 0.8));
  });

  test('closer than the cells can be converted are refused with the shortest spacing', async () => {
    const host = new DirectHost(reference, new ExactPhysics());
    hosts.push(host);
    const cells = 9098;
    host.program({
      rows: 1,
      cells,
      couplings: new Int8Array(cells).fill(1),
      drive: new Int16Array(cells).fill(1),
    });
    // 72 rounds of 128 converters, 10 ns and 0.78125 ns each
    const shortest = Math.ceil(72 * 10.78125);
    const refusal = await host.order({ ...live, runTicks: 100n, spacingTicks: BigInt(shortest) - 1n });
    expect(refusal).toEqual({
      code: ErrorCode.BAD_ARGUMENT,
      field: commandField('RUN', 'spacingTicks'),
      got: shortest - 1,
      limit: shortest,
    });
    const taken = await host.order({ ...live, runTicks: 100n, spacingTicks: BigInt(shortest) });
    expect(host.codesOf(taken)).toHaveLength(3 * cells);
  });
});

describe('repeats', () => {
  test('start anew, and from what the one before has left where they start from that', async () => {
    const host = goldenHost();
    const order = { runTicks: (3n * tau) / 10n, repeats: 3 };
    const anew = await host.order({ ...order, start: StartState.GRADIENT });
    expectClose(
      host.codesOf(anew),
      [0.3, 0.3, 0.3].flatMap((time) => goldenMean(drive, time)),
    );
    const chained = await host.order({ ...order, start: StartState.PREVIOUS, latch: Latch.LATCHED });
    expectClose(
      host.codesOf(chained),
      [0.6, 0.9, 1.2].flatMap((time) => goldenMean(drive, time)),
    );
  });

  test('with reads are ordered by repeat first', async () => {
    const host = goldenHost();
    const reading = await host.order({
      start: StartState.PREVIOUS,
      observation: Observation.LIVE,
      reads: 2,
      repeats: 2,
      runTicks: (3n * tau) / 10n,
      spacingTicks: tau / 10n,
    });
    expectClose(
      host.codesOf(reading),
      [0.3, 0.4, 0.7, 0.8].flatMap((time) => goldenMean([0, 0], time)),
    );
  });

  test('take their time one after the other', async () => {
    const host = new DirectHost(reference, new ExactPhysics());
    hosts.push(host);
    host.program({
      rows: 1,
      cells: 200,
      couplings: new Int8Array(200),
      drive: new Int16Array(200).fill(100),
    });
    const reading = await host.order({ start: StartState.ZERO, runTicks: 2000n, reads: 2, repeats: 5 });
    // 400 conversions on 128 converters: four rounds of 10.78125 ns; a settling time of 1 us before each repeat
    const adcPs = 43_125n;
    expect(lengthPs(reading, Stage.ADC)).toBe(adcPs);
    expect(lengthPs(reading, Stage.SETTLE)).toBe(1_000_000n);
    expect(lengthPs(reading, Stage.RELAX)).toBe(5n * 2_000_000n + 4n * (adcPs + 1_000_000n));
    const { energyJ, adcConversions } = reportOf(reading);
    expect(adcConversions).toBe(2000n);
    expect(energyJ[Stage.RELAX]).toBeCloseTo(0.33 * (5 * 2e-6 + 4 * 1e-6), 15);
    expect(energyJ[Stage.ADC]).toBeCloseTo(2000 * 1.56e-12, 18);
  });

  test('that return more codes than the chip buffers are refused', async () => {
    const host = goldenHost({ ...ideal, readout: { ...ideal.readout, bufferBytes: 64 } });
    const order = { start: StartState.ZERO, runTicks: tau };
    expect(await host.order({ ...order, repeats: 9 })).toEqual({
      code: ErrorCode.TOO_LARGE,
      field: 4,
      got: 72,
      limit: 64,
    });
    expect(host.codesOf(await host.order({ ...order, repeats: 8 }))).toHaveLength(16);
    expect(await host.read(9)).toMatchObject({ code: ErrorCode.TOO_LARGE });
  });
});

test('readings and other answers do not wait for each other on the way up', () => {
  const { device } = goldenHost(reference);
  const answer = { opcode: Opcode.WRITE, bits: 1000 };
  const alone = device.linkUp(answer, 0n);
  device.reset();
  device.linkUp({ opcode: Opcode.DATA, bits: 1_000_000 }, 0n);
  expect(device.linkUp(answer, 0n)).toBe(alone);
});
