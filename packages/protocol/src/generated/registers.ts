// Generated from firmware-spec/spu-link.yaml by `npm run generate`. Do not edit.

/** The value of every register by name. */
export interface RegisterValues {
  /** strength of Bcᵀ Sc Bc per squared coupling code and block code */
  readonly couplingGain: number;
  /** drive per code. In V/code */
  readonly driveGain: number;
  /** leak of every cell, in 1/τ */
  readonly leak: number;
  /** start voltage per code. In V/code */
  readonly startGain: number;
  /** 1: S = I and no BLOCKS are written; 0: BLOCKS are used */
  readonly identityBlocks: number;
  /** cell voltage of one ADC code. In V/code */
  readonly readoutGain: number;
  /** variance that a cell of unit leak has at equilibrium; a chip without noise control has one value on its grid. In V² */
  readonly noise: number;
  /** seed of every random effect that is not static */
  readonly simulationSeed: bigint;
  /** names the draws of the next run */
  readonly simulationRunIndex: bigint;
  /** threads of the emulator's arithmetic */
  readonly simulationThreads: number;
}

export type RegisterName = keyof RegisterValues;

export interface RegisterDefinition {
  readonly address: number;
  readonly type: 'u32' | 'u64' | 'f64';
  readonly access: 'rw' | 'ro';
  readonly reset: number | bigint;
  /** belongs to the problem and latches with its bank */
  readonly banked: boolean;
  /** silicon ignores it */
  readonly simulationOnly: boolean;
}

export const registers: Readonly<Record<RegisterName, RegisterDefinition>> = {
  couplingGain: { address: 0x0000, type: 'f64', access: 'rw', reset: 1, banked: true, simulationOnly: false },
  driveGain: { address: 0x0008, type: 'f64', access: 'rw', reset: 1, banked: true, simulationOnly: false },
  leak: { address: 0x0010, type: 'f64', access: 'rw', reset: 1, banked: true, simulationOnly: false },
  startGain: { address: 0x0018, type: 'f64', access: 'rw', reset: 1, banked: true, simulationOnly: false },
  identityBlocks: {
    address: 0x0020,
    type: 'u32',
    access: 'rw',
    reset: 1,
    banked: true,
    simulationOnly: false,
  },
  readoutGain: { address: 0x0028, type: 'f64', access: 'rw', reset: 1, banked: false, simulationOnly: false },
  noise: { address: 0x0030, type: 'f64', access: 'rw', reset: 0, banked: false, simulationOnly: false },
  simulationSeed: {
    address: 0x0100,
    type: 'u64',
    access: 'rw',
    reset: 0n,
    banked: false,
    simulationOnly: true,
  },
  simulationRunIndex: {
    address: 0x0108,
    type: 'u64',
    access: 'rw',
    reset: 0n,
    banked: false,
    simulationOnly: true,
  },
  simulationThreads: {
    address: 0x0110,
    type: 'u32',
    access: 'rw',
    reset: 2,
    banked: false,
    simulationOnly: true,
  },
};
