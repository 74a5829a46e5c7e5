/** Parts of the two-node board, as measured on it, and what its oscilloscope saw. Resistors in ohms, capacitors in farads. */
export const board = { r1: 4690, r2: 4680, r3: 6830, r4: 9900, c1: 23.5e-9, c2: 23.51e-9 } as const;

export const published = {
  nodeRmsV: [0.7097e-3, 0.6258e-3],
  correlation: { value: 0.3596, standardError: 0.0019 },
  /** Σ·G off the diagonal, as a share of the diagonal */
  offDiagonalShare: { value: -0.0007, standardError: 0.0025 },
  slowTimeS: 92.0e-6,
  fastTimeS: 41.6e-6,
  /** relative error of the covariance of a record, by its length */
  recordErrors: [
    { recordS: 10e-3, error: 0.1254 },
    { recordS: 300e-3, error: 0.0264 },
  ],
  /** of the logarithm of that error against the logarithm of the length */
  slope: { value: -0.469, standardError: 0.016 },
} as const;

/** G of C V̇ = −G V + noise, in siemens: what the resistors make of it. */
export function conductances(): readonly [readonly [number, number], readonly [number, number]] {
  const { r1, r2, r3, r4 } = board;
  return [
    [1 / r1 + 1 / r3, -1 / r3],
    [-1 / r3, 1 / r2 + 1 / r3 + 1 / r4],
  ];
}
