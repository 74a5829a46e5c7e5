import { leastSquares } from '../analysis/least-squares.js';
import type { ConverterBench } from './converter-bench.js';
import { scatteredCodes } from './scattered-codes.js';

/** How much of its steps a DAC has made a while after its updates. */
export interface SettledShare {
  readonly delayS: number;
  /** 1 when settled. */
  readonly share: number;
  readonly shareError: number;
}

const updates = 160;
const reads = 4;

/**
 * The share of each step that is there after a delay: the output goes from where it stood by that share towards its code,
 * V_k = V_{k−1} + s·(v_k − V_{k−1}), and s is what fits the codes of the ADC best. Reads after the first see a settled
 * track-and-hold, so only the last read counts.
 */
export async function settledShare(
  converters: ConverterBench,
  { dac, adc }: { readonly dac: number; readonly adc: number },
  line: { readonly gain: number; readonly offset: number; readonly noiseRms: number },
  delayTicks: bigint,
): Promise<SettledShare> {
  const { largest } = converters.adc;
  const room = (largest - 1 - Math.abs(line.offset) - 3 * line.noiseRms) / Math.max(line.gain, 0.05);
  const { ratio } = await converters.setRatio((0.98 * Math.max(1, room)) / converters.dac.largest);
  const codes = scatteredCodes(Math.min(converters.dac.largest, Math.floor(room / ratio)), updates);
  const record = await converters.loop(codes, { dac, adc, reads, delayTicks });
  const last = Float64Array.from(codes, (_, i) => record.codes[(i + 1) * reads - 1]!);
  const inputs = codes.map((code) => code * ratio);
  const delayS = Number(delayTicks) * converters.capabilities.runTimer.stepS;
  return { delayS, ...fitShare(inputs, last) };
}

/** Gauss–Newton on the share, with gain and offset free. */
function fitShare(
  targets: readonly number[],
  observed: ArrayLike<number>,
): { share: number; shareError: number } {
  let share = bestOf(targets, observed);
  let shareError = 0;
  for (let step = 0; step < 30; step++) {
    const { outputs, slopes } = recursion(targets, share);
    const linear = leastSquares(observed, 2, (i, out) => {
      out[0] = 1;
      out[1] = outputs[i]!;
    });
    const gain = linear.coefficients[1]!;
    const fit = leastSquares(observed, 3, (i, out) => {
      out[0] = 1;
      out[1] = outputs[i]!;
      out[2] = gain * slopes[i]!;
    });
    const change = fit.coefficients[2]!;
    shareError = Math.sqrt((fit.residualSquares / (targets.length - 3)) * fit.inverseNormal[8]!);
    share += Math.min(Math.max(change, -0.1), 0.1);
    share = Math.min(Math.max(share, 1e-4), 1.5);
    if (Math.abs(change) < 1e-9) break;
  }
  return { share, shareError };
}

/** The best of a few shares to start from. */
function bestOf(targets: readonly number[], observed: ArrayLike<number>): number {
  const misfit = (share: number): number => {
    const { outputs } = recursion(targets, share);
    return leastSquares(observed, 2, (i, out) => {
      out[0] = 1;
      out[1] = outputs[i]!;
    }).residualSquares;
  };
  const shares = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97];
  return shares.reduce((best, share) => (misfit(share) < misfit(best) ? share : best));
}

function recursion(
  targets: readonly number[],
  share: number,
): { readonly outputs: Float64Array; readonly slopes: Float64Array } {
  const outputs = new Float64Array(targets.length);
  const slopes = new Float64Array(targets.length);
  let [output, slope] = [0, 0];
  for (const [i, target] of targets.entries()) {
    slope = slope * (1 - share) + (target - output);
    output += share * (target - output);
    outputs[i] = output;
    slopes[i] = slope;
  }
  return { outputs, slopes };
}

/** One pole: 1 − share = e^{−t/τ}. */
export interface SinglePole {
  readonly timeConstantS: number;
  readonly timeConstantError: number;
  readonly used: number;
}

/**
 * τ by weighted least squares of ln(1 − share) = −t/τ over the delays at which the rest of a step stands clear of its
 * error. Undefined where it does at none.
 */
export function singlePole(shares: readonly SettledShare[]): SinglePole | undefined {
  const clear = shares.filter(
    ({ share, shareError, delayS }) => delayS > 0 && 1 - share > 8 * shareError && share > 4 * shareError,
  );
  if (clear.length === 0) return undefined;
  const rests = clear.map(({ share }) => Math.log(1 - share));
  const weight = (i: number): number => ((1 - clear[i]!.share) / Math.max(clear[i]!.shareError, 1e-9)) ** 2;
  const fit = leastSquares(
    rests,
    1,
    (i, out) => {
      out[0] = -clear[i]!.delayS * 1e9;
    },
    weight,
  );
  const rate = fit.coefficients[0]! * 1e9;
  if (!(rate > 0)) return undefined;
  const scatter = clear.length > 2 ? Math.max(1, fit.residualSquares / (clear.length - 1)) : 1;
  const rateError = Math.sqrt(fit.inverseNormal[0]! * scatter) * 1e9;
  return { timeConstantS: 1 / rate, timeConstantError: rateError / rate ** 2, used: clear.length };
}
