import { describe, expect, test } from '@jest/globals';
import { RandomStream } from '@thermoloop/sim-kernel';
import { mean, rareDeviate } from '../../testing/statistics.js';
import { offsetDrift } from './offset-drift.js';

const instance = RandomStream.named(1, 'instance');
const converters = 20_000;

function drifted(offsetDriftLsbPerS: number, atS: number, silicon = instance): Float64Array {
  const effect = offsetDrift({ offsetDriftLsbPerS, converters }, silicon);
  const values = new Float64Array(converters).fill(3);
  effect?.({ noise: RandomStream.named(1, 'noise'), atS })(values, 0);
  return values;
}

describe('the slow drift of offsets', () => {
  test('is not there at time 0, and grows linearly from then on', () => {
    expect(drifted(0.5, 0)).toEqual(new Float64Array(converters).fill(3));
    const after = drifted(0.5, 100);
    drifted(0.5, 300).forEach((x, i) => expect(x - 3).toBeCloseTo(3 * ((after[i] as number) - 3), 9));
  });

  test('has the stated rms rate, independent between neighbours (20 000 converters, false alarm 1e-6 each)', () => {
    const rates = drifted(0.5, 4).map((x) => (x - 3) / 4 / 0.5);
    expect(Math.abs(mean(rates) * Math.sqrt(converters))).toBeLessThan(rareDeviate);
    expect(Math.abs((mean(rates, (x) => x * x) - 1) / Math.sqrt(2 / converters))).toBeLessThan(rareDeviate);
    const product = mean(rates, (x, i) => x * (rates[(i + 1) % converters] as number));
    expect(Math.abs(product * Math.sqrt(converters))).toBeLessThan(rareDeviate);
  });

  test('belongs to the piece of silicon', () => {
    expect(drifted(0.5, 4)).toEqual(drifted(0.5, 4));
    expect(drifted(0.5, 4, RandomStream.named(2, 'instance'))).not.toEqual(drifted(0.5, 4));
  });

  test('of zero size is no effect', () => {
    expect(offsetDrift({ offsetDriftLsbPerS: 0, converters }, instance)).toBeUndefined();
  });
});
