import type { Finding } from '../figure.js';
import { exactly } from '../statistics/evidence.js';
import type { ConverterBench } from './converter-bench.js';

/** Of converters that carry values: how far a loopback is from the exact product. */
export async function exactLoop(converters: ConverterBench): Promise<Finding[]> {
  const { ratio } = await converters.setRatio(0.75);
  const values = Array.from({ length: 257 }, (_, i) => (i - 128) * 1000.25);
  const { codes } = await converters.loop(values, { dac: 0, adc: 0, reads: 1 });
  const worst = Math.max(
    ...values.map((value, i) => Math.abs(codes[i]! - value * ratio) / Math.max(1, Math.abs(value * ratio))),
  );
  return [
    {
      name: 'loop.error',
      title: 'largest relative error of values through DAC and ADC',
      unit: '',
      checks: ['dac.kind', 'adc.kind'],
      specified: { kind: 'at-most', limit: 2 ** -22 },
      evidence: exactly(worst),
      method: '257 values in f32',
    },
  ];
}
