import { coherentCycles, coherentPhases } from '../analysis/coherent-frequency.js';
import { toneFigures, type ToneFigures } from '../analysis/tone-figures.js';
import type { ConverterBench } from './converter-bench.js';

/** A sine of DAC codes through an ADC, as several coherent records of different phase. */
export interface SineTest {
  readonly cycles: number;
  readonly samples: number;
  /** Of the DAC, record by record. */
  readonly dacCodes: readonly Int32Array[];
  readonly records: readonly Float64Array[];
  readonly ratio: number;
}

const samples = 1024;
const records = 16;
const wantedCycles = 91;
/** H of THD. */
export const harmonics = 9;

/**
 * The sine fills the range of the ADC but for what offset and noise need, or the range of the DAC where that ends first.
 * Undefined where the loop has no room for one.
 */
export async function sineTest(
  converters: ConverterBench,
  { dac, adc }: { readonly dac: number; readonly adc: number },
  line: { readonly gain: number; readonly offset: number; readonly noiseRms: number },
): Promise<SineTest | undefined> {
  const { largest } = converters.adc;
  const room = (largest - 0.5 - Math.abs(line.offset) - 4 * line.noiseRms) / Math.max(line.gain, 0.05);
  if (room < 1) return undefined;
  const { ratio } = await converters.setRatio((1.01 * room) / converters.dac.largest);
  const amplitude = Math.min(converters.dac.largest, room / ratio);
  const cycles = coherentCycles(samples, wantedCycles);
  const dacCodes = Array.from({ length: records }, (_, k) =>
    // phases by the golden ratio: no two records round alike
    Int32Array.from(coherentPhases(samples, cycles, 2 * Math.PI * ((k * 0.6180339887) % 1)), (angle) =>
      Math.round(amplitude * Math.sin(angle)),
    ),
  );
  const taken: Float64Array[] = [];
  for (const codes of dacCodes) taken.push((await converters.loop(codes, { dac, adc, reads: 1 })).codes);
  return { cycles, samples, dacCodes, records: taken, ratio };
}

/** What the records say together: powers averaged. */
export interface SineFigures {
  readonly sinadDb: number;
  readonly enobBits: number;
  readonly snrDb: number;
  readonly thdDb: number | undefined;
  readonly sfdrDbc: number;
  readonly amplitude: number;
  /** Noise and distortion, in LSB. */
  readonly nadRms: number;
  /** Relative standard error of the noise and distortion power, from the scatter of the records. */
  readonly powerError: number;
  readonly first: ToneFigures;
}

/** @throws RangeError where a record holds no sine */
export function sineFigures(
  { records: taken, cycles }: Pick<SineTest, 'records' | 'cycles'>,
  fullScaleRange: number,
): SineFigures {
  const figures = taken.map((record) => toneFigures(record, { cycles, harmonics, fullScaleRange }));
  const mean = (of: (figure: ToneFigures) => number): number =>
    figures.reduce((sum, figure) => sum + of(figure), 0) / figures.length;
  const signal = mean(({ amplitude }) => amplitude ** 2 / 2);
  const power = (decibels: (figure: ToneFigures) => number): number =>
    mean((figure) => figure.amplitude ** 2 / 2 / 10 ** (decibels(figure) / 10));
  const nad = power(({ sinadDb }) => sinadDb);
  const scatter = Math.sqrt(
    mean((figure) => (figure.amplitude ** 2 / 2 / 10 ** (figure.sinadDb / 10) - nad) ** 2) /
      (figures.length - 1),
  );
  const distortion = mean(({ thdDb, amplitude }) =>
    thdDb === undefined ? 0 : (amplitude ** 2 / 2) * 10 ** (thdDb / 10),
  );
  const count = taken.reduce((sum, record) => sum + record.length, 0);
  return {
    sinadDb: 10 * Math.log10(signal / nad),
    enobBits: Math.log2(fullScaleRange / Math.sqrt(12 * nad)),
    snrDb: 10 * Math.log10(signal / power(({ snrDb }) => snrDb)),
    thdDb: distortion > 0 ? 10 * Math.log10(distortion / signal) : undefined,
    sfdrDbc: 10 * Math.log10(signal / power(({ sfdrDbc }) => sfdrDbc)),
    amplitude: Math.sqrt(2 * signal),
    nadRms: Math.sqrt(nad),
    // normal noise scatters by √(2/n); a few records may scatter less by chance
    powerError: Math.max(scatter / nad, Math.sqrt(2 / count)),
    first: figures[0]!,
  };
}
