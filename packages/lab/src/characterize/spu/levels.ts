import { RandomStream } from '@thermoloop/sim-kernel';

/**
 * Levels at which every cell is measured, in pairs of opposite sign: `pairs` magnitudes spread over 0 to 1, in an order
 * of its own for each cell, so that rounding to codes is as good as random.
 */
export interface Levels {
  readonly cells: number;
  /** magnitude × sign of the first of each pair: pairs × cells, codes */
  readonly pairs: readonly Float64Array[];
}

/** @param fullCode the code of level 1; `isWhole`: codes are whole numbers, else f32 values */
export function levelsOf(
  name: string,
  {
    cells,
    pairs,
    fullCode,
    isWhole,
  }: { readonly cells: number; readonly pairs: number; readonly fullCode: number; readonly isWhole: boolean },
): Levels {
  const stream = RandomStream.named('characterize', 'levels', name);
  const draws = new Float64Array(pairs * cells * 3);
  stream.fillUniform(draws);
  const values = Array.from({ length: pairs }, () => new Float64Array(cells));
  const order = new Float64Array(pairs);
  for (let i = 0; i < cells; i++) {
    const own = draws.subarray(3 * pairs * i, 3 * pairs * (i + 1));
    const byDraw = order.map((_, j) => j).sort((a, b) => own[a]! - own[b]!);
    for (let j = 0; j < pairs; j++) {
      const magnitude = ((byDraw[j]! + own[pairs + j]!) / pairs) * fullCode;
      const signed = own[2 * pairs + j]! < 0.5 ? -magnitude : magnitude;
      values[j]![i] = isWhole ? Math.round(signed) : Math.fround(signed);
    }
  }
  return { cells, pairs: values };
}
