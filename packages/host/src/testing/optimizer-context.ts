import { VirtualClock } from '@thermoloop/sim-kernel';
import { HostMeter } from '../cost/host-meter.js';
import type { MachineModel } from '../cost/machine-model.js';
import type { OptimizerContext } from '../optimizers/registry-entry.js';

/** 1 GFLOP/s, 10 GB/s, 1 µs a program, 2 W. */
export const slowMachine: MachineModel = {
  name: 'slow',
  flopRateHz: 1e9,
  memoryBandwidthBytePerS: 1e10,
  startTimeS: 1e-6,
  powerW: 2,
};

export function optimizerContext(parameterCount: number): OptimizerContext {
  return { parameterCount, threads: 1, seed: 1, meter: new HostMeter(slowMachine, new VirtualClock()) };
}
