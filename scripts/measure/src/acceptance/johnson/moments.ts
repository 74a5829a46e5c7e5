import { readoutGainV } from './bench.js';
import type { Matrix2 } from './two-by-two.js';

/** An estimate and its standard error. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

export function estimateOf(values: readonly number[]): Estimate {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** What rounding to codes adds to a variance: LSB²/12. */
const roundingV2 = readoutGainV ** 2 / 12;

/** The covariance about zero of both nodes in one record, without what rounding adds, in V². */
export function covarianceOf(record: Float64Array): Matrix2 {
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < record.length; i += 2) {
    const x = record[i]!;
    const y = record[i + 1]!;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const reads = record.length / 2;
  return [
    [xx / reads - roundingV2, xy / reads],
    [xy / reads, yy / reads - roundingV2],
  ];
}

/** The autocovariance about zero of a mode (a combination of the nodes), `lag` reads apart, in V². */
export function autocovarianceOf(
  record: Float64Array,
  [u, v]: readonly [number, number],
  lag: number,
): number {
  let sum = 0;
  const mode = (i: number): number => u * record[2 * i]! + v * record[2 * i + 1]!;
  const pairs = record.length / 2 - lag;
  for (let i = 0; i < pairs; i++) sum += mode(i) * mode(i + lag);
  return sum / pairs - (lag === 0 ? roundingV2 * (u * u + v * v) : 0);
}
