import {
  createAdc,
  createCouplingDriver,
  createDac,
  createLink,
  type Adc,
  type CouplingDriver,
  type Dac,
  type Link,
} from '@thermoloop/bus';
import { Opcode, Stage, type LinkFrame, type RunReport, type StageInterval } from '@thermoloop/protocol';
import { inSeconds, picoseconds, RandomStream, type Picoseconds } from '@thermoloop/sim-kernel';
import type { ReadTimes } from '../analog/analog-part.js';
import { converterCounts, type ChipSpec } from '../chip/chip-schema.js';
import {
  cutShort,
  later,
  scheduleMeasure,
  scheduleRead,
  scheduleRun,
  untouched,
  type CellManners,
  type CellTimes,
} from './cell-schedule.js';
import { timeByStage } from './static-energy.js';

/** What was written for a problem, in codes. */
export interface ProblemSize {
  readonly rows: number;
  readonly cells: number;
  /** entries of S, 0 where S = I */
  readonly blockCodes: number;
  /** whether start codes were written too */
  readonly hasStart: boolean;
}

/** The conversion of a committed bank. */
export interface Programming {
  /** of the commit */
  readonly arrivalPs: Picoseconds;
  readonly durationPs: Picoseconds;
  readonly energyJ: number;
  readonly conversions: bigint;
}

/** A RUN, READ or MEASURE that has reached the device, and what the link has carried since the one before. */
export interface Arrival {
  readonly arrivalPs: Picoseconds;
  readonly linkDown: StageInterval;
  readonly bitsDown: number;
  /** bits of the answers of the commands before it */
  readonly bitsUp: number;
}

export interface RunTiming {
  /** of the bank that it takes; absent where the latched problem runs again */
  readonly programming?: Programming;
  /** whether a problem drives the cells when it comes */
  readonly isDriven: boolean;
  readonly cells: number;
  readonly carryTimeS: number;
  readonly runTimeS: number;
  /** between live reads; absent where reads are held */
  readonly spacingS?: number;
  readonly reads: number;
  readonly repeats: number;
}

/** Times and energies of one command, before its answer has travelled. */
export type StageReport = Pick<
  RunReport,
  'stages' | 'energyJ' | 'dacConversions' | 'adcConversions' | 'bitsDown' | 'bitsUp' | 'carryPs'
>;

/** A READ on the virtual clock. */
export interface TimedReading {
  readonly report: StageReport;
  /** how long the cells held their charge before it */
  readonly heldS: number;
  readonly reads: ReadTimes;
}

/** A RUN on the virtual clock. */
export interface TimedRun extends TimedReading {
  /** when the conversion of its bank begins */
  readonly programmedAtS: number;
}

export interface MeasureTiming {
  /** of a loopback; else 0 */
  readonly codes: number;
  readonly delayS: number;
  /** of each code, or of the input */
  readonly reads: number;
}

/** A MEASURE on the virtual clock. */
export interface TimedMeasure {
  readonly report: StageReport;
  /** when the first code is set */
  readonly dacAtS: number;
  readonly adcAtS: number;
}

/**
 * The device on the virtual clock: when its link, banks, cells and converters are busy. Everything follows from when
 * commands arrive and in which order, so nothing here waits for the arithmetic or knows how long it took.
 */
export class Timeline {
  readonly #spec: ChipSpec;
  readonly #manners: CellManners;
  readonly #couplings: CouplingDriver;
  readonly #dac: Dac;
  readonly #adc: Adc;
  readonly #adcConverters: number;
  #state: TimelineState;

  constructor(spec: ChipSpec) {
    const instance = RandomStream.named('durations');
    this.#spec = spec;
    this.#manners = { holds: spec.cell.hold.kind === 'capacitor', banks: spec.array.banks };
    this.#couplings = createCouplingDriver(spec.coupling);
    this.#dac = createDac(spec.dac, instance);
    this.#adc = createAdc(spec.adc, instance);
    this.#adcConverters = converterCounts(spec).adc;
    this.#state = powerOn(spec);
  }

  /** Nothing has happened yet. */
  reset(): void {
    this.#state = powerOn(this.#spec);
  }

  linkDown({ bits, opcode }: LinkFrame, departurePs: Picoseconds): Picoseconds {
    const state = this.#state;
    state.accountedPs ??= departurePs;
    if (problemFrames.has(opcode)) state.firstDeparturePs ??= departurePs;
    state.lastArrivalPs = later(state.lastArrivalPs, state.down.transfer(bits, departurePs));
    return state.lastArrivalPs;
  }

  /**
   * Readings and the answers of other commands do not wait for each other: which of two that overlap is sent first
   * depends on how fast the arithmetic is, and no virtual time may.
   */
  linkUp({ bits, opcode }: LinkFrame, departurePs: Picoseconds): Picoseconds {
    const lane = readingFrames.has(opcode) ? this.#state.readingsUp : this.#state.answersUp;
    return lane.transfer(bits, departurePs);
  }

  /** The commit that arrived last: how long its arrays take to be converted into the idle bank. */
  commit({ rows, cells, blockCodes, hasStart }: ProblemSize): Programming {
    const converted = hasStart ? 2 * cells : cells;
    const blockRows = blockCodes === 0 ? 0 : rows;
    const durationS = Math.max(this.#couplings.durationS(rows + blockRows), this.#dac.durationS(converted));
    const couplingCodes = rows * cells + blockCodes;
    return {
      arrivalPs: this.#state.lastArrivalPs,
      durationPs: picoseconds(durationS),
      energyJ: this.#couplings.energyJ(couplingCodes) + this.#dac.energyJ(converted),
      conversions: BigInt(couplingCodes + converted),
    };
  }

  /** A RUN, READ or MEASURE has come; its times are asked for when its turn comes. */
  arrive(arrivalPs: Picoseconds): Arrival {
    const state = this.#state;
    const bitsDown = state.down.totalBits - state.reportedDownBits;
    const bitsUp = state.answersUp.totalBits - state.reportedAnswerBits;
    const linkDown = { startPs: state.firstDeparturePs ?? arrivalPs, endPs: arrivalPs };
    state.reportedDownBits = state.down.totalBits;
    state.reportedAnswerBits = state.answersUp.totalBits;
    state.firstDeparturePs = undefined;
    return { arrivalPs, linkDown, bitsDown, bitsUp };
  }

  /** The shortest time between two live reads of so many cells. */
  shortestSpacingS(cells: number): number {
    return this.#adc.durationS(cells);
  }

  /** A run, once the commands before it are over. */
  run(arrival: Arrival, run: RunTiming): TimedRun {
    const { powerW } = this.#spec.array;
    const { programming, cells, reads, repeats, runTimeS, spacingS } = run;
    const settleS = this.#dac.settlingTimeS;
    const spanS = spacingS === undefined ? 0 : (reads - 1) * spacingS;
    const lastConversions = spacingS === undefined ? cells * reads : cells;
    const schedule = scheduleRun(this.#state.cells, this.#manners, {
      arrivalPs: arrival.arrivalPs,
      ...(programming && { programming }),
      isDriven: run.isDriven,
      carryPs: picoseconds(run.carryTimeS),
      settlePs: picoseconds(settleS),
      trajectoryPs: picoseconds(runTimeS) + picoseconds(spanS),
      conversionPs: picoseconds(this.#adc.durationS(lastConversions)),
      repeats: BigInt(repeats),
    });
    this.#state.cells = schedule.after;
    this.#state.cellsIfRefused = schedule.afterRefusal;
    const report = this.#reported(arrival, cells * reads * repeats, programming?.conversions ?? 0n, {
      [Stage.DAC]: { interval: schedule.dac, energyJ: programming?.energyJ ?? 0 },
      [Stage.CARRY]: { interval: schedule.carry, energyJ: powerW * lengthS(schedule.carry) },
      [Stage.SETTLE]: { interval: schedule.settle, energyJ: powerW * settleS },
      [Stage.RELAX]: {
        interval: schedule.relax,
        energyJ: powerW * (repeats * (runTimeS + spanS) + (repeats - 1) * settleS),
      },
      [Stage.ADC]: schedule.adc,
    });
    const conversionS = this.#adc.durationS(lastConversions);
    return {
      report,
      heldS: inSeconds(schedule.heldPs),
      programmedAtS: inSeconds(schedule.dac.startPs),
      reads: {
        firstAtS: inSeconds(schedule.relax.startPs) + runTimeS,
        perRepeatS: runTimeS + spanS + conversionS + settleS,
        perReadS: spacingS ?? conversionS / reads,
      },
    };
  }

  /** Another reading of the cells, once the commands before it are over. */
  read(arrival: Arrival, isDriven: boolean, cells: number, reads: number): TimedReading {
    const conversionS = this.#adc.durationS(cells * reads);
    const conversionPs = picoseconds(conversionS);
    const { arrivalPs } = arrival;
    const schedule = scheduleRead(this.#state.cells, this.#manners, { arrivalPs, isDriven, conversionPs });
    const { carry, adc } = schedule;
    const none = { interval: { startPs: adc.startPs, endPs: adc.startPs }, energyJ: 0 };
    this.#state.cells = schedule.after;
    const report = this.#reported(arrival, cells * reads, 0n, {
      [Stage.DAC]: none,
      [Stage.CARRY]: { interval: carry, energyJ: this.#spec.array.powerW * lengthS(carry) },
      [Stage.SETTLE]: none,
      [Stage.RELAX]: none,
      [Stage.ADC]: adc,
    });
    const reading = { firstAtS: inSeconds(adc.startPs), perRepeatS: 0, perReadS: conversionS / reads };
    return { report, heldS: inSeconds(schedule.heldPs), reads: reading };
  }

  /** A measurement, once the commands before it are over. All of it goes through one DAC and one ADC, code after code. */
  measure(arrival: Arrival, { codes, delayS, reads }: MeasureTiming): TimedMeasure {
    const inputs = Math.max(1, codes);
    const samples = inputs * reads;
    const schedule = scheduleMeasure(this.#state.cells, {
      arrivalPs: arrival.arrivalPs,
      dacPs: picoseconds(codes * (this.#dac.durationS(1) + delayS)),
      conversionPs: picoseconds(inputs * this.#adc.durationS(reads * this.#adcConverters)),
    });
    this.#state.cells = schedule.after;
    const { startPs } = schedule.adc;
    const none = { interval: { startPs, endPs: startPs }, energyJ: 0 };
    return {
      report: this.#reported(arrival, samples, BigInt(codes), {
        [Stage.DAC]: { interval: schedule.dac, energyJ: this.#dac.energyJ(codes) },
        [Stage.CARRY]: none,
        [Stage.SETTLE]: none,
        [Stage.RELAX]: none,
        [Stage.ADC]: schedule.adc,
      }),
      dacAtS: inSeconds(schedule.dac.startPs),
      adcAtS: inSeconds(startPs),
    };
  }

  /** The problem of the run in progress is refused; its time passes all the same. */
  refuse(): void {
    this.#state.cells = this.#state.cellsIfRefused;
  }

  /** The run in progress is ended by the frame that arrived last. */
  cutShort(): void {
    this.#state.cells = cutShort(this.#state.cells, this.#state.lastArrivalPs);
  }

  /** The report with LINK_UP and the bits of the reading itself. */
  complete(report: RunReport, linkUp: StageInterval): RunReport {
    const { readingsUp } = this.#state;
    const bits = Number(report.bitsUp) + readingsUp.totalBits - this.#state.reportedReadingBits;
    this.#state.reportedReadingBits = readingsUp.totalBits;
    const stages = report.stages.with(Stage.LINK_UP, linkUp);
    return {
      ...report,
      stages,
      energyJ: this.#withStaticEnergy(
        report.energyJ.with(Stage.LINK_UP, readingsUp.energyJ(bits)),
        stages,
        linkUp.endPs,
      ),
      bitsUp: BigInt(bits),
    };
  }

  /** What the whole chip takes from the end of the report before, or the first frame of the session, to the end of this one. */
  #withStaticEnergy(
    energyJ: readonly number[],
    stages: readonly StageInterval[],
    endPs: Picoseconds,
  ): number[] {
    const { staticPowerW } = this.#spec.array;
    const fromPs = this.#state.accountedPs ?? stages[Stage.LINK_DOWN]?.startPs ?? endPs;
    if (staticPowerW === 0 || endPs <= fromPs) return [...energyJ];
    this.#state.accountedPs = endPs;
    const times = timeByStage(stages, fromPs, endPs);
    return energyJ.map((joules, stage) => joules + staticPowerW * inSeconds(times[stage] ?? 0n));
  }

  #reported(
    { linkDown, bitsDown, bitsUp }: Arrival,
    samples: number,
    dacConversions: bigint,
    {
      [Stage.ADC]: adc,
      ...analog
    }: Record<AnalogStage, TimedStage> & Record<typeof Stage.ADC, StageInterval>,
  ): StageReport {
    const stages: Record<Stage, TimedStage> = {
      ...analog,
      [Stage.LINK_DOWN]: { interval: linkDown, energyJ: this.#state.down.energyJ(bitsDown) },
      [Stage.ADC]: { interval: adc, energyJ: this.#adc.energyJ(samples) },
      [Stage.LINK_UP]: { interval: { startPs: adc.endPs, endPs: adc.endPs }, energyJ: 0 },
    };
    const { startPs, endPs } = stages[Stage.CARRY].interval;
    return {
      stages: inOrder.map((stage) => stages[stage].interval),
      energyJ: inOrder.map((stage) => stages[stage].energyJ),
      dacConversions,
      adcConversions: BigInt(samples),
      bitsDown: BigInt(bitsDown),
      bitsUp: BigInt(bitsUp),
      carryPs: endPs - startPs,
    };
  }
}

interface TimedStage {
  readonly interval: StageInterval;
  readonly energyJ: number;
}

type AnalogStage = typeof Stage.DAC | typeof Stage.CARRY | typeof Stage.SETTLE | typeof Stage.RELAX;

/** The frames that bring a problem or set it going. */
const problemFrames: ReadonlySet<number> = new Set([
  Opcode.WRITE,
  Opcode.DATA,
  Opcode.COMMIT,
  Opcode.RUN,
  Opcode.READ,
  Opcode.MEASURE,
]);

/** The frames that bring a reading to the host. */
const readingFrames: ReadonlySet<number> = new Set([Opcode.DATA, Opcode.RUN, Opcode.READ, Opcode.MEASURE]);

const inOrder = Object.values(Stage).sort((a, b) => a - b);

interface TimelineState {
  readonly down: Link;
  readonly readingsUp: Link;
  readonly answersUp: Link;
  /** departure of the first problem frame since the last RUN, READ or MEASURE */
  firstDeparturePs: Picoseconds | undefined;
  lastArrivalPs: Picoseconds;
  /** until when the static power is accounted for */
  accountedPs: Picoseconds | undefined;
  cells: CellTimes;
  cellsIfRefused: CellTimes;
  reportedDownBits: number;
  reportedReadingBits: number;
  reportedAnswerBits: number;
}

function powerOn({ link }: ChipSpec): TimelineState {
  return {
    down: createLink(link),
    readingsUp: createLink(link),
    answersUp: createLink(link),
    firstDeparturePs: undefined,
    lastArrivalPs: 0n,
    accountedPs: undefined,
    cells: untouched,
    cellsIfRefused: untouched,
    reportedDownBits: 0,
    reportedReadingBits: 0,
    reportedAnswerBits: 0,
  };
}

function lengthS({ startPs, endPs }: StageInterval): number {
  return inSeconds(endPs - startPs);
}
