import type { Bench } from '../bench.js';
import type { Finding } from '../figure.js';
import { notObservable, rootMeanSquareOf, widened } from '../statistics/evidence.js';
import type { ConverterBench } from './converter-bench.js';
import type { ConverterErrors, Survey } from './survey.js';

const longestWaitS = 86_400;
const shortestWaitS = 1;
/** How far a datasheet's drift moves an offset in the time that is waited, in LSB rms. */
const movement = 0.5;

/** How long to wait, so that drift shows and offsets stay where ramps find them. */
export function waitForDriftS({ dac, adc }: Bench['datasheet']): number {
  const rates = [dac, adc].map((spec) => (spec.kind === 'ideal' ? 0 : spec.offsetDriftLsbPerS));
  const fastest = Math.max(...rates);
  if (fastest === 0) return 1000;
  return Math.min(Math.max(movement / fastest, shortestWaitS), longestWaitS);
}

/** Drift of offsets from one survey to another, so much later. @param later absent where the host cannot let time pass */
export function driftFindings(
  converters: ConverterBench,
  before: Survey,
  later: { readonly survey: Survey; readonly afterS: number } | undefined,
): Finding[] {
  const { dac, adc } = converters.bench.datasheet;
  return [
    ...(adc.kind === 'ideal' ? [] : [finding('adc', 'ADC', adc.offsetDriftLsbPerS, before, later)]),
    ...(dac.kind === 'ideal' ? [] : [finding('dac', 'DAC', dac.offsetDriftLsbPerS, before, later)]),
  ];
}

function finding(
  name: 'adc' | 'dac',
  title: string,
  specified: number,
  before: Survey,
  later: { readonly survey: Survey; readonly afterS: number } | undefined,
): Finding {
  const common = {
    name: `${name}.drift`,
    title: `slow drift of the offset of the ${title}, rms over converters`,
    unit: 'LSB/s',
    checks: [`${name}.offsetDriftLsbPerS`],
    specified: { kind: 'value', value: specified } as const,
  };
  if (later === undefined) {
    return {
      ...common,
      evidence: notObservable('the device follows a clock of its own, and nobody waits for drift'),
      method: 'offsets at two times',
    };
  }
  const { survey, afterS } = later;
  const [first, second] = [before, survey].map((each) => (name === 'adc' ? each.adcs : each.dacs)) as [
    readonly ConverterErrors[],
    readonly ConverterErrors[],
  ];
  const pairs = second.flatMap((again) => {
    const once = first.find(({ converter }) => converter === again.converter);
    return once === undefined ? [] : [[once, again] as const];
  });
  const rates = pairs.map(([once, again]) => (again.offset - once.offset) / afterS);
  const error = pairs.reduce((sum, pair) => sum + pair[0].offsetError ** 2 + pair[1].offsetError ** 2, 0);
  const shared = before.commonOffsetError[name] ** 2 + survey.commonOffsetError[name] ** 2;
  const ofMeasurement = (error / pairs.length + shared) / afterS ** 2;
  const unmoved = before.systematicOffset[name] / afterS;
  return {
    ...common,
    evidence: widened(rootMeanSquareOf(rates, ofMeasurement), { halfWidth: 2 * unmoved }),
    method: `offsets of ${rates.length} converters, again ${afterS.toPrecision(3)} s later`,
  };
}
