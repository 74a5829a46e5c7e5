import type { TilingReport } from '../tiling/tiling-report.js';

/** Stages of one device command on the virtual clock, in order, by the names that reports use. */
export const deviceStages = ['linkDown', 'dac', 'carry', 'settle', 'relax', 'adc', 'linkUp'] as const;
export type DeviceStage = (typeof deviceStages)[number];

/** The start states of a run. */
export type StartName = 'gradient' | 'previous' | 'zero' | 'written';

/** When a stage happened, in seconds of virtual time. */
export interface StageSpan {
  readonly stage: DeviceStage;
  readonly startS: number;
  readonly endS: number;
}

/** How many codes there are in each sixteenth of the code range, by |code|; entry 15 holds the largest codes. */
export type CodeUse = readonly number[];

/**
 * What the driver chose and what the device told about one step. B = s_B·Bc, S = s_S·Sc, g = s_g·gc are codes
 * times scales; x = stateScale·V links problem units and cell volts. Everything is plain data (JSON-safe).
 */
export interface DeviceStepReport {
  /** The start state that was asked for. */
  readonly start: StartName;
  /** The one that was sent: `written` after a rescale, `zero` where there is no previous state yet. */
  readonly startSent: StartName;

  /** α = s_B² s_S / ρ: the device solves F/α and runs α times as long. */
  readonly alpha: number;
  /** γ = s_g / δ. */
  readonly gamma: number;
  /** G = γ/α in problem units per volt. */
  readonly stateScale: number;
  /** ρ, the coupling-gain register. */
  readonly couplingGain: number;
  /** λ_d = λ/α, the leak register, in 1/τ. */
  readonly leak: number;
  /** δ, the drive-gain register, in volts per code. */
  readonly driveGainV: number;
  /** Problem units per code; 1 where the format carries values. */
  readonly codeScales: { readonly couplings: number; readonly blocks: number; readonly drive: number };

  /** Problem time in τ: asked for, and what the whole ticks of the run timer make of it. */
  readonly runTimeTau: { readonly requested: number; readonly realised: number };
  /**
   * Time of the problem before, in its τ, that the cells went on relaxing under it: asked for, and what the device tells.
   * On a chip whose cells do not hold that is all the time from one run to the next.
   */
  readonly carryTimeTau: { readonly requested: number; readonly realised: number };
  /** Between live readings, in τ; absent for held ones. */
  readonly readSpacingTau?: { readonly requested: number; readonly realised: number };
  /** Trajectories. */
  readonly repeats: number;
  /** What the run timer counted in each trajectory, in seconds. */
  readonly deviceTimeS: number;
  /** κ in problem units that the device's noise κ_d amounts to: κ = κ_d·α·G². */
  readonly kappa: number;
  readonly noiseV2: number;

  /** Values that did not fit: couplings, blocks, drive and start by the host's count; dac and readout by the device's. */
  readonly clipped: {
    readonly couplings: number;
    readonly blocks: number;
    readonly drive: number;
    readonly start: number;
    readonly dac: number;
    readonly readout: number;
  };
  /** Volts per code of the reading that was used. */
  readonly readoutGainV: number;
  /** Readings of this step that were replaced by a later one at another readout gain. */
  readonly rereads: number;
  /** Runs before this step that had to be waited for before its problem could be sent, because it depends on them. */
  readonly waits: number;
  /** Readings of cells that stood at a rail. */
  readonly railedCells: number;
  /** 1 if the state scale G changed before this step. */
  readonly rescales: number;
  /** Why it changed. */
  readonly rescaleReason?: RescaleReason;

  /** The stages that took time, in the order of the commands (RUN, then each READ). */
  readonly stages: readonly StageSpan[];
  readonly energyJByStage: Readonly<Record<DeviceStage, number>>;
  readonly conversions: { readonly dac: number; readonly adc: number };
  /** Bits of the modelled link, its framing included. */
  readonly linkBits: { readonly down: number; readonly up: number };
  /** Bytes of codes as the transport carries them; frames and repeats of what was lost depend on it and are not counted. */
  readonly transportBytes: { readonly down: number; readonly up: number };
  /** Mean square of what the held cells lost since the last hold. */
  readonly droopV2: number;

  /** How the codes use their range (arrays above 65 536 codes by a regular sample); absent for f32 formats. */
  readonly codeUse: {
    readonly couplings?: CodeUse;
    readonly blocks?: CodeUse;
    readonly drive?: CodeUse;
    readonly readout?: CodeUse;
  };
  /** Wall-clock milliseconds of the driver's own stages. */
  readonly wallMsByStage: {
    readonly encode: number;
    readonly upload: number;
    readonly wait: number;
    readonly decode: number;
  };

  /** Of a problem that was solved in tiles. */
  readonly tiling?: TilingReport;
}

/** Why the state scale G changed. */
export type RescaleReason =
  | 'requested'
  | 'readout clipped at its largest range'
  | 'readout range too wide'
  | 'state small against the noise'
  | 'drive range exhausted'
  | 'drive range too wide';
