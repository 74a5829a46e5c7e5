import { Stage, type RunReport } from '@thermoloop/protocol';
import type { ConverterBench } from './converter-bench.js';

/** What the device's own reports say of the time and the energy of conversions. */
export interface ConversionCosts {
  /** From one conversion of an ADC to the next: acquisition and conversion. */
  readonly adcIntervalS: number;
  /** From the last sample to its code, beyond the interval. */
  readonly adcLatencyS: number;
  readonly adcEnergyJ: number;
  /** Of one update of a DAC, latency included, settling not. Absent without a loopback. */
  readonly dacUpdateS?: number;
  readonly dacEnergyJ?: number;
}

const fewReads = 1;
const manyReads = 9;
const updates = 7;

/** Two measurements that differ in one thing tell what it costs. */
export async function conversionCosts(
  converters: ConverterBench,
  input: 'loopback' | 'zero' | 'reference',
): Promise<ConversionCosts> {
  const many = converters.mostReads(manyReads);
  const measure = async (reads: number): Promise<RunReport> => {
    const { reports } =
      input === 'loopback'
        ? await converters.loop([0], { dac: 0, adc: 0, reads, delayTicks: 0n })
        : await converters.constant(input, 0, reads);
    return reports[0]!;
  };
  const [short, long] = [await measure(fewReads), await measure(many)];
  const adcIntervalS =
    many === fewReads
      ? stageS(short, Stage.ADC)
      : (stageS(long, Stage.ADC) - stageS(short, Stage.ADC)) / (many - fewReads);
  const costs = {
    adcIntervalS,
    adcLatencyS: stageS(short, Stage.ADC) - fewReads * adcIntervalS,
    adcEnergyJ: long.energyJ[Stage.ADC]! / Number(long.adcConversions),
  };
  if (input !== 'loopback') return costs;
  const { reports } = await converters.loop(new Float64Array(updates), {
    dac: 0,
    adc: 0,
    reads: 1,
    delayTicks: 0n,
  });
  const updated = reports[0]!;
  return {
    ...costs,
    dacUpdateS: stageS(updated, Stage.DAC) / updates,
    dacEnergyJ: updated.energyJ[Stage.DAC]! / Number(updated.dacConversions),
  };
}

function stageS({ stages }: RunReport, stage: Stage): number {
  const { startPs, endPs } = stages[stage]!;
  return Number(endPs - startPs) / 1e12;
}
