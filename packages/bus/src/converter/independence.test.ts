import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { exampleAdc, exampleDac, type QuantizedDacSpec } from '../testing/example-specs.js';
import { outputLevels } from '../testing/levels.js';
import { mean, rareDeviate } from '../testing/statistics.js';
import { createAdc } from './adc.js';
import { createDac } from './dac.js';

const noise = RandomStream.named(1, 'noise');
const converters = 100;
const instances = 1000;
const pairs = (instances * (instances - 1)) / 2;

/** Each static error alone, at a code where it shows; of unit size or so, and with a mean of zero. */
const staticErrors: readonly (readonly [string, Partial<QuantizedDacSpec>, number])[] = [
  ['offset', { offsetSpreadLsbRms: 1 }, 0],
  ['gain', { gainSpreadPctFsRms: 1 }, 100],
  ['drift', { offsetDriftLsbPerS: 1 }, 0],
  ['bow', { inl: { kind: 'shape', bowLsb: 0, sLsb: 0, bowSpreadLsbRms: 1, sSpreadLsbRms: 0 } }, 127],
  ['S', { inl: { kind: 'shape', bowLsb: 0, sLsb: 0, bowSpreadLsbRms: 0, sSpreadLsbRms: 1 } }, 127],
  ['mismatch', { inl: { kind: 'mismatch', unitMismatchPctRms: 10 } }, 0],
];

/** The errors of the converters of an instance, brought to a mean square of 1. */
function errorsOf(instance: RandomStream, changes: Partial<QuantizedDacSpec>, code: number): Float64Array {
  const dac = createDac(exampleDac({ converters, ...changes }), instance);
  const out = new Float32Array(converters);
  dac.convert(new Int8Array(converters).fill(code), out, { noise, atS: 1 });
  const errors = Float64Array.from(out, (x) => x - code);
  const rms = Math.sqrt(mean(errors, (x) => x * x));
  return errors.map((x) => x / rms);
}

describe('static errors', () => {
  const silicon = Array.from({ length: instances }, (_, i) => RandomStream.named(i, 'instance'));
  const drawn = new Map(
    staticErrors.map(([name, changes, code]) => [
      name,
      silicon.map((instance) => errorsOf(instance, changes, code)),
    ]),
  );
  const of = (name: string): Float64Array[] => drawn.get(name) as Float64Array[];

  // Correlations r of n independent converters have a mean square of 1/n and are uncorrelated from pair to pair,
  // with a variance of n·r² of 2(n − 1)/(n + 2). Over 499 500 pairs; false alarm 1e-6 each. No pair exceeds
  // 7.3/√n, which 499 500 normal deviates do once in 10⁶ times.
  test.each(staticErrors.map(([name]) => name))(
    'of 1000 instances have no pairwise correlation: %s',
    (name) => {
      const all = of(name);
      let [squares, largest, sum] = [0, 0, 0];
      for (let i = 0; i < instances; i++) {
        const one = all[i] as Float64Array;
        for (let j = 0; j < i; j++) {
          const other = all[j] as Float64Array;
          let product = 0;
          for (let k = 0; k < converters; k++) product += (one[k] as number) * (other[k] as number);
          const z = product / Math.sqrt(converters);
          sum += z;
          squares += z * z;
          largest = Math.max(largest, Math.abs(z));
        }
      }
      expect(Math.abs(sum / Math.sqrt(pairs))).toBeLessThan(rareDeviate);
      const variance = (2 * (converters - 1)) / (converters + 2);
      expect(Math.abs((squares / pairs - 1) / Math.sqrt(variance / pairs))).toBeLessThan(rareDeviate);
      expect(largest).toBeLessThan(7.3);
    },
  );

  test('of one instance have none between its converters, at any distance (100 000 pairs, false alarm 1e-6 each)', () => {
    for (const [name] of staticErrors) {
      for (const distance of [1, 2, 3, 32, 64]) {
        const z = of(name).map(
          (errors) =>
            mean(errors, (x, k) => x * (errors[(k + distance) % converters] as number)) *
            Math.sqrt(converters),
        );
        expect(Math.abs(mean(z) * Math.sqrt(instances))).toBeLessThan(rareDeviate);
      }
    }
  });

  test('of one kind have none with those of another (100 000 pairs, false alarm 1e-6 each)', () => {
    staticErrors.forEach(([one], i) =>
      staticErrors.slice(0, i).forEach(([other]) => {
        const z = of(one).map((errors, instance) => {
          const others = of(other)[instance] as Float64Array;
          return mean(errors, (x, k) => x * (others[k] as number)) * Math.sqrt(converters);
        });
        expect(Math.abs(mean(z) * Math.sqrt(instances))).toBeLessThan(rareDeviate);
      }),
    );
  });

  test('are the same in every conversion, whatever its noise', () => {
    const changes = Object.assign({ converters: 7 }, ...staticErrors.map(([, change]) => change)) as object;
    const spec = exampleDac(changes);
    expect(outputLevels(spec, RandomStream.named(5))).toEqual(outputLevels(spec, RandomStream.named(5)));
    expect(outputLevels(spec, RandomStream.named(5))).not.toEqual(outputLevels(spec, RandomStream.named(6)));
  });
});

const everything = {
  converters: 7,
  inl: { kind: 'mismatch', unitMismatchPctRms: 3 },
  offsetErrorLsb: 0.3,
  offsetSpreadLsbRms: 0.7,
  gainErrorPctFs: 1,
  gainSpreadPctFsRms: 2,
  offsetDriftLsbPerS: 0.2,
  outputNoiseLsbRms: 0.4,
  inputReferredNoiseLsbRms: 0.4,
  inputTimeConstantS: 5e-9,
} as const;
const atS = 3;
const silicon = RandomStream.named(1, 'instance');
const values = Float64Array.from({ length: 5000 }, (_, i) => 110 * Math.sin(i));

function outputs(changes: object): Float32Array {
  const dac = createDac(exampleDac(changes), silicon);
  const out = new Float32Array(values.length);
  dac.convert(Int8Array.from(values), out, { noise, atS });
  return out;
}

function codes(changes: object): Int8Array {
  const adc = createAdc(exampleAdc(changes), silicon);
  const out = new Int8Array(values.length);
  adc.convert(values, 1, out, { noise, atS });
  return out;
}

/** Each effect, as it is when it is there but of no size, and what is left without it. */
const absences = [
  ['curve', { inl: { kind: 'curve', pointsLsb: [0, 0, 0] } }, { inl: { kind: 'none' } }],
  [
    'shape',
    { inl: { kind: 'shape', bowLsb: 0, sLsb: 0, bowSpreadLsbRms: 0, sSpreadLsbRms: 0 } },
    { inl: { kind: 'none' } },
  ],
  ['mismatch', { inl: { kind: 'mismatch', unitMismatchPctRms: 0 } }, { inl: { kind: 'none' } }],
] as const;

describe('an effect of zero strength', () => {
  test.each(absences)('leaves every bit as without it: INL %s', (_, zero, absent) => {
    expect(outputs({ ...everything, ...zero })).toEqual(outputs({ ...everything, ...absent }));
    expect(codes({ ...everything, ...zero })).toEqual(codes({ ...everything, ...absent }));
  });

  test('leaves the ideal quantiser where there is no other', () => {
    const ideal = Int8Array.from(values, (x) => Math.round(x));
    for (const [, zero] of absences) {
      expect(codes(zero)).toEqual(ideal);
      expect(outputs(zero)).toEqual(Float32Array.from(Int8Array.from(values)));
    }
  });

  test('leaves every bit as without it: drift at time 0 and acquisition without a time constant', () => {
    const still = { offsetDriftLsbPerS: 0, inputTimeConstantS: 0 };
    expect(outputs(still)).toEqual(outputs({}));
    expect(codes(still)).toEqual(codes({}));
  });
});

describe('the draws of an effect', () => {
  const { inl, offsetSpreadLsbRms, offsetDriftLsbPerS, outputNoiseLsbRms } = everything;
  const parts = [{ inl }, { offsetSpreadLsbRms }, { offsetDriftLsbPerS }, { outputNoiseLsbRms }];

  test('do not move when others are switched on: the errors of a DAC add up', () => {
    const shared = { converters: 7 };
    const none = outputs(shared);
    const sum = none.slice();
    for (const part of parts) {
      outputs({ ...shared, ...part }).forEach(
        (x, i) => (sum[i] = (sum[i] as number) + x - (none[i] as number)),
      );
    }
    const all = outputs(Object.assign({}, shared, ...parts) as object);
    all.forEach((x, i) => expect(Math.abs(x - (sum[i] as number))).toBeLessThan(1e-4));
  });

  test('are common to two configurations: their difference varies far less than with draws of their own (300 runs each)', () => {
    const [runs, cells] = [300, 256];
    const lessBent = exampleAdc({ ...everything, inputReferredNoiseLsbRms: 2 });
    const inl = { kind: 'curve' as const, pointsLsb: [0, 0.5, -0.5, 0] };
    const bent = { ...lessBent, inl };
    const sineOf = Float64Array.from({ length: cells }, (_, i) => 100 * Math.sin(i));
    const out = new Int8Array(cells);
    const meanSquare = (spec: typeof lessBent, seed: number): number => {
      createAdc(spec, silicon).convert(sineOf, 1, out, { noise: RandomStream.named(seed, 'run'), atS: 0 });
      return mean(out, (code, i) => (code - (sineOf[i] as number)) ** 2);
    };
    const variance = (otherSeed: (run: number) => number): number => {
      const differences = Array.from(
        { length: runs },
        (_, run) => meanSquare(bent, run) - meanSquare(lessBent, otherSeed(run)),
      );
      const center = mean(differences);
      return mean(differences, (x) => (x - center) ** 2);
    };
    const ratio = variance((run) => run) / variance((run) => run + runs);
    // ln of a ratio of two estimates from 300 runs each is known to about √(4/300) = 0.12 where they are
    // independent: were the draws not common it would be 1, and below ½ with less than one chance in 10⁶
    expect(ratio).toBeLessThan(0.5);
  });
});
