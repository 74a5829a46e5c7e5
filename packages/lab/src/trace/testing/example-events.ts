import type { LoopEvent } from '@thermoloop/host';

/** Two overlapping runs of a loop: while the cells relax for run 0, the host computes and programs run 1. */
export const exampleEvents: readonly LoopEvent[] = [
  { kind: 'work', stage: 'evaluate', startPs: 0n, endPs: 2_000_000n },
  {
    kind: 'command',
    name: 'WRITE',
    array: 'COUPLINGS',
    run: 0,
    departurePs: 2_000_000n,
    arrivalPs: 4_000_000n,
    bytes: 640,
  },
  { kind: 'command', name: 'RUN', run: 0, departurePs: 2_500_000n, arrivalPs: 9_000_000n, bytes: 16 },
  { kind: 'work', stage: 'evaluate', startPs: 2_500_000n, endPs: 4_500_000n },
  { kind: 'stage', run: 0, stage: 'linkDown', startPs: 2_000_000n, endPs: 3_000_000n, energyJ: 1e-9 },
  { kind: 'stage', run: 0, stage: 'dac', startPs: 3_000_000n, endPs: 3_500_000n, energyJ: 2e-9 },
  { kind: 'stage', run: 0, stage: 'settle', startPs: 3_500_000n, endPs: 4_000_000n, energyJ: 0 },
  { kind: 'stage', run: 0, stage: 'relax', startPs: 4_000_000n, endPs: 7_000_000n, energyJ: 3e-9 },
  { kind: 'stage', run: 0, stage: 'adc', startPs: 7_000_000n, endPs: 8_000_000n, energyJ: 4e-9 },
  { kind: 'stage', run: 0, stage: 'linkUp', startPs: 8_000_000n, endPs: 9_000_000n, energyJ: 5e-9 },
  { kind: 'codes', run: 0, array: 'drive', atPs: 4_000_000n, codes: [5, -7], voltsPerCode: 0.5 },
  { kind: 'codes', run: 0, array: 'readout', atPs: 8_000_000n, codes: [-3, 2], voltsPerCode: 0.25 },
  { kind: 'stage', run: 1, stage: 'dac', startPs: 4_500_000n, endPs: 5_000_000n, energyJ: 2e-9 },
  { kind: 'stage', run: 1, stage: 'settle', startPs: 8_000_000n, endPs: 8_500_000n, energyJ: 0 },
  { kind: 'stage', run: 1, stage: 'relax', startPs: 8_500_000n, endPs: 9_500_000n, energyJ: 3e-9 },
  { kind: 'command', name: 'RUN', run: 1, departurePs: 4_600_000n, error: 'ABORTED' },
];
