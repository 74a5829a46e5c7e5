/** The exponent p of the power law y ∝ xᵖ that fits best, by least squares on the logarithms. */
export function logLogSlope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x0 = mean(logs.map(({ x }) => x));
  const y0 = mean(logs.map(({ y }) => y));
  let along = 0;
  let across = 0;
  for (const { x, y } of logs) {
    along += (x - x0) ** 2;
    across += (x - x0) * (y - y0);
  }
  return across / along;
}
