import { afterEach, describe, expect, test } from '@jest/globals';
import { couplingErrorsOf, type CouplingErrors } from '@thermoloop/bus';
import { Latch, StartState, type RegisterValues, type SpuClient } from '@thermoloop/protocol';
import type { CellErrors } from '../chip/cell-errors.js';
import type { ChipSpec } from '../chip/chip-schema.js';
import type { RowAmplifierSpec } from '../chip/row-amplifier-spec.js';
import { openChip, type ChipSession } from '../testing/chip-session.js';
import { chipNamed, type CodedSystem } from '../testing/direct-host.js';
import { must, program } from '../testing/remote-host.js';

// Each error of the array is switched on alone and measured by what comes back over the protocol: programmed codes and
// registers in, codes of ideal converters out. No value of the chip is looked at.

const cells = 1500;
const code = 100;
const fullScale = 127;
const tauTicks = 10n ** 9n; // 1 µs by ticks of 1 fs
const atRest = 60n * tauTicks;
const gains = { couplingGain: 1e-4, driveGain: 1, startGain: 1, leak: 1, readoutGain: 1, noise: 0 } as const;
/** ρc² of a coupling of this code: as strong as the leak */
const strength = gains.couplingGain * code ** 2;

interface Errors {
  readonly coupling?: Partial<CouplingErrors>;
  readonly cell?: Partial<CellErrors>;
  readonly rowAmplifier?: RowAmplifierSpec;
}

const stepped: ChipSpec['physics'] = { level: 'sde', integrator: 'stochastic-heun', stepTau: 0.05 };

function chipWith(
  { coupling, cell, rowAmplifier }: Errors,
  instanceSeed = 1,
  physics?: ChipSpec['physics'],
): ChipSpec {
  const ideal = chipNamed('ideal');
  const rails = physics === undefined ? ideal.cell.rails : ({ kind: 'clamp', limitV: 1e3 } as const);
  return {
    ...ideal,
    instanceSeed,
    coupling: {
      kind: 'quantized',
      resolutionBits: 8,
      writeTimeS: 0,
      energyPerWriteJ: 0,
      ...couplingErrorsOf({ kind: 'ideal' }),
      ...coupling,
    },
    array: { ...ideal.array, ...(rowAmplifier && { rowAmplifier }) },
    cell: { ...ideal.cell, rails, ...cell },
    physics: physics ?? ideal.physics,
  };
}

const open: ChipSession[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
});

async function clientOf(spec: ChipSpec): Promise<SpuClient> {
  const session = await openChip(spec);
  open.push(session);
  return session.client;
}

interface Question {
  readonly system: CodedSystem;
  readonly registers?: Partial<RegisterValues>;
  readonly start?: StartState;
  readonly runTicks?: bigint;
}

/** What the cells hold after a run, in volts. */
async function ask(client: SpuClient, question: Question): Promise<Float64Array> {
  must(await client.writeRegisters({ ...gains, ...question.registers }));
  await program(client, question.system);
  const { start = StartState.ZERO, runTicks = atRest } = question;
  return Float64Array.from(must(await client.run({ start, runTicks })).codes);
}

/** One row that reaches the first cell by `codes[0]`, and so on. */
const oneRow = (codes: Int8Array, drive: Float32Array): CodedSystem => ({
  rows: 1,
  cells: codes.length,
  couplings: codes,
  drive,
});

/** Every cell behind a row of its own. */
function ownRows(count: number, codeOf: (cell: number) => number, driveV = 1): CodedSystem {
  const couplings = new Int8Array(count * count);
  for (let i = 0; i < count; i++) couplings[i * count + i] = codeOf(i);
  return { rows: count, cells: count, couplings, drive: new Float32Array(count).fill(driveV) };
}

const uncoupled = (driveV: number): CodedSystem =>
  oneRow(new Int8Array(cells), new Float32Array(cells).fill(driveV));

const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const rmsOf = (values: ArrayLike<number>): number => Math.sqrt(meanOf(Array.from(values, (x) => x * x)));
function correlation(a: Float64Array, b: Float64Array): number {
  return meanOf(a.map((x, i) => x * b[i]!)) / (rmsOf(a) * rmsOf(b));
}

/** An rms of n normals is off by 1/√(2n) of itself; 5 of that, and a mean of 5 standard errors: 6e-7 each. */
function expectNormal(values: Float64Array, rms: number, bias = 0): void {
  expect(Math.abs(rmsOf(values) / rms - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length) + bias);
  expect(Math.abs(meanOf(values))).toBeLessThan((5 / Math.sqrt(values.length) + bias) * rms);
}

const expectUncorrelated = (a: Float64Array, b: Float64Array): void =>
  expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(a.length));

const rowCount = 400;

/** By how much each coupling of `ownRows` is stronger than its code: the cell at rest is drive/(λ + ρb²). */
function couplingErrors(volts: Float64Array): Float64Array {
  return volts.map((x) => Math.sqrt((1 / x - gains.leak) / strength) - 1);
}

/** The same where Bᵀ is not B: drive/(λ + ρbb'). */
function twinErrors(volts: Float64Array): Float64Array {
  return volts.map((x) => (1 / x - gains.leak) / strength - 1);
}

/** Static: what two runs of one instance share and two instances do not. */
async function expectStatic(
  errors: Errors,
  measure: (client: SpuClient) => Promise<Float64Array>,
): Promise<void> {
  const one = await clientOf(chipWith(errors, 1));
  const first = await measure(one);
  must(await one.writeRegisters({ simulationSeed: 77n }));
  expect(await measure(one)).toEqual(first);
  const other = await measure(await clientOf(chipWith(errors, 2)));
  const spreadOf = (values: Float64Array): Float64Array => {
    const mean = meanOf(values);
    return values.map((value) => value - mean);
  };
  expectUncorrelated(spreadOf(first), spreadOf(other));
}

describe('couplings', () => {
  test('mismatch is the spread of devices, and a negative code stands on another one', async () => {
    const errors = { coupling: { mismatchPctRms: 4 } };
    const client = await clientOf(chipWith(errors));
    const positive = couplingErrors(await ask(client, { system: ownRows(rowCount, () => code) }));
    const negative = couplingErrors(await ask(client, { system: ownRows(rowCount, () => -code) }));
    expectNormal(positive, 0.04);
    expectNormal(negative, 0.04);
    expectUncorrelated(positive, negative);
    const half = couplingErrors(
      await ask(client, { system: ownRows(rowCount, () => code / 2), registers: { couplingGain: 4e-4 } }),
    );
    half.forEach((error, i) => expect(error).toBeCloseTo(positive[i]!, 4));
    await expectStatic(errors, async (chip) =>
      couplingErrors(await ask(chip, { system: ownRows(rowCount, () => code) })),
    );
  });

  test('a device keeps its error in a problem of another shape', async () => {
    const client = await clientOf(chipWith({ coupling: { mismatchPctRms: 4 } }));
    const wide = couplingErrors(await ask(client, { system: ownRows(rowCount, () => code) }));
    const narrow = couplingErrors(await ask(client, { system: ownRows(50, () => code) }));
    const again = couplingErrors(await ask(client, { system: ownRows(rowCount, () => code) }));
    narrow.forEach((error, i) => expect(error).toBeCloseTo(wide[i]!, 4));
    expect(again).toEqual(wide);
  });

  /** What the zeros of a row are worth, in codes: cell 0 stands at x₀ and pulls cell i by −ρ b₀ bᵢ x₀, up to (ρ b)² of others. */
  async function residues(client: SpuClient): Promise<Float64Array> {
    const codes = new Int8Array(cells);
    codes[0] = code;
    const drive = new Float32Array(cells);
    drive[0] = 1e3;
    const volts = await ask(client, { system: oneRow(codes, drive) });
    // cells at rest: λxᵢ = −ρ bᵢ y with y = Σ b x, which the first cell tells: λx₀ = drive − ρ b₀ y, b₀ = 100 to a few percent
    const pulled = 1e3 - gains.leak * volts[0]!;
    return volts.subarray(1).map((x) => (-gains.leak * x * code) / pulled);
  }

  test('what a pair conducts at code 0 is left by the mismatch of its devices', async () => {
    const errors = { coupling: { mismatchPctRms: 3, offConductancePctFs: 5 } };
    const found = await residues(await clientOf(chipWith(errors)));
    // b₀ itself is off by mismatch: (1 + 5 % of full scale) × 3 % on each side
    expectNormal(found, 0.05 * fullScale * 0.03 * Math.SQRT2, 0.03 * 6);
    await expectStatic(errors, residues);
  });

  test('a write error is in zeros too, and is drawn anew at each write', async () => {
    const client = await clientOf(chipWith({ coupling: { programmingErrorPctFsRms: 0.5 } }));
    const first = await residues(client);
    const second = await residues(client);
    for (const found of [first, second]) expectNormal(found, 0.005 * fullScale, 0.005 * 1.27 * 6);
    expectUncorrelated(first, second);
  });

  test('read noise is in percent of the coupling, and is drawn anew at each latch', async () => {
    const client = await clientOf(chipWith({ coupling: { readNoisePctRms: 2 } }));
    const measure = async (): Promise<Float64Array> =>
      couplingErrors(await ask(client, { system: ownRows(rowCount, () => code) }));
    const first = await measure();
    const second = await measure();
    for (const found of [first, second]) expectNormal(found, 0.02);
    expectUncorrelated(first, second);
    expect(rmsOf(await residues(client))).toBe(0);
    // the latched problem again: nothing was written or latched in between
    const system = ownRows(rowCount, () => code);
    const run = await ask(client, { system });
    const again = must(await client.run({ start: StartState.ZERO, runTicks: atRest, latch: Latch.LATCHED }));
    expect(Float64Array.from(again.codes)).toEqual(run);
  });

  test('Bᵀ against B', async () => {
    const errors = { coupling: { transposeMismatchPctRms: 5 } };
    const small = 60;
    const measure = async (client: SpuClient): Promise<Float64Array> =>
      twinErrors(await ask(client, { system: ownRows(small, () => code), runTicks: 12n * tauTicks }));
    expectNormal(await measure(await clientOf(chipWith(errors, 1, stepped))), 0.05);
  });
});

describe('cells', () => {
  test('drive offset: up to 1/λ of it shows', async () => {
    const errors = { cell: { driveOffsetVRms: 3e-3 } };
    const client = await clientOf(chipWith(errors));
    const measure = (chip: SpuClient): Promise<Float64Array> =>
      ask(chip, { system: uncoupled(0), registers: { leak: 0.1 }, runTicks: 10n * atRest });
    expectNormal(await measure(client), 3e-3 / 0.1);
    await expectStatic(errors, measure);
  });

  test('leak spread', async () => {
    const errors = { cell: { leakSpreadPctRms: 6 } };
    const measure = async (chip: SpuClient): Promise<Float64Array> =>
      (await ask(chip, { system: uncoupled(1) })).map((x) => 1 / (gains.leak * x) - 1);
    expectNormal(await measure(await clientOf(chipWith(errors))), 0.06);
    await expectStatic(errors, measure);
  });

  test('time-constant spread, which cells at rest do not show', async () => {
    const errors = { cell: { timeConstantSpreadPctRms: 6 } };
    const measure = async (chip: SpuClient): Promise<Float64Array> =>
      (await ask(chip, { system: uncoupled(1), runTicks: tauTicks })).map((x) => -1 / Math.log(1 - x) - 1);
    const client = await clientOf(chipWith(errors));
    expectNormal(await measure(client), 0.06);
    expect(rmsOf((await ask(client, { system: uncoupled(1) })).map((x) => x - 1))).toBeLessThan(1e-6);
    await expectStatic(errors, measure);
  });

  test('dead cells hold nothing, whatever drives them or where they start', async () => {
    const client = await clientOf(chipWith({ cell: { deadPct: 10 } }));
    const driven = await ask(client, { system: uncoupled(1), registers: { noise: 0.01 } });
    const started = await ask(client, { system: uncoupled(1), start: StartState.GRADIENT, runTicks: 0n });
    const dead = Array.from(driven, (x) => x === 0);
    expect(Array.from(started, (x) => x === 0)).toEqual(dead);
    const share = dead.filter(Boolean).length / cells;
    expect(Math.abs(share - 0.1)).toBeLessThan(5 * Math.sqrt((0.1 * 0.9) / cells));
    const other = await ask(await clientOf(chipWith({ cell: { deadPct: 10 } }, 2)), { system: uncoupled(1) });
    expect(Array.from(other, (x) => x === 0)).not.toEqual(dead);
  });

  test('stuck cells hold their voltage and pull the others', async () => {
    const client = await clientOf(chipWith({ cell: { stuckPct: 5, stuckV: -0.4 } }));
    const isStuck = (x: number): boolean => x === Math.fround(-0.4);
    const alone = await ask(client, { system: uncoupled(1) });
    const stuck = Array.from(alone, isStuck);
    const count = stuck.filter(Boolean).length;
    expect(Math.abs(count / cells - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / cells));
    // one row through all cells, of code 1: the free ones stand at x with λx = 1 − ρ(free·x + count·stuckV)
    const coupled = await ask(client, {
      system: oneRow(new Int8Array(cells).fill(1), new Float32Array(cells).fill(1)),
      registers: { couplingGain: 0.01 },
    });
    const wanted = (1 + 0.01 * count * 0.4) / (gains.leak + 0.01 * (cells - count));
    coupled.forEach((x, i) => {
      if (stuck[i]) expect(isStuck(x)).toBe(true);
      else expect(Math.abs(x / wanted - 1)).toBeLessThan(1e-5);
    });
  });
});

describe('row amplifiers', () => {
  const gain = 0.01;

  test('offset: a row pulls its cell by −ρ b offset/gain', async () => {
    const errors = { rowAmplifier: { gain, offsetVRms: 2e-3, rails: { kind: 'none' } } } as const;
    const measure = async (chip: SpuClient): Promise<Float64Array> =>
      (await ask(chip, { system: ownRows(rowCount, () => code, 0) })).map(
        (x) => (-x * (gains.leak + strength) * gain) / (gains.couplingGain * code),
      );
    expectNormal(await measure(await clientOf(chipWith(errors))), 2e-3);
    await expectStatic(errors, measure);
  });

  test('rails: a row pulls by no more than ρ b limit/gain', async () => {
    const limitV = 0.3;
    const errors = { rowAmplifier: { gain, offsetVRms: 0, rails: { kind: 'clamp', limitV } } } as const;
    const client = await clientOf(chipWith(errors, 1, stepped));
    const volts = async (driveV: number): Promise<number> =>
      (await ask(client, { system: ownRows(3, () => code, driveV), runTicks: 20n * tauTicks }))[0]!;
    // the row saturates from 0.3 V/(0.01·100) = 0.3 V in the cell on
    expect(await volts(0.4)).toBeCloseTo(0.4 / (gains.leak + strength), 5);
    expect(await volts(2)).toBeCloseTo((2 - (gains.couplingGain * code * limitV) / gain) / gains.leak, 5);
  });
});

describe('effects of zero strength', () => {
  test('are bit-identical to absent, and leave the draws of the others alone', async () => {
    const all = { simulationSeed: 5n, noise: 0.01 };
    const system = ownRows(60, (cell) => (cell % 2 === 0 ? code : -code));
    const measured = async (errors: Errors): Promise<Float64Array> =>
      ask(await clientOf(chipWith(errors)), { system, registers: all });
    const zeros: Errors = {
      coupling: couplingErrorsOf({ kind: 'ideal' }),
      cell: {
        driveOffsetVRms: 0,
        leakSpreadPctRms: 0,
        timeConstantSpreadPctRms: 0,
        deadPct: 0,
        stuckPct: 0,
        stuckV: 0,
      },
      rowAmplifier: { gain: 1, offsetVRms: 0, rails: { kind: 'none' } },
    };
    expect(await measured(zeros)).toEqual(await measured({}));
    const mismatch = await measured({ coupling: { mismatchPctRms: 2 } });
    const withOff = await measured({ ...zeros, coupling: { mismatchPctRms: 2, offConductancePctFs: 0 } });
    expect(withOff).toEqual(mismatch);
  });
});

test('comparisons of two chips with common random numbers: a tenth of the variance, by 60 pairs of instances and seeds', async () => {
  const system = ownRows(40, () => code);
  const nominal = 1 / (gains.leak + strength);
  const squaredError = async (mismatchPctRms: number, seed: number): Promise<number> => {
    const session = await openChip(chipWith({ coupling: { mismatchPctRms } }, seed));
    const registers = { simulationSeed: BigInt(seed), noise: 1e-4 };
    const volts = await ask(session.client, { system, registers });
    await session.close();
    return meanOf(volts.map((x) => (x - nominal) ** 2));
  };
  const varianceOf = (values: readonly number[]): number => {
    const mean = meanOf(values);
    return meanOf(values.map((x) => (x - mean) ** 2));
  };
  const [common, independent]: [number[], number[]] = [[], []];
  for (let seed = 1; seed <= 60; seed++) {
    const better = await squaredError(3, seed);
    common.push((await squaredError(3.3, seed)) - better);
    independent.push((await squaredError(3.3, seed + 1000)) - better);
  }
  // it is 0.012: above 0.1 takes an F of 59 and 59 degrees of freedom above 8, below 1e-12
  expect(varianceOf(common) / varianceOf(independent)).toBeLessThan(0.1);
});
