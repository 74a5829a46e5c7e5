import { RandomStream } from '@thermoloop/sim-kernel';
import type { AnalogMeasure, DrawNames } from './analog-part.js';

/** The streams of one run: each effect has its own, so that switching one off leaves the others' draws as they were. */
export interface RunDraws {
  readonly relaxation: RandomStream;
  /** of the cells under the problem before */
  readonly carry: RandomStream;
  /** of cells that do not hold, up to this reading */
  readonly drift: RandomStream;
  readonly driveDac: RandomStream;
  readonly startDac: RandomStream;
  /** of the couplings as they are written */
  readonly couplingWrite: RandomStream;
  /** of the couplings as they latch */
  readonly couplingRead: RandomStream;
  /** of one reading of one repeat */
  adc(read: number, repeat: number): RandomStream;
}

/** Seed and run index name every draw that is not static; the order of messages does not. */
export function drawsOf({ seed, runIndex, readIndex }: DrawNames): RunDraws {
  const run = RandomStream.named(seed, 'run', runIndex);
  return {
    relaxation: run.child('relaxation'),
    carry: run.child('carry'),
    drift: run.child('drift', readIndex),
    driveDac: run.child('drive dac'),
    startDac: run.child('start dac'),
    couplingWrite: run.child('coupling write'),
    couplingRead: run.child('coupling read'),
    adc: (read, repeat) =>
      repeat === 0 ? run.child('adc', readIndex, read) : run.child('adc', readIndex, read, repeat),
  };
}

/** The streams of one measurement of a test input. */
export function measureDrawsOf({ seed, measureIndex }: AnalogMeasure['draws']): {
  readonly dac: RandomStream;
  readonly adc: RandomStream;
} {
  const measurement = RandomStream.named(seed, 'measure', measureIndex);
  return { dac: measurement.child('dac'), adc: measurement.child('adc') };
}
