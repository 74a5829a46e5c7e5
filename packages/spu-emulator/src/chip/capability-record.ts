import { codeFormat, createAdc } from '@thermoloop/bus';
import {
  fixedGrid,
  RunFeature,
  SimulationFeature,
  StartState,
  TestInput,
  type CapabilityRecord,
} from '@thermoloop/protocol';
import { RandomStream } from '@thermoloop/sim-kernel';
import { converterCounts, type ChipSpec } from './chip-schema.js';
import { gridOf } from './grid-spec.js';

const maximumPayloadBytes = 1 << 20;

/** What the device tells a host of itself. */
export function capabilityRecord({
  name,
  array,
  coupling,
  dac,
  adc,
  readout,
  cell,
  testPoints,
}: ChipSpec): CapabilityRecord {
  const driveFormat = codeFormat(dac);
  const couplingFormat = codeFormat(coupling);
  const counts = converterCounts({ dac, adc });
  const converter = createAdc(adc, RandomStream.named('formats'));
  return {
    vendor: 'thermoloop',
    chip: name,
    firmwareMajor: 0,
    firmwareMinor: 1,
    cells: array.cells,
    rows: array.rows,
    blockSize: array.blockSize,
    maximumReads: readout.maximumReads,
    maximumPayloadBytes,
    banks: array.banks,
    holds: cell.hold.kind === 'capacitor' ? 1 : 0,
    startStates: cell.startStates.reduce((bits, state) => bits | (1 << startStates[state]), 0),
    runQueueDepth: array.runQueueDepth,
    simulationFeatures: SimulationFeature.TIME | SimulationFeature.REGISTERS,
    // the only bank is written over while the next problem comes: nothing is left to relax on
    runFeatures: RunFeature.LIVE_READS | RunFeature.REPEATS | (array.banks === 1 ? 0 : RunFeature.CARRY),
    readoutBufferBytes: readout.bufferBytes,
    couplingFormat,
    blockFormat: couplingFormat,
    driveFormat,
    startFormat: driveFormat,
    readoutFormat: converter.format,
    couplingGain: gridOf(array.couplingGain),
    driveGain: gridOf(array.driveGain),
    leak: gridOf(array.leak),
    startGain: gridOf(array.startGain),
    readoutGain: gridOf(readout.gain),
    noise: cell.noise.kind === 'fixed' ? fixedGrid(cell.noise.varianceV2) : gridOf(cell.noise.varianceV2),
    timeConstantS: array.timeConstantS,
    runTimerStepS: array.runTimer.stepS,
    runTimerMaximumTicks: BigInt(Math.round(array.runTimer.maximumS / array.runTimer.stepS)),
    readoutSkewS: converter.skewS(array.cells),
    holdDroopPerS: cell.hold.kind === 'capacitor' ? cell.hold.droopPerS : 0,
    testPoints: testPointBits(testPoints),
    dacConverters: counts.dac,
    adcConverters: counts.adc,
    referenceV: testPoints.referenceV ?? 0,
  };
}

function testPointBits({ loopback, zeroInput, referenceV }: ChipSpec['testPoints']): number {
  const bit = (input: TestInput, isThere: boolean): number => (isThere ? 1 << input : 0);
  return (
    bit(TestInput.ZERO, zeroInput) |
    bit(TestInput.REFERENCE, referenceV !== undefined) |
    bit(TestInput.LOOPBACK, loopback)
  );
}

const startStates = {
  gradient: StartState.GRADIENT,
  previous: StartState.PREVIOUS,
  zero: StartState.ZERO,
  written: StartState.WRITTEN,
} as const;
