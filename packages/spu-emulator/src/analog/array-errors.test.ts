import { describe, expect, test } from '@jest/globals';
import { couplingErrorsOf } from '@thermoloop/bus';
import { RandomStream } from '@thermoloop/sim-kernel';
import type { ChipSpec } from '../chip/chip-schema.js';
import type { AnalogProblem } from '../physics/physics.js';
import { chipNamed } from '../testing/direct-host.js';
import { UnusableCodesError } from '../physics/unusable-codes-error.js';
import { ArrayErrors } from './array-errors.js';
import { DeviceDraws } from './device-draws.js';
import { drawsOf } from './draws.js';

const rows = 8;
const cells = 32;
const draws = drawsOf({ seed: 3n, runIndex: 0n, readIndex: 0 });
const ideal = chipNamed('ideal');
const bent: ChipSpec = {
  ...ideal,
  coupling: {
    kind: 'quantized',
    resolutionBits: 8,
    writeTimeS: 0,
    energyPerWriteJ: 0,
    ...couplingErrorsOf({ kind: 'ideal' }),
    mismatchPctRms: 1,
    transposeMismatchPctRms: 1,
  },
  array: { ...ideal.array, rowAmplifier: { gain: 1, offsetVRms: 1, rails: { kind: 'none' } } },
  cell: { ...ideal.cell, driveOffsetVRms: 1, leakSpreadPctRms: 1, timeConstantSpreadPctRms: 1 },
};
const only = (cell: Partial<ChipSpec['cell']>): ChipSpec => ({ ...ideal, cell: { ...ideal.cell, ...cell } });

function problem(code: number): AnalogProblem {
  const couplings = new Int8Array(rows * cells).fill(code);
  const gains = { couplingGain: 1, driveGainV: 1, leak: 1 };
  return { rows, cells, couplings, drive: new Float32Array(cells), ...gains };
}

const arrayOf = (spec: ChipSpec, seed: number): ArrayErrors =>
  new ArrayErrors(spec, RandomStream.named(seed, 'chip').child('array'));

/** Every static draw of an instance, brought back to mean 0 and variance 1, by effect. */
function staticDraws(seed: number): Record<string, Float64Array> {
  const code = 64;
  const array = arrayOf(bent, seed);
  const deviates = (values: ArrayLike<number>, nominal: number): Float64Array =>
    Float64Array.from(values, (value) => (value / nominal - 1) / 0.01);
  const up = array.applied(problem(code), draws);
  const positive = deviates(up.couplings, code);
  const twin = deviates(
    up.returnCouplings!.map((value, at) => value / (up.couplings[at] as number)),
    1,
  );
  const negative = deviates(array.applied(problem(-code), draws).couplings, -code);
  const chosen = (spec: ChipSpec): Float64Array => {
    const fixed = new Set(arrayOf(spec, seed).fixedCells(cells)?.indices);
    return Float64Array.from({ length: cells }, (_, i) => (fixed.has(i) ? 1 : -1));
  };
  return {
    positive,
    negative,
    twin,
    driveOffset: Float64Array.from(up.driveOffsetV!),
    leak: deviates(up.leakFactors!, 1),
    timeConstant: deviates(up.timeConstantFactors!, 1),
    rowOffset: Float64Array.from(up.rowOffsets!),
    dead: chosen(only({ deadPct: 50 })),
    stuck: chosen(only({ stuckPct: 50, stuckV: 1 })),
  };
}

describe('static errors of 1000 instances', () => {
  const instances = 1000;
  const all = Array.from({ length: instances }, (_, seed) => staticDraws(seed));
  const names = Object.keys(all[0]!);

  test('499 500 pairs: none is correlated (7 standard errors, 1e-6 for all), nor are all together (5.5, 4e-8)', () => {
    const vectors = all.map((effects) => Float64Array.from(names.flatMap((name) => [...effects[name]!])));
    const length = vectors[0]!.length;
    const norms = vectors.map((vector) => Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)));
    let worst = 0;
    let sum = 0;
    for (let a = 0; a < instances; a++) {
      const left = vectors[a]!;
      for (let b = 0; b < a; b++) {
        const right = vectors[b]!;
        let overlap = 0;
        for (let i = 0; i < length; i++) overlap += left[i]! * right[i]!;
        const correlation = overlap / (norms[a]! * norms[b]!);
        worst = Math.max(worst, Math.abs(correlation));
        sum += correlation;
      }
    }
    const pairs = (instances * (instances - 1)) / 2;
    expect(worst * Math.sqrt(length)).toBeLessThan(7);
    expect(Math.abs(sum / pairs) * Math.sqrt(length * pairs)).toBeLessThan(5.5);
  });

  test('no effect follows another one: 36 pairs of effects within 5.5 standard errors (1.4e-6 for all)', () => {
    names.forEach((first, k) =>
      names.slice(0, k).forEach((second) => {
        let sum = 0;
        let count = 0;
        for (const effects of all) {
          const [a, b] = [effects[first]!, effects[second]!];
          const shared = Math.min(a.length, b.length);
          for (let i = 0; i < shared; i++) sum += a[i]! * b[i]!;
          count += shared;
        }
        expect(Math.abs(sum) / Math.sqrt(count)).toBeLessThan(5.5);
      }),
    );
  });

  test('each has the strength of its spec: variances within 5.5 standard errors', () => {
    for (const name of names.filter((effect) => !['dead', 'stuck'].includes(effect))) {
      const values = all.flatMap((effects) => [...effects[name]!]);
      const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length;
      expect(Math.abs(variance - 1)).toBeLessThan(5.5 * Math.sqrt(2 / values.length));
    }
  });
});

describe('an effect that is switched on or off', () => {
  test('leaves what the others draw as it was', () => {
    const every = arrayOf(bent, 5).applied(problem(64), draws);
    const { coupling } = bent;
    if (coupling.kind === 'ideal') throw new Error('expected couplings of 8 bits');
    const mismatch = arrayOf({ ...ideal, coupling: { ...coupling, transposeMismatchPctRms: 0 } }, 5);
    expect(mismatch.applied(problem(64), draws).couplings).toEqual(every.couplings);
    const cell = arrayOf(only({ leakSpreadPctRms: 1 }), 5).applied(problem(64), draws);
    expect(cell.leakFactors).toEqual(every.leakFactors);
    expect(Object.keys(cell)).toEqual([...Object.keys(problem(64)), 'leakFactors']);
  });

  test('of zero strength: the problem as it came, the same codes', () => {
    const coded = problem(64);
    const applied = arrayOf(only({}), 5).applied(coded, draws);
    expect(applied).toEqual(coded);
    expect(applied.couplings).toBe(coded.couplings);
  });
});

test('a coupling to a stuck cell that is no number is refused', () => {
  const stuck = arrayOf(only({ stuckPct: 100, stuckV: 1 }), 1);
  const couplings = new Float32Array(rows * cells).fill(Infinity);
  expect(() => stuck.applied({ ...problem(0), couplings }, draws)).toThrow(UnusableCodesError);
});

describe('normals of devices', () => {
  const columns = 1000;
  const at = (store: DeviceDraws, shape: [number, number], row: number, cell: number): number => {
    const { values, stride } = store.of(...shape);
    return values[row * stride + cell]!;
  };
  const store = (): DeviceDraws => new DeviceDraws(RandomStream.named('devices'), columns);

  test('are those of row and column, whatever shapes came before', () => {
    const wanted = new Float32Array(1);
    RandomStream.named('devices').fillNormal(wanted, 3 * columns + 7);
    const used = store();
    for (const shape of [
      [4, 8],
      [100, 1000],
      [5, 900],
      [1000, 10],
      [4, 8],
    ] as [number, number][]) {
      expect(at(used, shape, 3, 7)).toBe(wanted[0]);
    }
  });

  test('are stored for what problems need, not for the rectangle around all of them', () => {
    const used = store();
    used.of(1, 1000);
    expect(used.of(900, 2).values.length).toBe(1800);
    expect(used.of(890, 3).values.length).toBe(2700); // modest: both fit
    expect(used.of(900, 2).values.length).toBe(2700);
  });
});
