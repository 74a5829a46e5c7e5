/** What a least-squares fit of a sine of unknown amplitude, phase, offset and frequency leaves. */
export interface SineFit {
  readonly amplitude: number;
  readonly residualRms: number;
}

const { abs, cos, hypot, sin, sqrt, PI } = Math;

/**
 * The four-parameter sine fit of IEEE Std 1057: y[n] ≈ a·cos ωn + b·sin ωn + c, with ω corrected by Gauss–Newton
 * steps from `cyclesPerSample`.
 */
export function fitSine(samples: ArrayLike<number>, cyclesPerSample: number): SineFit {
  const n = samples.length;
  let omega = 2 * PI * cyclesPerSample;
  let [a, b, c] = [0, 0, 0];
  for (let step = 0; step < 20; step++) {
    const columns = step === 0 ? 3 : 4;
    const normal = Array.from({ length: columns }, () => new Float64Array(columns + 1));
    for (let i = 0; i < n; i++) {
      const [x, y] = [cos(omega * i), sin(omega * i)];
      const row = [x, y, 1, (i / n) * (b * x - a * y)].slice(0, columns);
      row.push(samples[i] as number);
      normal.forEach((line, j) =>
        row.forEach((value, k) => (line[k] = (line[k] as number) + (row[j] as number) * value)),
      );
    }
    const solution = solve(normal);
    [a, b, c] = [solution[0] as number, solution[1] as number, solution[2] as number];
    const shift = (solution[3] ?? 0) / n;
    omega += shift;
    if (step > 0 && abs(shift) < 1e-13) break;
  }
  let squares = 0;
  for (let i = 0; i < n; i++) {
    squares += ((samples[i] as number) - (a * cos(omega * i) + b * sin(omega * i) + c)) ** 2;
  }
  return { amplitude: hypot(a, b), residualRms: sqrt(squares / n) };
}

/** Gaussian elimination with pivoting; each line ends with its right-hand side. */
function solve(lines: Float64Array[]): number[] {
  const size = lines.length;
  for (let j = 0; j < size; j++) {
    const pivot = lines
      .slice(j)
      .reduce((best, line) => (abs(line[j] as number) > abs(best[j] as number) ? line : best));
    lines.splice(lines.indexOf(pivot), 1);
    lines.splice(j, 0, pivot);
    for (const line of lines) {
      if (line === pivot) continue;
      const ratio = (line[j] as number) / (pivot[j] as number);
      for (let k = j; k <= size; k++) line[k] = (line[k] as number) - ratio * (pivot[k] as number);
    }
  }
  return lines.map((line, j) => (line[size] as number) / (line[j] as number));
}
