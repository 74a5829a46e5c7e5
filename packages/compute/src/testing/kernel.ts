/** The matrix of fixtures/linalg.py: exp(−|i − j| / 7) + cos(0.3 i) cos(0.3 j), plus 0.05 on the diagonal. */
export function kernel(order: number): Float64Array {
  return Float64Array.from({ length: order * order }, (_, place) => {
    const i = Math.floor(place / order);
    const j = place % order;
    const value = Math.exp(-Math.abs(i - j) / 7) + Math.cos(0.3 * i) * Math.cos(0.3 * j);
    return i === j ? value + 0.05 : value;
  });
}
