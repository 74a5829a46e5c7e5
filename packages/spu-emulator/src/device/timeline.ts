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
import type { ChipSpec } from '../chip/chip-schema.js';

/** What was written for a problem, in codes. */
export interface ProblemSize {
  readonly rows: number;
  readonly cells: number;
  /** entries of S, 0 where S = I */
  readonly blockCodes: number;
  /** whether start codes were written too */
  readonly hasStart: boolean;
}

/** Times and energies of one command, before its answer has travelled. */
export type StageReport = Pick<
  RunReport,
  'stages' | 'energyJ' | 'dacConversions' | 'adcConversions' | 'bitsDown'
>;

/**
 * The device on the virtual clock: when its link, bank, cells and converters are busy. Every duration is known when
 * a command arrives, so nothing here waits for the arithmetic.
 */
export class Timeline {
  readonly #spec: ChipSpec;
  readonly #couplings: CouplingDriver;
  readonly #dac: Dac;
  readonly #adc: Adc;
  #state: TimelineState;

  constructor(spec: ChipSpec) {
    const instance = RandomStream.named('durations');
    this.#spec = spec;
    this.#couplings = createCouplingDriver(spec.coupling);
    this.#dac = createDac(spec.dac, instance);
    this.#adc = createAdc(spec.adc, instance);
    this.#state = powerOn(spec);
  }

  /** Nothing has happened yet. */
  reset(): void {
    this.#state = powerOn(this.#spec);
  }

  linkDown({ bits, opcode }: LinkFrame, departurePs: Picoseconds): Picoseconds {
    const state = this.#state;
    if (problemFrames.has(opcode)) state.firstDeparturePs ??= departurePs;
    state.lastArrivalPs = later(state.lastArrivalPs, state.down.transfer(bits, departurePs));
    return state.lastArrivalPs;
  }

  linkUp({ bits }: LinkFrame, departurePs: Picoseconds): Picoseconds {
    return this.#state.up.transfer(bits, departurePs);
  }

  /** The commit that arrived last: its arrays are converted into the idle bank, of one-bank chips once the cells are read. */
  commit({ rows, cells, blockCodes, hasStart }: ProblemSize): void {
    const state = this.#state;
    const oneBank = this.#spec.array.banks === 1;
    const startPs = oneBank ? later(state.lastArrivalPs, state.cellsFreePs) : state.lastArrivalPs;
    const converted = hasStart ? 2 * cells : cells;
    const blockRows = blockCodes === 0 ? 0 : rows;
    const durationS = Math.max(this.#couplings.durationS(rows + blockRows), this.#dac.durationS(converted));
    const couplingCodes = rows * cells + blockCodes;
    state.programming = {
      interval: { startPs, endPs: startPs + picoseconds(durationS) },
      energyJ: this.#couplings.energyJ(couplingCodes) + this.#dac.energyJ(converted),
      conversions: BigInt(couplingCodes + converted),
    };
  }

  /** When a run that arrives at `arrivalPs` latches its bank. */
  latchPs(arrivalPs: Picoseconds): Picoseconds {
    const state = this.#state;
    return later(later(arrivalPs, state.programming?.interval.endPs ?? 0n), state.cellsFreePs);
  }

  /** Seconds that the cells have held their charge at `timePs`; 0 before the first run. */
  heldS(timePs: Picoseconds): number {
    const { holdStartPs } = this.#state;
    return holdStartPs === undefined || timePs <= holdStartPs ? 0 : inSeconds(timePs - holdStartPs);
  }

  /** The stages of a run that arrived at `arrivalPs`. */
  run(arrivalPs: Picoseconds, runTimeS: number, cells: number, reads: number): StageReport {
    const state = this.#state;
    const latchPs = this.latchPs(arrivalPs);
    const settledPs = latchPs + picoseconds(this.#dac.settlingTimeS);
    const relaxedPs = settledPs + picoseconds(runTimeS);
    const { programming } = state;
    state.programming = undefined;
    state.holdStartPs = relaxedPs;
    const { powerW } = this.#spec.array;
    return this.#report(
      arrivalPs,
      relaxedPs,
      cells * reads,
      {
        [Stage.DAC]: programming?.interval ?? { startPs: latchPs, endPs: latchPs },
        [Stage.CARRY]: { startPs: latchPs, endPs: latchPs },
        [Stage.SETTLE]: { startPs: latchPs, endPs: settledPs },
        [Stage.RELAX]: { startPs: settledPs, endPs: relaxedPs },
      },
      {
        [Stage.DAC]: programming?.energyJ ?? 0,
        [Stage.CARRY]: 0,
        [Stage.SETTLE]: powerW * this.#dac.settlingTimeS,
        [Stage.RELAX]: powerW * runTimeS,
      },
      programming?.conversions ?? 0n,
    );
  }

  /** The stages of another reading of the held cells. */
  read(arrivalPs: Picoseconds, cells: number, reads: number): StageReport {
    const startPs = later(arrivalPs, this.#state.cellsFreePs);
    const none = { startPs, endPs: startPs };
    const idle = { [Stage.DAC]: none, [Stage.CARRY]: none, [Stage.SETTLE]: none, [Stage.RELAX]: none };
    const noEnergy = { [Stage.DAC]: 0, [Stage.CARRY]: 0, [Stage.SETTLE]: 0, [Stage.RELAX]: 0 };
    return this.#report(arrivalPs, startPs, cells * reads, idle, noEnergy, 0n);
  }

  /** The report with LINK_UP and the bits that went up since the last report. */
  complete(report: RunReport, linkUp: StageInterval): RunReport {
    const { up } = this.#state;
    const bits = up.totalBits - this.#state.reportedUpBits;
    this.#state.reportedUpBits = up.totalBits;
    return {
      ...report,
      stages: report.stages.with(Stage.LINK_UP, linkUp),
      energyJ: report.energyJ.with(Stage.LINK_UP, up.energyJ(bits)),
      bitsUp: BigInt(bits),
    };
  }

  #report(
    arrivalPs: Picoseconds,
    samplePs: Picoseconds,
    samples: number,
    analogStages: Record<AnalogStage, StageInterval>,
    analogEnergyJ: Record<AnalogStage, number>,
    dacConversions: bigint,
  ): StageReport {
    const state = this.#state;
    const convertedPs = samplePs + picoseconds(this.#adc.durationS(samples));
    state.cellsFreePs = convertedPs;
    const bitsDown = state.down.totalBits - state.reportedDownBits;
    state.reportedDownBits = state.down.totalBits;
    const linkDown = { startPs: state.firstDeparturePs ?? arrivalPs, endPs: arrivalPs };
    state.firstDeparturePs = undefined;
    const stages: Record<Stage, StageInterval> = {
      ...analogStages,
      [Stage.LINK_DOWN]: linkDown,
      [Stage.ADC]: { startPs: samplePs, endPs: convertedPs },
      [Stage.LINK_UP]: { startPs: convertedPs, endPs: convertedPs },
    };
    const energyJ: Record<Stage, number> = {
      ...analogEnergyJ,
      [Stage.LINK_DOWN]: state.down.energyJ(bitsDown),
      [Stage.ADC]: this.#adc.energyJ(samples),
      [Stage.LINK_UP]: 0,
    };
    return {
      stages: inOrder.map((stage) => stages[stage]),
      energyJ: inOrder.map((stage) => energyJ[stage]),
      dacConversions,
      adcConversions: BigInt(samples),
      bitsDown: BigInt(bitsDown),
    };
  }
}

type AnalogStage = typeof Stage.DAC | typeof Stage.CARRY | typeof Stage.SETTLE | typeof Stage.RELAX;

/** The frames that bring a problem or set it going. */
const problemFrames: ReadonlySet<number> = new Set([
  Opcode.WRITE,
  Opcode.DATA,
  Opcode.COMMIT,
  Opcode.RUN,
  Opcode.READ,
]);

const inOrder = Object.values(Stage).sort((a, b) => a - b);

interface TimelineState {
  readonly down: Link;
  readonly up: Link;
  /** departure of the first problem frame since the last report */
  firstDeparturePs: Picoseconds | undefined;
  lastArrivalPs: Picoseconds;
  /** the conversion of the armed bank */
  programming:
    { readonly interval: StageInterval; readonly energyJ: number; readonly conversions: bigint } | undefined;
  /** when the last reading of the cells ends */
  cellsFreePs: Picoseconds;
  holdStartPs: Picoseconds | undefined;
  reportedDownBits: number;
  reportedUpBits: number;
}

function powerOn({ link }: ChipSpec): TimelineState {
  return {
    down: createLink(link),
    up: createLink(link),
    firstDeparturePs: undefined,
    lastArrivalPs: 0n,
    programming: undefined,
    cellsFreePs: 0n,
    holdStartPs: undefined,
    reportedDownBits: 0,
    reportedUpBits: 0,
  };
}

function later(a: Picoseconds, b: Picoseconds): Picoseconds {
  return a > b ? a : b;
}
