import { ArrayId, largestCode, Stage, type Capabilities, type SpuClient } from '@thermoloop/protocol';
import type { HostMeter } from '../cost/host-meter.js';
import { stopwatch } from '../cost/stopwatch.js';
import { ArrayEncoder } from '../encode/array-encoder.js';
import { NotFiniteError } from '../encode/not-finite-error.js';
import type { Calibration } from './calibration/calibration.js';
import { checkCalibration } from './calibration/check-calibration.js';
import { carriesValues, codeBounds, type CodeBounds } from './code-bounds.js';
import { decode, type Decoded } from './decode.js';
import { DeviceSession, type Waiting } from './device-session.js';
import type { DeviceStepReport } from './device-step-report.js';
import { encodeProblem } from './encode-problem.js';
import { OutOfRangeError } from './errors.js';
import { exchangeOf, sentValues, type Exchange } from './exchange.js';
import { largestOf } from './gain-grid.js';
import type { NaturalGradientProblem } from './natural-gradient-problem.js';
import { ProblemSequence, type DriverSnapshot } from './problem-sequence.js';
import { checkProblemSize, type ProblemSize } from './problem-size.js';
import { readRuns, type Readings } from './read-runs.js';
import type { KeptReading } from './reading.js';
import type { ReadoutRange } from './readout-range.js';
import { problemRegisters } from './registers.js';
import { checkRunFeatures, firstRun, trajectoriesByRun } from './run-order.js';
import type { LastReading } from './state-scale.js';
import { planStep, type DriverMemory, type StepPlan } from './step-plan.js';
import { stepReport } from './step-report.js';
import type { SentProblem, Submission } from './submission.js';
import { upload } from './upload.js';

export interface DriverSettings {
  readonly range: ReadoutRange;
  /** Threads of each encoding program, and of an emulated device's arithmetic. */
  readonly threads: number;
  /** Seed of a simulated device's noise; a device without simulation registers is not told. */
  readonly seed: bigint;
  /** G in problem units per volt, instead of the driver's own choice. */
  readonly stateScale?: number;
  /** Charged with the host's encoding and decoding. Its clock is the driver's, its observer is told what the device does. */
  readonly meter: HostMeter;
  /** Which answers the host waits for on its clock; `each` if absent. */
  readonly waiting?: Waiting;
  /** Whether the problem that was sent last stays in memory, for exchanges that tell what drove the cells before. */
  readonly remembersProblem?: boolean;
  /** Known errors of this device's converters: drive and start are corrected before rounding, readings after. */
  readonly calibration?: Calibration;
}

export interface Solved {
  /** x [N] at the end of the run, in problem units; the mean over trajectories. The driver does not use this array again. */
  readonly solution: Float32Array;
  /** Each trajectory [repeats × N], if `repeats` was given. */
  readonly trajectories?: Float32Array;
  readonly report: DeviceStepReport;
  /** If the problem's `keepsExchange` asks for it. */
  readonly exchange?: Exchange;
}

export type { DriverSnapshot } from './problem-sequence.js';

interface Settled {
  readonly solved: Solved;
  readonly snapshot: DriverSnapshot;
}

/**
 * Runs natural-gradient problems on one device: chooses scales, gains and ranges, rounds to codes, uploads, runs,
 * reads and decodes. One call at a time; several problems may be submitted before the first is collected.
 */
export class SpuDriver {
  readonly #encoder: ArrayEncoder;
  /** Of the problems that name no sequence. */
  readonly #ownSequence: ProblemSequence;
  /** Whose state the cells will hold when all that was sent is over, if anyone's. */
  #cellsOf: ProblemSequence | undefined;
  /** α of the problem that drives the cells until the next one latches. */
  #latchedAlpha: number | undefined;
  /** That problem, if it is to be remembered. */
  #latched: SentProblem['carriedBy'];
  #nextRun = 0;
  /** Submitted and not answered yet, the oldest first. */
  readonly #inFlight: SentProblem[] = [];
  readonly #settled = new Map<Submission, Settled>();

  private constructor(
    private readonly session: DeviceSession,
    private readonly settings: DriverSettings,
  ) {
    this.#encoder = new ArrayEncoder(settings.threads, settings.meter);
    this.#ownSequence = new ProblemSequence(settings.stateScale);
  }

  /**
   * Takes over a connected client and tells a simulated device its seed and threads.
   * @throws OutOfRangeError for a fixed range beyond the readout's, CalibrationError for that of another device, DeviceError
   */
  static async open(client: SpuClient, settings: DriverSettings): Promise<SpuDriver> {
    checkRange(settings.range, client.capabilities);
    if (settings.calibration) checkCalibration(settings.calibration, client.capabilities);
    const { clock, observer } = settings.meter;
    const session = new DeviceSession(client, clock, settings.waiting ?? 'each', observer);
    if (client.capabilities.simulation.registers) {
      const registers = { simulationSeed: settings.seed, simulationThreads: settings.threads };
      await session.acknowledged(session.registers(0, registers));
    }
    return new SpuDriver(session, settings);
  }

  get capabilities(): Capabilities {
    return this.session.capabilities;
  }

  /** @throws ProblemTooLargeError if a problem of this size does not fit the chip */
  checkSize(size: ProblemSize): void {
    checkProblemSize(size, this.capabilities);
  }

  /** A sequence of problems besides the driver's own: they go on from each other, whatever runs in between. */
  newSequence(): ProblemSequence {
    return new ProblemSequence(this.settings.stateScale);
  }

  /** Asks for another G (problem units per volt) from the next problem on; a state in the cells is carried over. */
  setStateScale(stateScale: number): void {
    if (!(stateScale > 0 && Number.isFinite(stateScale))) {
      throw new RangeError(`stateScale is ${stateScale}; expected a positive number`);
    }
    const own = this.#ownSequence;
    own.memory = { ...own.memory, requestedStateScale: stateScale };
  }

  /**
   * Solves one problem on the device.
   * @throws as `submit` and `collect`
   */
  async solve(problem: NaturalGradientProblem): Promise<Solved> {
    return this.collect(await this.submit(problem));
  }

  /**
   * Sends a problem and its run, which starts when the runs before it are over. It first waits for earlier runs where
   * the chip has no bank or no place in its queue left, where the problem depends on what they read, and for its own
   * where it takes more than one.
   * @throws ProblemTooLargeError, OutOfRangeError, NoNoiseControlError, NotSupportedError, StartStateError, NotFiniteError
   * before anything of it is sent; DeviceError for what the device refuses
   */
  async submit(problem: NaturalGradientProblem, sequence = this.#ownSequence): Promise<Submission> {
    const { session, capabilities } = this;
    this.checkSize(sizeOf(problem));
    checkRunFeatures(problem, capabilities);
    const lap = stopwatch();

    const readBefore = this.#inFlight.length;
    if (this.#tracks && sequence.memory.lastReading === undefined) await this.#settleDownTo(0);
    const dac = this.settings.calibration?.dac;
    const bounds = codeBounds(problem, capabilities.formats, dac);
    const plan = await this.#plan(problem, bounds, sequence);
    const encoded = await encodeProblem(problem, plan, bounds, capabilities.formats, this.#encoder, dac);
    const encodeMs = lap();

    await this.#settleDownTo(capabilities.banks - 1);
    const run = this.#nextRun;
    const registers = problemRegisters(problem, plan, run, capabilities);
    const uploaded = await upload(session, run, registers, encoded.arrays);
    await this.#settleDownTo(capabilities.runQueueDepth);

    const trajectories = trajectoriesByRun(problem, capabilities);
    const sent: SentProblem = {
      problem,
      sequence,
      plan,
      bounds,
      encoded,
      run,
      trajectories,
      knowsPeak: sequence.memory.lastReading !== undefined,
      waits: readBefore - this.#inFlight.length,
      carriedAlpha: this.#latchedAlpha,
      ...(this.#latched && { carriedBy: this.#latched }),
      // A refused COMMIT leaves no bank armed, and the RUN after it is refused too.
      commit: session.commit(run, uploaded),
      firstReading: session.run(run, firstRun(problem, plan, trajectories[0]!)),
      wallMs: { encode: encodeMs, upload: lap() },
    };
    this.#inFlight.push(sent);
    this.#nextRun += trajectories.length;
    const { alpha } = plan.scales;
    sequence.sent({ stateScale: plan.stateScale, alpha, cells: problem.gradient.length });
    this.#cellsOf = sequence;
    this.#latchedAlpha = alpha;
    if (this.settings.remembersProblem) {
      const { calibration } = this.settings;
      this.#latched = { problem, sent: sentValues(sent), ...(calibration && { calibration }) };
    }
    if (trajectories.length > 1) await this.#settleDownTo(0);
    return sent;
  }

  /**
   * Waits for the answer to a problem, and for those before it. A reading that clipped is taken again at another gain
   * only while no other run has been submitted.
   * @throws DeviceError, NotFiniteError
   */
  async collect(submission: Submission): Promise<Solved> {
    while (!this.#settled.has(submission)) {
      if (this.#inFlight.length === 0) throw new Error('this submission was collected before, or failed');
      await this.#settleNext();
    }
    const { solved, snapshot } = this.#settled.get(submission)!;
    this.#settled.delete(submission);
    submission.sequence.snapshot = snapshot;
    return solved;
  }

  /** Scale, ranges, run count and last state after the last problem that was collected, for `restore`. */
  snapshot(sequence = this.#ownSequence): DriverSnapshot {
    const { runIndex, last } = sequence.snapshot;
    return { runIndex, ...(last && { last: { ...last, state: last.state.slice() } }) };
  }

  /**
   * Goes on where a snapshot was taken: a start from the previous state is then written to the cells. Of several
   * sequences the one that ran last is restored last.
   */
  restore(snapshot: DriverSnapshot, sequence = this.#ownSequence): void {
    sequence.restore(snapshot);
    this.#nextRun = snapshot.runIndex;
    this.#cellsOf = undefined;
    this.#latchedAlpha = undefined;
    this.#latched = undefined;
  }

  /** Frees the encoding programs. The client stays open: it is the caller's. */
  async close(): Promise<void> {
    await this.#encoder.close();
  }

  /** Whether the range of the readout follows what was read. */
  get #tracks(): boolean {
    return this.settings.range === 'track' && !carriesValues(this.capabilities.formats[ArrayId.READOUT]);
  }

  /** What the next problem of a sequence is planned with. */
  #memoryOf(sequence: ProblemSequence): DriverMemory {
    const { memory } = sequence;
    const latchedAlpha = this.#latchedAlpha;
    return {
      ...memory,
      cellsHoldState: memory.cellsHoldState && this.#cellsOf === sequence,
      ...(latchedAlpha === undefined ? {} : { latchedAlpha }),
    };
  }

  async #plan(
    problem: NaturalGradientProblem,
    bounds: CodeBounds,
    sequence: ProblemSequence,
  ): Promise<StepPlan> {
    const { capabilities, settings } = this;
    for (;;) {
      const plan = planStep(problem, bounds, capabilities, settings.range, this.#memoryOf(sequence));
      if (plan !== undefined) return plan;
      if (this.#inFlight.length === 0) throw new Error('a state is to be written that nobody knows');
      await this.#settleNext();
    }
  }

  async #settleDownTo(count: number): Promise<void> {
    while (this.#inFlight.length > count) await this.#settleNext();
  }

  /** Waits for the answer to the oldest problem in flight, and decodes it. */
  async #settleNext(): Promise<void> {
    const sent = this.#inFlight[0];
    if (sent === undefined) return;
    const isLast = this.#inFlight.length === 1;
    const { problem, plan, sequence } = sent;
    const lap = stopwatch();
    const readings = await this.#readings(sent, isLast);
    const waitMs = lap();
    const decoded = this.#decode(sent, readings);
    const wallMs = { ...sent.wallMs, wait: waitMs, decode: lap() };
    const { solution, trajectories, state } = decoded;
    const report = stepReport(sent, readings, this.capabilities, wallMs);
    const lastReading = lastReadingOf(readings.kept, plan.stateScale);
    const exchange = problem.keepsExchange
      ? exchangeOf(
          sent,
          readings,
          solution,
          report.carryTimeTau.realised,
          this.capabilities,
          this.settings.calibration,
        )
      : undefined;

    this.#inFlight.shift();
    const readAtPs = readings.kept.at(-1)!.report.stages[Stage.ADC]!.startPs;
    const isPresent = !this.#inFlight.some((later) => later.sequence === sequence);
    sequence.read(lastReading, state, readAtPs, isPresent);
    this.#settled.set(sent, {
      solved: {
        solution,
        ...(problem.repeats === undefined ? {} : { trajectories }),
        report,
        ...(exchange && { exchange }),
      },
      snapshot: {
        runIndex: sent.run + sent.trajectories.length,
        last: { ...lastReading, alpha: plan.scales.alpha, state },
      },
    });
  }

  async #readings(sent: SentProblem, isLast: boolean): Promise<Readings> {
    try {
      await this.session.acknowledged(sent.commit);
      return await readRuns(this.session, sent, this.settings.range, isLast);
    } catch (error) {
      for (const { sequence } of this.#inFlight) sequence.forgetCells();
      this.#inFlight.length = 0;
      this.#cellsOf = undefined;
      this.#latchedAlpha = undefined;
      this.#latched = undefined;
      throw error;
    }
  }

  #decode({ problem, plan }: SentProblem, { kept, bytesUp }: Readings): Decoded {
    const decoded = decode(problem, kept, plan.stateScale, this.settings.calibration?.adc);
    const { solution, trajectories } = decoded;
    const codes = kept.reduce((sum, reading) => sum + reading.codes.length, 0);
    this.settings.meter.charge('decode', {
      flops: codes + trajectories.length,
      bytes: bytesUp + trajectories.byteLength,
    });
    if (carriesValues(this.capabilities.formats[ArrayId.READOUT]) && solution.includes(NaN)) {
      throw new NotFiniteError("the device's answer");
    }
    return decoded;
  }
}

function lastReadingOf(kept: readonly KeptReading[], stateScale: number): LastReading {
  return {
    stateScale,
    peakV: Math.max(...kept.map(({ peakV }) => peakV)),
    readoutGainV: kept.at(-1)!.readoutGainV,
    clipped: kept.some(({ clipped }) => clipped),
  };
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
