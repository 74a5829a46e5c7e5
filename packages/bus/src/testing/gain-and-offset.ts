/**
 * Gain and offset of an ADC by the independently based definition of IEEE Std 1241: the least-squares solution of
 * G·T[k] + V_os = Q·(k − 1) + T₁ over its transition levels T[1], …, Q = 1 LSB, T₁ the ideal first level.
 */
export function gainAndOffset(levels: Float64Array, firstIdeal: number): { gain: number; offset: number } {
  const n = levels.length;
  let [sum, squares, weighted, ranks] = [0, 0, 0, 0];
  levels.forEach((level, i) => {
    sum += level;
    squares += level * level;
    weighted += i * level;
    ranks += i;
  });
  const gain = (n * weighted - ranks * sum) / (n * squares - sum ** 2);
  return { gain, offset: firstIdeal + ranks / n - (gain * sum) / n };
}
