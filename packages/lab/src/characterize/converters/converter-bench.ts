import { required } from '@thermoloop/host';
import type { TestInput } from '@thermoloop/protocol';
import {
  ArrayId,
  bytesPerCode,
  codeArrayConstructor,
  CodeKind,
  largestCode,
  type Capabilities,
  type CodeFormat,
  type MeasureInput,
  type RunReport,
} from '@thermoloop/protocol';
import { InterruptedError } from '../../interrupted-error.js';
import type { Bench } from '../bench.js';
import { loopGains, type LoopGains } from './loop-gains.js';

/** The converters of one kind, as the device tells them. */
export interface ConverterKind {
  /** With the sign. Values in f32 count as codes of 24 bits: they carry those exactly. */
  readonly bits: number;
  readonly largest: number;
  readonly count: number;
  readonly carriesValues: boolean;
}

/** Codes of one measurement, `reads` of each input side by side, and what the device reported of it. */
export interface Record {
  readonly codes: Float64Array;
  readonly reports: readonly RunReport[];
}

export interface LoopPath {
  readonly dac: number;
  readonly adc: number;
  readonly reads: number;
  /** Ticks of the run timer from each update of the DAC to the sample; long enough to settle where absent. */
  readonly delayTicks?: bigint;
}

/** Most codes of one MEASURE: they travel in one frame. */
const mostCodes = 8192;

/** The converters of a device at their test points. */
export class ConverterBench {
  readonly dac: ConverterKind;
  readonly adc: ConverterKind;
  #gains: LoopGains | undefined;

  constructor(readonly bench: Bench) {
    const { formats, converters } = bench.client.capabilities;
    this.dac = kindOf(formats[ArrayId.DRIVE], converters.dac);
    this.adc = kindOf(formats[ArrayId.READOUT], converters.adc);
  }

  get capabilities(): Capabilities {
    return this.bench.client.capabilities;
  }

  has(input: TestInput): boolean {
    return this.capabilities.testPoints.has(input);
  }

  /** Sets the gains to a ratio as near to the wanted one as the grids allow. */
  async setRatio(wanted: number): Promise<LoopGains> {
    const { driveGain, readoutGain } = this.capabilities.grids;
    return this.setGains(loopGains(driveGain, readoutGain, wanted));
  }

  async setGains(gains: LoopGains): Promise<LoopGains> {
    if (this.#gains?.driveGain !== gains.driveGain || this.#gains.readoutGain !== gains.readoutGain) {
      const { driveGain, readoutGain } = gains;
      required(await this.bench.client.writeRegisters({ driveGain, readoutGain }));
      this.#gains = gains;
    }
    return gains;
  }

  async setReadoutGain(readoutGain: number): Promise<void> {
    this.#gains = undefined;
    required(await this.bench.client.writeRegisters({ readoutGain }));
  }

  /** Codes of a DAC through an ADC. @param codes whole numbers within the range of the DAC */
  async loop(codes: ArrayLike<number>, { dac, adc, reads, delayTicks }: LoopPath): Promise<Record> {
    const { formats, readoutBufferBytes, maximumReads } = this.capabilities;
    const Codes = codeArrayConstructor(formats[ArrayId.DRIVE].kind);
    const perInput = Math.min(reads, maximumReads) * bytesPerCode(formats[ArrayId.READOUT].kind);
    const piece = Math.max(1, Math.min(mostCodes, Math.floor(readoutBufferBytes / perInput)));
    const ticks = delayTicks ?? this.settledTicks;
    const all = Float64Array.from(codes);
    const parts: Record[] = [];
    for (let from = 0; from < all.length; from += piece) {
      const input = {
        kind: 'loopback',
        dacConverter: dac,
        codes: Codes.from(all.subarray(from, from + piece)),
        delayTicks: ticks,
      } as const;
      parts.push(await this.#measure(input, adc, reads));
    }
    return joined(parts);
  }

  /** A constant input, converted so many times. */
  async constant(kind: 'zero' | 'reference', adc: number, reads: number): Promise<Record> {
    const most = this.#mostReads;
    const parts: Record[] = [];
    for (let left = reads; left > 0; left -= most) {
      parts.push(await this.#measure({ kind }, adc, Math.min(left, most)));
    }
    return joined(parts);
  }

  /** The most reads of one code. */
  get #mostReads(): number {
    const { formats, readoutBufferBytes, maximumReads } = this.capabilities;
    return Math.min(
      maximumReads,
      Math.floor(readoutBufferBytes / bytesPerCode(formats[ArrayId.READOUT].kind)),
    );
  }

  mostReads(wanted: number): number {
    return Math.min(wanted, this.#mostReads);
  }

  /** Twice the settling time of the datasheet: what is left of a step is the square of half an LSB of full scale. */
  get settledTicks(): bigint {
    const { dac } = this.bench.datasheet;
    const { stepS, maximumTicks } = this.capabilities.runTimer;
    if (dac.kind === 'ideal') return 0n;
    const ticks = BigInt(Math.ceil((2 * dac.settlingTimeS) / stepS));
    return ticks < maximumTicks ? ticks : maximumTicks;
  }

  async #measure(input: MeasureInput, adcConverter: number, reads: number): Promise<Record> {
    const { client, clock, signal } = this.bench;
    if (signal.aborted) throw new InterruptedError();
    const measureIndex = this.bench.nextMeasureIndex();
    const outcome = await client.measure(input, { adcConverter, reads, measureIndex });
    if (outcome.arrivalPs !== undefined) await clock.waitUntil(outcome.arrivalPs);
    const { codes, report } = required(outcome);
    return { codes: Float64Array.from(codes), reports: [report] };
  }
}

function kindOf(format: CodeFormat, count: number): ConverterKind {
  const carriesValues = format.kind === CodeKind.FLOAT32;
  return carriesValues
    ? { bits: 24, largest: 2 ** 23 - 1, count, carriesValues }
    : { bits: format.resolutionBits, largest: largestCode(format), count, carriesValues };
}

function joined(parts: readonly Record[]): Record {
  if (parts.length === 1) return parts[0]!;
  const codes = new Float64Array(parts.reduce((sum, part) => sum + part.codes.length, 0));
  let at = 0;
  for (const part of parts) {
    codes.set(part.codes, at);
    at += part.codes.length;
  }
  return { codes, reports: parts.flatMap(({ reports }) => reports) };
}

/** Converters evenly spread over all, the first and the last included. */
export function sampleOf(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}
