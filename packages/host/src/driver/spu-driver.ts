import {
  ArrayId,
  largestCode,
  type Capabilities,
  type CodeArray,
  type CodeFormat,
  type RegisterValues,
  type SpuClient,
} from '@thermoloop/protocol';
import type { HostMeter } from '../cost/host-meter.js';
import { stopwatch } from '../cost/stopwatch.js';
import { ArrayEncoder } from '../encode/array-encoder.js';
import { codeUse } from '../encode/code-use.js';
import { NotFiniteError } from '../encode/not-finite-error.js';
import { carriesValues, codeBounds } from './code-bounds.js';
import { required } from './device-error.js';
import type { CodeUse, DeviceStepReport } from './device-step-report.js';
import { encodeProblem, type EncodedProblem } from './encode-problem.js';
import { OutOfRangeError } from './errors.js';
import { largestOf } from './gain-grid.js';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import { kappaPerNoise } from './noise.js';
import { checkProblemSize, type ProblemSize } from './problem-size.js';
import { decodeReading, settleReading, type KeptReading } from './reading.js';
import type { ReadoutRange } from './readout-range.js';
import { startStateOf } from './start-state.js';
import { planStep, type DriverMemory, type StepPlan } from './step-plan.js';
import { deviceTotals } from './step-report.js';
import { upload } from './upload.js';

export interface DriverSettings {
  readonly range: ReadoutRange;
  /** Threads of each encoding program, and of an emulated device's arithmetic. */
  readonly threads: number;
  /** Seed of a simulated device's noise; a device without simulation registers is not told. */
  readonly seed: bigint;
  /** G in problem units per volt, instead of the driver's own choice. */
  readonly stateScale?: number;
  /** Charged with the host's encoding and decoding. */
  readonly meter?: HostMeter;
}

/** What a driver needs to go on where another one stopped. */
export interface DriverSnapshot {
  /** Runs done. */
  readonly runIndex: number;
  /** Of the last run, if there was one. */
  readonly last?: {
    /** G. */
    readonly stateScale: number;
    readonly alpha: number;
    readonly readoutGainV: number;
    readonly peakV: number;
    readonly clipped: boolean;
    /** The solution [N], in problem units. */
    readonly state: Float32Array;
  };
}

export interface Solved {
  /** x [N] at the end of the run, in problem units. The driver does not use this array again. */
  readonly solution: Float32Array;
  readonly report: DeviceStepReport;
}

/**
 * Runs natural-gradient problems on one device: chooses scales, gains and ranges, rounds to codes, uploads, runs,
 * reads and decodes. One solve at a time.
 */
export class SpuDriver {
  readonly #encoder: ArrayEncoder;
  #memory: DriverMemory;
  #last: DriverSnapshot['last'];
  #runIndex = 0;

  private constructor(
    private readonly client: SpuClient,
    private readonly settings: DriverSettings,
  ) {
    this.#encoder = new ArrayEncoder(settings.threads, settings.meter);
    this.#memory = {
      cellsHoldState: false,
      ...(settings.stateScale === undefined ? {} : { requestedStateScale: settings.stateScale }),
    };
  }

  /**
   * Takes over a connected client and tells a simulated device its seed and threads.
   * @throws OutOfRangeError for a fixed range beyond the readout's, DeviceError
   */
  static async open(client: SpuClient, settings: DriverSettings): Promise<SpuDriver> {
    checkRange(settings.range, client.capabilities);
    if (client.capabilities.simulation.registers) {
      required(
        await client.writeRegisters({ simulationSeed: settings.seed, simulationThreads: settings.threads }),
      );
    }
    return new SpuDriver(client, settings);
  }

  get capabilities(): Capabilities {
    return this.client.capabilities;
  }

  /** @throws ProblemTooLargeError if a problem of this size does not fit the chip */
  checkSize(size: ProblemSize): void {
    checkProblemSize(size, this.capabilities);
  }

  /** Asks for another G (problem units per volt) from the next solve on; a state in the cells is carried over. */
  setStateScale(stateScale: number): void {
    if (!(stateScale > 0 && Number.isFinite(stateScale))) {
      throw new RangeError(`stateScale is ${stateScale}; expected a positive number`);
    }
    this.#memory = { ...this.#memory, requestedStateScale: stateScale };
  }

  /**
   * Solves one problem on the device.
   * @throws ProblemTooLargeError, OutOfRangeError, NoNoiseControlError, StartStateError, NotFiniteError before anything
   * is sent; DeviceError for what the device refuses
   */
  async solve(problem: NaturalGradientProblem): Promise<Solved> {
    const { client, settings, capabilities } = this;
    this.checkSize(sizeOf(problem));
    const traffic = client.traffic;
    const lap = stopwatch();

    const bounds = codeBounds(problem, capabilities.formats);
    const plan = planStep(problem, bounds, capabilities, settings.range, this.#memory);
    const encoded = await encodeProblem(problem, plan, bounds, capabilities.formats, this.#encoder);
    const encodeMs = lap();

    const uploaded = await upload(client, this.#registers(problem, plan), encoded.arrays);
    const uploadMs = lap();

    // A RUN after a refused COMMIT would run the problem before this one again.
    required(await client.commit(uploaded));
    this.#memory = { ...this.#memory, cellsHoldState: false };
    const first = required(
      await client.run({
        start: startStateOf(plan.startSent),
        reads: problem.reads,
        runTicks: plan.run.ticks,
      }),
    );
    this.#runIndex += 1;
    const knowsPeak = this.#memory.lastReading !== undefined;
    const kept = await settleReading(
      client,
      first,
      plan.readoutGainV,
      problem.reads,
      settings.range,
      knowsPeak,
    );
    const waitMs = lap();

    const solution = this.#decode(kept, problem.reads, plan.stateScale);
    this.#remember(
      {
        stateScale: plan.stateScale,
        alpha: plan.scales.alpha,
        ...kept.last,
        state: solution.slice(),
      },
      true,
    );
    const decodeMs = lap();

    const now = client.traffic;
    const report = stepReport(problem, plan, encoded, kept, capabilities, {
      transportBytes: {
        down: now.bytesSent - traffic.bytesSent,
        up: now.bytesReceived - traffic.bytesReceived,
      },
      wallMsByStage: { encode: encodeMs, upload: uploadMs, wait: waitMs, decode: decodeMs },
    });
    return { solution, report };
  }

  /** Scale, ranges, run count and last state, for `restore`. */
  snapshot(): DriverSnapshot {
    const last = this.#last;
    return { runIndex: this.#runIndex, ...(last && { last: { ...last, state: last.state.slice() } }) };
  }

  /** Goes on where a snapshot was taken: a start from the previous state is then written to the cells. */
  restore({ runIndex, last }: DriverSnapshot): void {
    this.#runIndex = runIndex;
    if (last === undefined) this.#forget();
    else this.#remember({ ...last, state: last.state.slice() }, false);
  }

  /** Frees the encoding programs. The client stays open: it is the caller's. */
  async close(): Promise<void> {
    await this.#encoder.close();
  }

  #registers(problem: NaturalGradientProblem, plan: StepPlan): Partial<RegisterValues> {
    return {
      couplingGain: plan.scales.couplingGain,
      driveGain: plan.scales.driveGain,
      leak: plan.scales.leak,
      ...(plan.startGain === undefined ? {} : { startGain: plan.startGain }),
      identityBlocks: problem.factor.blocks === undefined ? 1 : 0,
      readoutGain: plan.readoutGainV,
      noise: plan.noiseV2,
      ...(this.capabilities.simulation.registers ? { simulationRunIndex: BigInt(this.#runIndex) } : {}),
    };
  }

  #decode(kept: KeptReading, reads: number, stateScale: number): Float32Array {
    const solution = decodeReading(kept.codes, reads, kept.last.readoutGainV * stateScale);
    this.settings.meter?.charge('decode', {
      flops: kept.codes.length + solution.length,
      bytes: kept.codes.byteLength + solution.byteLength,
    });
    if (kept.codes instanceof Float32Array && solution.includes(NaN))
      throw new NotFiniteError("the device's answer");
    return solution;
  }

  #remember(last: NonNullable<DriverSnapshot['last']>, cellsHoldState: boolean): void {
    const { stateScale, alpha, state } = last;
    this.#last = last;
    this.#memory = { stateScale, alpha, lastReading: last, state, cellsHoldState };
  }

  #forget(): void {
    this.#last = undefined;
    this.#memory = { cellsHoldState: false };
  }
}

function sizeOf({ factor, reads }: NaturalGradientProblem): ProblemSize {
  return {
    cells: factor.columns,
    rows: factor.rows,
    ...(factor.blocks === undefined ? {} : { blockSize: factor.blocks.size }),
    reads,
  };
}

function checkRange(range: ReadoutRange, { formats, grids }: Capabilities): void {
  const format = formats[ArrayId.READOUT];
  if (range === 'track' || carriesValues(format)) return;
  const widestV = largestOf(grids.readoutGain) * largestCode(format);
  if (!(range.fixed > 0) || range.fixed > widestV) {
    throw new OutOfRangeError(
      'a fixed readout range (volts)',
      range.fixed,
      `more than 0, at most ${widestV} V`,
      'take another --range',
    );
  }
}

function stepReport(
  problem: NaturalGradientProblem,
  plan: StepPlan,
  encoded: EncodedProblem,
  kept: KeptReading,
  { formats }: Capabilities,
  measured: Pick<DeviceStepReport, 'transportBytes' | 'wallMsByStage'>,
): DeviceStepReport {
  const { scales, stateScale } = plan;
  const { dacClipped, ...device } = deviceTotals(kept.reports);
  const use: Partial<Record<keyof DeviceStepReport['codeUse'], CodeUse>> = {};
  for (const { array, codes } of [...encoded.arrays, { array: ArrayId.READOUT, codes: kept.codes }]) {
    const name = useNames[array];
    const histogram = useOf(codes, formats[array]);
    if (name !== undefined && histogram !== undefined) use[name] = histogram;
  }
  return {
    start: problem.start,
    startSent: plan.startSent,
    alpha: scales.alpha,
    gamma: stateScale * scales.alpha,
    stateScale,
    couplingGain: scales.couplingGain,
    leak: scales.leak,
    driveGainV: scales.driveGain,
    codeScales: encoded.scales,
    runTimeTau: { requested: problem.runTimeTau, realised: plan.run.realisedTau },
    deviceTimeS: plan.run.deviceTimeS,
    kappa: plan.noiseV2 * kappaPerNoise(scales.alpha, stateScale),
    noiseV2: plan.noiseV2,
    clipped: { ...encoded.clipped, dac: dacClipped, readout: kept.reports.at(-1)!.adcClipped },
    readoutGainV: kept.last.readoutGainV,
    rereads: kept.reports.length - 1,
    rescales: plan.rescaleReason === undefined ? 0 : 1,
    ...(plan.rescaleReason === undefined ? {} : { rescaleReason: plan.rescaleReason }),
    ...device,
    ...measured,
    codeUse: use,
  };
}

const useNames: Partial<Record<ArrayId, keyof DeviceStepReport['codeUse']>> = {
  [ArrayId.COUPLINGS]: 'couplings',
  [ArrayId.BLOCKS]: 'blocks',
  [ArrayId.DRIVE]: 'drive',
  [ArrayId.READOUT]: 'readout',
};

function useOf(codes: CodeArray, format: CodeFormat): CodeUse | undefined {
  return codes instanceof Float32Array ? undefined : codeUse(codes, largestCode(format));
}
