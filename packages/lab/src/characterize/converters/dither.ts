/**
 * By how much, in steps, the mean of rounded values may be off from the value: half a step without noise, and the amplitude
 * e^{−2π²σ²}/π of the first harmonic of the staircase that normal noise of σ steps leaves.
 */
export function roundingResidue(noiseSteps: number): number {
  return Math.exp(-2 * (Math.PI * noiseSteps) ** 2) / 2;
}
