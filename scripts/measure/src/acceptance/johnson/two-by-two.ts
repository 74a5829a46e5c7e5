export type Matrix2 = readonly [readonly [number, number], readonly [number, number]];

export function inverse([[a, b], [c, d]]: Matrix2): Matrix2 {
  const determinant = a * d - b * c;
  return [
    [d / determinant, -b / determinant],
    [-c / determinant, a / determinant],
  ];
}

/** Eigenvalues of a symmetric matrix, the smallest first, and a unit eigenvector of each. */
export function eigen([[a, b], [, d]]: Matrix2): {
  readonly value: number;
  readonly vector: readonly [number, number];
}[] {
  const mean = (a + d) / 2;
  const radius = Math.hypot((a - d) / 2, b);
  return [mean - radius, mean + radius].map((value) => {
    const [x, y] = Math.abs(a - value) > Math.abs(d - value) ? [-b, a - value] : [d - value, -b];
    const length = Math.hypot(x, y);
    return { value, vector: [x / length, y / length] as const };
  });
}
