import type { Bench } from '../bench.js';
import type { Curve } from '../curve.js';
import type { Finding, Specified } from '../figure.js';
import { bounded, estimated, mapped, notObservable } from '../statistics/evidence.js';
import type { ConverterBench } from './converter-bench.js';
import type { PairOf } from './pair.js';
import { sampleMemory } from './sample-memory.js';
import { settledShare, singlePole, type SettledShare } from './settling.js';

/** Delays at which a step is looked at, in the time constants of the datasheet. */
const delays = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 9] as const;

/** Settling of the first DAC, by one pole, and what the first ADC keeps of the sample before. */
export async function dynamicFindings(
  converters: ConverterBench,
  pairOf: PairOf,
): Promise<{ findings: Finding[]; curves: Curve[] }> {
  const { datasheet } = converters.bench;
  const { dac, adc } = datasheet;
  const findings: Finding[] = [];
  const curves: Curve[] = [];
  if (dac.kind === 'quantized') {
    await unlessHidden('dac.settlingTime', findings, datasheet, async () => {
      const settling = await settlingFindings(converters, pairOf, dac);
      findings.push(settling.finding);
      curves.push(settling.curve);
    });
  }
  if (adc.kind === 'quantized') {
    await unlessHidden('adc.memory', findings, datasheet, async () => {
      findings.push(await memoryFinding(converters, pairOf, adc));
    });
  }
  return { findings, curves };
}

/** A fit that the codes do not allow (all of them saturated, say) leaves its figure not observable. */
async function unlessHidden(
  name: string,
  findings: Finding[],
  datasheet: Bench['datasheet'],
  measure: () => Promise<void>,
): Promise<void> {
  try {
    await measure();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    findings.push(...hiddenLeaves(datasheet, error.message).filter((finding) => finding.name === name));
  }
}

type QuantizedDac = Bench['datasheet']['dac'] & { kind: 'quantized' };
type QuantizedAdc = Bench['datasheet']['adc'] & { kind: 'quantized' };

async function settlingFindings(
  converters: ConverterBench,
  pairOf: PairOf,
  { settlingTimeS, resolutionBits }: QuantizedDac,
): Promise<{ finding: Finding; curve: Curve }> {
  const { stepS, maximumTicks } = converters.capabilities.runTimer;
  const toHalfLsb = (resolutionBits + 1) * Math.LN2;
  const timeConstantS = settlingTimeS / toHalfLsb;
  const ticks = delays.map((delay) => Math.max(1, Math.round((delay * timeConstantS) / stepS)));
  const shares: SettledShare[] = [];
  for (const count of new Set(ticks)) {
    const delayTicks = BigInt(count);
    if (delayTicks > maximumTicks) break;
    shares.push(await settledShare(converters, { dac: 0, adc: 0 }, pairOf(0, 0), delayTicks));
  }
  const pole = singlePole(shares);
  const first = shares[0]!;
  const finding: Finding = {
    name: 'dac.settlingTime',
    title: 'settling time of the DAC, full scale to half an LSB',
    unit: 's',
    checks: ['dac.settlingTimeS'],
    specified: { kind: 'value', value: settlingTimeS },
    evidence:
      pole === undefined
        ? bounded(
            0,
            first.delayS * toHalfLsb,
            `one tick of the run timer, ${stepS} s, after an update nothing is left of its step that the ADC would show`,
          )
        : mapped(
            estimated(pole.timeConstantS, pole.timeConstantError, Math.max(1, 160 - 3)),
            (tau) => tau * toHalfLsb,
          ),
    method: `one pole through ${pole?.used ?? 0} delays from update to sample, times (bits + 1)·ln 2; steps of DAC 0 over the range of ADC 0`,
  };
  return { finding, curve: settlingCurve(shares) };
}

function settlingCurve(shares: readonly SettledShare[]): Curve {
  const shown = shares.filter(({ share }) => share < 1);
  return {
    name: 'dac.settling',
    title: 'What is left of a step of the DAC',
    xLabel: 'time after the update (s)',
    yLabel: 'share of the step',
    mark: 'points',
    logY: true,
    series: [
      {
        label: 'measured',
        x: shown.map(({ delayS }) => delayS),
        y: shown.map(({ share }) => 1 - share),
        standardError: shown.map(({ shareError }) => shareError),
      },
    ],
  };
}

async function memoryFinding(
  converters: ConverterBench,
  pairOf: PairOf,
  { acquisitionTimeS, inputTimeConstantS }: QuantizedAdc,
): Promise<Finding> {
  const { share, shareError } = await sampleMemory(converters, { dac: 0, adc: 0 }, pairOf(0, 0));
  const specified: Specified = {
    kind: 'value',
    value: inputTimeConstantS === 0 ? 0 : Math.exp(-acquisitionTimeS / inputTimeConstantS),
  };
  return {
    name: 'adc.memory',
    title: 'share of the sample before that an ADC keeps',
    unit: '',
    checks: ['adc.inputTimeConstantS'],
    specified,
    evidence: estimated(share, shareError, 250),
    method:
      'first read after a settled step of DAC 0, regressed on where it came from; the datasheet says e^(−acquisitionTimeS/inputTimeConstantS)',
  };
}

/** What the datasheet says of leaves that no test point shows. */
export function hiddenLeaves(datasheet: Bench['datasheet'], reason: string): Finding[] {
  const leaves: readonly (readonly [string, string, string])[] = [
    ...(datasheet.adc.kind === 'ideal' ? [] : hiddenAdc),
    ...(datasheet.dac.kind === 'ideal' ? [] : hiddenDac),
  ];
  return leaves.map(([name, path, title]) => ({
    name,
    title,
    unit: '',
    checks: [path],
    evidence: notObservable(reason),
    method: 'none',
  }));
}

const hiddenAdc = [
  ['adc.offset', 'adc.offsetErrorLsb', 'offset of the ADC'],
  [
    'adc.offsetSpread',
    'adc.offsetSpreadLsbRms',
    'offset of the ADC: spread from converter to converter, rms',
  ],
  ['adc.gain', 'adc.gainErrorPctFs', 'gain error of the ADC'],
  [
    'adc.gainSpread',
    'adc.gainSpreadPctFsRms',
    'gain error of the ADC: spread from converter to converter, rms',
  ],
  ['adc.noise', 'adc.inputReferredNoiseLsbRms', 'input-referred noise of the ADC, rms'],
  ['adc.inl', 'adc.inl', 'largest INL of the ADC'],
  ['adc.memory', 'adc.inputTimeConstantS', 'share of the sample before that an ADC keeps'],
  ['adc.drift', 'adc.offsetDriftLsbPerS', 'slow drift of the offset of the ADC, rms'],
] as const;

const hiddenDac = [
  ['dac.offset', 'dac.offsetErrorLsb', 'offset of the DAC'],
  [
    'dac.offsetSpread',
    'dac.offsetSpreadLsbRms',
    'offset of the DAC: spread from converter to converter, rms',
  ],
  ['dac.gain', 'dac.gainErrorPctFs', 'gain error of the DAC'],
  [
    'dac.gainSpread',
    'dac.gainSpreadPctFsRms',
    'gain error of the DAC: spread from converter to converter, rms',
  ],
  ['dac.fullScaleRange', 'dac.fullScaleRangeV', 'span of the DAC at the largest drive gain'],
  ['dac.noise', 'dac.outputNoiseLsbRms', 'noise of the output of the DAC, rms'],
  ['dac.inl', 'dac.inl', 'largest INL of the DAC'],
  ['dac.settlingTime', 'dac.settlingTimeS', 'settling time of the DAC'],
  ['dac.drift', 'dac.offsetDriftLsbPerS', 'slow drift of the offset of the DAC, rms'],
] as const;
