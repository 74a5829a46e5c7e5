import { ArrayId, Stage, type Capabilities, type CodeArray, type CodeFormat } from '@thermoloop/protocol';
import { inSeconds } from '@thermoloop/sim-kernel';
import type { Calibration } from './calibration/calibration.js';
import type { StartName } from './device-step-report.js';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import { kappaPerNoise } from './noise.js';
import type { Readings } from './read-runs.js';
import type { SentProblem } from './submission.js';

/**
 * All that went to a device for one problem and all that came back, kept where the problem's `keepsExchange` asks for it.
 * The arrays are those that were sent and received, not copies: to be read only.
 */
export interface Exchange {
  readonly problem: NaturalGradientProblem;
  readonly sent: SentValues;
  readonly received: ReceivedValues;
  /** With which drive codes were made and readings understood. */
  readonly calibration?: Calibration;
}

export interface SentValues {
  /** Bc [r × N]. */
  readonly couplings: CodeArray;
  /** Sc, where S is not I. */
  readonly blocks?: CodeArray;
  /** gc [N]. */
  readonly drive: CodeArray;
  /** xc [N], where the start state was written. */
  readonly written?: CodeArray;
  /** Problem units per code. */
  readonly scales: {
    readonly couplings: number;
    readonly blocks: number;
    readonly drive: number;
    readonly written?: number;
  };
  /** The smallest scales at which nothing would clip, had the gains no grid; 0 for arrays of zeros. */
  readonly finestScales: { readonly couplings: number; readonly drive: number };
  readonly startSent: StartName;
  /** G in problem units per volt. */
  readonly stateScale: number;
  /** κ in problem units. */
  readonly temperature: number;
  /** In τ of the problem: asked for, and what whole ticks of the run timer make of it. */
  readonly runTimeTau: { readonly requested: number; readonly realised: number };
  /** Between live reads. */
  readonly readSpacingTau?: number;
}

export interface ReceivedValues {
  /** One for each run: readings of all cells, one after the other, of one trajectory after the other. */
  readonly readings: readonly { readonly codes: CodeArray; readonly valuePerCode: number }[];
  readonly format: CodeFormat;
  /** x [N] as the driver decoded it. */
  readonly solution: Float32Array;
  /** The last state that was read before, from which a start `previous` went on; absent where none was. */
  readonly before?: StateBefore;
}

export interface StateBefore {
  /** [N], in problem units. */
  readonly state: Float32Array;
  /** Problem units per code of the reading that it comes from. */
  readonly valuePerCode: number;
  /** What is left of it after the time from its reading to the latch, by the droop that the device tells of its hold. */
  readonly retained: number;
  /** How long the cells went on under the problem before, in its τ. */
  readonly carryTimeTau: number;
  /** That problem, if the driver was set to remember it. */
  readonly carriedBy?: Pick<Exchange, 'problem' | 'sent' | 'calibration'>;
}

/** What a problem was sent as. */
export function sentValues({ plan, bounds, encoded, problem }: SentCodes): SentValues {
  const codes = new Map(encoded.arrays.map((array) => [array.array, array.codes]));
  const blocks = codes.get(ArrayId.BLOCKS);
  const written = codes.get(ArrayId.START);
  const { alpha } = plan.scales;
  return {
    couplings: codes.get(ArrayId.COUPLINGS)!,
    ...(blocks && { blocks }),
    drive: codes.get(ArrayId.DRIVE)!,
    ...(written && { written }),
    scales: { ...encoded.scales, ...(plan.written && { written: plan.written.scale }) },
    finestScales: { couplings: bounds.matrix, drive: bounds.drive },
    startSent: plan.startSent,
    stateScale: plan.stateScale,
    temperature: plan.noiseV2 * kappaPerNoise(alpha, plan.stateScale),
    runTimeTau: { requested: problem.runTimeTau, realised: plan.run.realisedTau },
    ...(plan.readSpacing && { readSpacingTau: plan.readSpacing.realisedTau }),
  };
}

type SentCodes = Pick<SentProblem, 'problem' | 'plan' | 'bounds' | 'encoded'>;

/** What of a problem and its answer an exchange keeps. To be called before the answer is noted in the sequence. */
export function exchangeOf(
  sent: SentProblem,
  { kept, reports }: Readings,
  solution: Float32Array,
  carryTimeTau: number,
  { formats, holds, holdDroopPerS }: Capabilities,
  calibration?: Calibration,
): Exchange {
  const { problem, plan, sequence, carriedBy } = sent;
  const { lastState, lastReadAtPs, memory } = sequence;
  const { lastReading } = memory;
  const heldS =
    !holds || lastReadAtPs === undefined
      ? 0
      : inSeconds(reports[0]!.stages[Stage.CARRY]!.startPs - lastReadAtPs);
  return {
    problem,
    sent: sentValues(sent),
    received: {
      readings: kept.map((reading) => ({
        codes: reading.codes,
        valuePerCode: reading.readoutGainV * plan.stateScale,
      })),
      format: formats[ArrayId.READOUT],
      solution,
      ...(lastState &&
        lastReading && {
          before: {
            state: lastState,
            valuePerCode: lastReading.stateScale * lastReading.readoutGainV,
            retained: Math.exp(-holdDroopPerS * Math.max(0, heldS)),
            carryTimeTau,
            ...(carriedBy && { carriedBy }),
          },
        }),
    },
    ...(calibration && { calibration }),
  };
}
