import type { CalibrationFile } from '../calibration/calibration-file.js';
import { fitLine } from '../analysis/least-squares.js';
import type { Bench } from '../bench.js';
import { ConverterBench, sampleOf, type ConverterKind } from '../converters/converter-bench.js';
import { meansOf } from '../converters/means.js';
import type { Finding } from '../figure.js';
import { estimated, rootMeanSquareOf } from '../statistics/evidence.js';

/** Gain and offset of one converter. */
interface Errors {
  readonly gain: number;
  readonly offsetLsb: number;
}

/** What is left of gain and offset of one converter, with standard errors. */
interface Residual {
  readonly gainPct: number;
  readonly gainPctError: number;
  readonly offsetLsb: number;
  readonly offsetLsbError: number;
}

/** Gain and offset of the converters by one method, without and with the tables. */
export interface BeforeAndAfter {
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
}

const ideal: Errors = { gain: 1, offsetLsb: 0 };
const levels = 257;
const reads = 4;
const mostConverters = 256;
/** Of the range, so that nothing saturates. */
const span = 0.6;

/**
 * Sends levels through a loopback as the driver does with these tables: before rounding to codes of a DAC, and from the codes of an ADC.
 * What is left of gain and offset is the line through them. ADCs are measured by DAC 0 and DACs by ADC 0, both with their tables.
 * @throws DeviceError, InterruptedError
 */
export async function measureCalibrated(bench: Bench, calibration: CalibrationFile): Promise<BeforeAndAfter> {
  const converters = new ConverterBench(bench);
  const { dac, adc } = converters;
  const of = (kind: 'dac' | 'adc', converter: number): Errors => {
    const table = calibration[kind];
    return table === undefined
      ? ideal
      : { gain: table.gains[converter]!, offsetLsb: table.offsetsLsb[converter]! };
  };
  const { ratio } = await converters.setRatio(adc.largest / dac.largest);
  const measure = async (applied: (kind: 'dac' | 'adc', converter: number) => Errors): Promise<Finding[]> => {
    const findings: Finding[] = [];
    for (const kind of ['adc', 'dac'] as const) {
      if (calibration[kind] === undefined) continue;
      const residuals: Residual[] = [];
      for (const converter of sampleOf(kind === 'adc' ? adc.count : dac.count, mostConverters)) {
        residuals.push(
          kind === 'adc'
            ? await residualOf(
                converters,
                ratio,
                { dac: 0, adc: converter },
                of('dac', 0),
                applied('adc', converter),
                'adc',
              )
            : await residualOf(
                converters,
                ratio,
                { dac: converter, adc: 0 },
                applied('dac', converter),
                of('adc', 0),
                'dac',
              ),
        );
      }
      findings.push(...residualFindings(kind, residuals));
    }
    return findings;
  };
  return { before: await measure(() => ideal), after: await measure(of) };
}

async function residualOf(
  converters: ConverterBench,
  ratio: number,
  path: { readonly dac: number; readonly adc: number },
  ofDac: Errors,
  ofAdc: Errors,
  kind: 'dac' | 'adc',
): Promise<Residual> {
  const { dac, adc } = converters;
  const most = span * Math.min(dac.largest, adc.largest / ratio);
  // spread unevenly, so that rounding at one level has nothing to do with that at the next
  const sent = Float64Array.from(
    { length: levels },
    (_, i) => -most + (2 * most * (i + ((i * 0.6180339887498949) % 1))) / levels,
  );
  const codes = sent.map((level) => limited(dac, (level - ofDac.offsetLsb) / ofDac.gain));
  const count = converters.mostReads(reads);
  const record = await converters.loop(codes, { ...path, reads: count });
  const received = meansOf(record.codes, count).map((code) => (code - ofAdc.offsetLsb) / ofAdc.gain);
  const line = fitLine(
    Array.from(sent, (level) => level * ratio),
    Array.from(received),
  );
  const perLsb = kind === 'adc' ? 1 : ratio;
  return {
    gainPct: 100 * (line.slope - 1),
    gainPctError: 100 * line.slopeError,
    offsetLsb: line.intercept / perLsb,
    offsetLsbError: line.interceptError / perLsb,
  };
}

function limited({ carriesValues, largest }: ConverterKind, code: number): number {
  const whole = carriesValues ? code : Math.round(code);
  return Math.max(-largest, Math.min(largest, whole));
}

function residualFindings(kind: 'dac' | 'adc', residuals: readonly Residual[]): Finding[] {
  const title = kind.toUpperCase();
  const method = `${residuals.length} loopbacks of ${levels} levels`;
  const pair = (
    name: string,
    words: string,
    unit: string,
    values: readonly number[],
    errors: readonly number[],
  ): Finding[] => {
    const worst = values.reduce((at, value, i) => (Math.abs(value) > Math.abs(values[at]!) ? i : at), 0);
    const variance = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
    const rms: Finding[] =
      values.length < 2
        ? []
        : [
            {
              name: `${kind}.${name}Rms`,
              title: `${words} of the ${title}s, rms`,
              unit,
              checks: [],
              evidence: rootMeanSquareOf(values, variance),
              method,
            },
          ];
    return [
      ...rms,
      {
        name: `${kind}.${name}Worst`,
        title: `${words} of the ${title}s, the largest`,
        unit,
        checks: [],
        evidence: estimated(Math.abs(values[worst]!), errors[worst]!, levels - 2),
        method: `${method}; converter ${worst} of them`,
      },
    ];
  };
  return [
    ...pair(
      'gainError',
      'Gain error',
      '%',
      residuals.map(({ gainPct }) => gainPct),
      residuals.map(({ gainPctError }) => gainPctError),
    ),
    ...pair(
      'offsetError',
      'Offset',
      'LSB',
      residuals.map(({ offsetLsb }) => offsetLsb),
      residuals.map(({ offsetLsbError }) => offsetLsbError),
    ),
  ];
}
