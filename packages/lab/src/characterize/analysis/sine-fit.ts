import { leastSquares } from './least-squares.js';

const { abs, atan2, cos, hypot, log10, log2, max, min, sin, sqrt, PI, SQRT2 } = Math;

/** y[n] ≈ offset + amplitude·cos(2π·cyclesPerSample·n + phaseRad). */
export interface SineFit {
  readonly amplitude: number;
  readonly phaseRad: number;
  readonly offset: number;
  readonly cyclesPerSample: number;
  /** √(mean squared residual): noise and distortion, eq. 93 of IEEE Std 1241-2000. */
  readonly residualRms: number;
  readonly samples: number;
}

/** The three-parameter fit of IEEE Std 1057: the frequency is known. */
export function fitSineOfFrequency(samples: ArrayLike<number>, cyclesPerSample: number): SineFit {
  const omega = 2 * PI * cyclesPerSample;
  const { coefficients, residualSquares } = leastSquares(samples, 3, (i, out) => {
    out[0] = cos(omega * i);
    out[1] = sin(omega * i);
    out[2] = 1;
  });
  const [a, b, offset] = [coefficients[0]!, coefficients[1]!, coefficients[2]!];
  return {
    amplitude: hypot(a, b),
    phaseRad: atan2(-b, a),
    offset,
    cyclesPerSample,
    residualRms: sqrt(residualSquares / samples.length),
    samples: samples.length,
  };
}

const mostSteps = 100;
/** The largest change of the frequency in one step, relative to it. */
const largestChange = 0.05;

/**
 * The four-parameter fit of IEEE Std 1057: Gauss–Newton steps on the frequency from `cyclesPerSample`, which has to be
 * within about a cycle a record.
 * @throws RangeError if the frequency does not settle
 */
export function fitSine(samples: ArrayLike<number>, cyclesPerSample: number): SineFit {
  let frequency = cyclesPerSample;
  const count = samples.length;
  for (let step = 0; step < mostSteps; step++) {
    const omega = 2 * PI * frequency;
    const { amplitude, phaseRad } = fitSineOfFrequency(samples, frequency);
    const [a, b] = [amplitude * cos(phaseRad), -amplitude * sin(phaseRad)];
    const { coefficients } = leastSquares(samples, 4, (i, out) => {
      const [c, s] = [cos(omega * i), sin(omega * i)];
      out[0] = c;
      out[1] = s;
      out[2] = 1;
      out[3] = (i / count) * (b * c - a * s);
    });
    const limit = largestChange * frequency;
    const change = coefficients[3]! / (2 * PI * count);
    frequency += min(max(change, -limit), limit);
    if (abs(change) * count < 1e-10) return fitSineOfFrequency(samples, frequency);
  }
  throw new RangeError(
    `the frequency of a sine fit did not settle in ${mostSteps} steps from ${cyclesPerSample} cycles a sample`,
  );
}

/** SINAD in dB of a fitted sine: (A/√2)/NAD, eq. 94 of IEEE Std 1241-2000. */
export function sinadDb({ amplitude, residualRms }: SineFit): number {
  return 20 * log10(amplitude / SQRT2 / residualRms);
}

/**
 * Effective bits log2(FSR/(NAD·√12)), eq. 102 of IEEE Std 1241-2000: right at any amplitude.
 * @param fullScaleRange in the unit of the residual: 2^bits for codes
 */
export function effectiveBits(residualRms: number, fullScaleRange: number): number {
  return log2(fullScaleRange / (residualRms * sqrt(12)));
}
