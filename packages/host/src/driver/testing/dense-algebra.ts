/** A dense matrix as rows. */
export type Matrix = number[][];

export const matrix = (rows: number, columns: number, entry: (i: number, j: number) => number): Matrix =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_row, j) => entry(i, j)));

export function times(a: Matrix, b: Matrix): Matrix {
  return matrix(a.length, b[0]!.length, (i, j) =>
    a[i]!.reduce((sum, value, k) => sum + value * b[k]![j]!, 0),
  );
}

export function apply(a: Matrix, x: readonly number[]): number[] {
  return a.map((row) => row.reduce((sum, value, j) => sum + value * x[j]!, 0));
}

/** A⁻¹b by Gaussian elimination with partial pivoting. */
export function solve(a: Matrix, b: readonly number[]): number[] {
  const n = b.length;
  const rows = a.map((row, i) => [...row, b[i]!]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = column + 1; i < n; i++) {
      const factor = rows[i]![column]! / rows[column]![column]!;
      for (let j = column; j <= n; j++) rows[i]![j]! -= factor * rows[column]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const known = rows[i]!.slice(i + 1, n).reduce((sum, value, j) => sum + value * x[i + 1 + j]!, 0);
    x[i] = (rows[i]![n]! - known) / rows[i]![i]!;
  }
  return x;
}

/** eᴬ by scaling, 20 Taylor terms and squaring. */
export function exponential(a: Matrix): Matrix {
  const norm = Math.max(...a.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  const squarings = Math.max(0, Math.ceil(Math.log2(norm)) + 2);
  const small = a.map((row) => row.map((value) => value / 2 ** squarings));
  let term = matrix(a.length, a.length, (i, j) => (i === j ? 1 : 0));
  let sum = term;
  for (let k = 1; k <= 20; k++) {
    term = times(term, small).map((row) => row.map((value) => value / k));
    sum = sum.map((row, i) => row.map((value, j) => value + term[i]![j]!));
  }
  for (let k = 0; k < squarings; k++) sum = times(sum, sum);
  return sum;
}

/** x(t) of dx/dt = −(Ax − b) from x₀. A may be singular. */
export function relax(a: Matrix, b: readonly number[], start: readonly number[], time: number): number[] {
  const n = b.length;
  if (time === 0) return [...start];
  // d(x, 1)/dt = [[−A, b], [0, 0]] (x, 1)
  const flow = exponential(
    matrix(n + 1, n + 1, (i, j) => (i === n ? 0 : time * (j === n ? b[i]! : -a[i]![j]!))),
  );
  return apply(flow, [...start, 1]).slice(0, n);
}
