import { z } from 'zod';
import { bytesPerCode } from './codes.js';
import { ArrayId, CodeKind, GridKind, StartState, TestInput } from './generated/enums.js';
import type { CapabilitiesAnswer } from './generated/messages.js';
import type { CodeFormat, Grid } from './generated/structs.js';
import { gridFault } from './grid.js';

/** What a chip is, as it stands on the wire. */
export type CapabilityRecord = CapabilitiesAnswer;

/** The registers whose values lie on a grid that the chip tells. */
export const griddedRegisters = [
  'couplingGain',
  'driveGain',
  'leak',
  'startGain',
  'readoutGain',
  'noise',
] as const;
export type GriddedRegister = (typeof griddedRegisters)[number];

/** What a chip is, checked, in the shapes a driver wants. */
export interface Capabilities {
  readonly vendor: string;
  readonly chip: string;
  readonly firmware: { readonly major: number; readonly minor: number };
  /** N at most */
  readonly cells: number;
  /** r at most */
  readonly rows: number;
  /** largest block of S; 0: S = I only */
  readonly blockSize: number;
  readonly maximumReads: number;
  /** bytes of codes that one RUN, READ or MEASURE may return */
  readonly readoutBufferBytes: number;
  /** RUNs, READs and MEASUREs that may wait behind the one in progress */
  readonly runQueueDepth: number;
  /** what a RUN may ask for besides its run time */
  readonly runFeatures: { readonly carry: boolean; readonly liveReads: boolean; readonly repeats: boolean };
  readonly maximumPayloadBytes: number;
  readonly banks: 1 | 2;
  /** the cells keep their charge between a run and the next latch */
  readonly holds: boolean;
  readonly holdDroopPerS: number;
  readonly startStates: ReadonlySet<StartState>;
  /** what only a simulation has */
  readonly simulation: { readonly time: boolean; readonly registers: boolean };
  readonly formats: Readonly<Record<ArrayId, CodeFormat>>;
  readonly grids: Readonly<Record<GriddedRegister, Grid>>;
  /** τ */
  readonly timeConstantS: number;
  readonly runTimer: { readonly stepS: number; readonly maximumTicks: bigint };
  readonly readoutSkewS: number;
  /** cell i is served by DAC i and ADC i, each modulo how many there are */
  readonly converters: { readonly dac: number; readonly adc: number };
  /** what a MEASURE may convert */
  readonly testPoints: ReadonlySet<TestInput>;
  /** of TestInput REFERENCE, where there is one */
  readonly referenceV?: number;
}

/** Bits of simulationFeatures. */
export const SimulationFeature = { TIME: 1, REGISTERS: 2 } as const;

/** Bits of runFeatures. */
export const RunFeature = { CARRY: 1, LIVE_READS: 2, REPEATS: 4 } as const;

/** The format of each array. */
export const formatsOf = (record: CapabilityRecord): Readonly<Record<ArrayId, CodeFormat>> => ({
  [ArrayId.COUPLINGS]: record.couplingFormat,
  [ArrayId.BLOCKS]: record.blockFormat,
  [ArrayId.DRIVE]: record.driveFormat,
  [ArrayId.START]: record.startFormat,
  [ArrayId.READOUT]: record.readoutFormat,
});

/** What a MEASURE may convert on such a chip. */
export const testPointsOf = ({ testPoints }: Pick<CapabilityRecord, 'testPoints'>): ReadonlySet<TestInput> =>
  new Set(Object.values(TestInput).filter((input) => (testPoints >> input) & 1));

const whole = (minimum: number) => z.int().min(minimum);
const flag = z.literal([0, 1]);
const positive = z.number().positive();

const format = z.object({ kind: z.enum(CodeKind), resolutionBits: whole(1) }).check(({ value, issues }) => {
  const most = 8 * bytesPerCode(value.kind);
  const fits =
    value.kind === CodeKind.FLOAT32
      ? value.resolutionBits === most
      : value.resolutionBits >= 2 && value.resolutionBits <= most;
  if (!fits) {
    const expected = value.kind === CodeKind.FLOAT32 ? '32' : `2 to ${most}`;
    issues.push({
      code: 'custom',
      path: ['resolutionBits'],
      input: value.resolutionBits,
      message: `is ${value.resolutionBits}; expected ${expected}`,
    });
  }
});

const grid = z
  .object({
    kind: z.enum(GridKind),
    mantissaBits: whole(0),
    minimum: z.number(),
    maximum: z.number(),
    step: z.number(),
  })
  .check(({ value, issues }) => {
    const message = gridFault(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  });

/** The smallest payload limit that carries every message of fixed length. */
export const SMALLEST_MAXIMUM_PAYLOAD = 512;

const record = z.object({
  vendor: z.string(),
  chip: z.string().min(1),
  firmwareMajor: whole(0),
  firmwareMinor: whole(0),
  cells: whole(1),
  rows: whole(1),
  blockSize: whole(0),
  maximumReads: whole(1),
  maximumPayloadBytes: whole(SMALLEST_MAXIMUM_PAYLOAD).max(2 ** 30),
  banks: z.literal([1, 2]),
  holds: flag,
  startStates: whole(1),
  runQueueDepth: whole(0),
  simulationFeatures: whole(0),
  runFeatures: whole(0),
  readoutBufferBytes: whole(1),
  couplingFormat: format,
  blockFormat: format,
  driveFormat: format,
  startFormat: format,
  readoutFormat: format,
  couplingGain: grid,
  driveGain: grid,
  leak: grid,
  startGain: grid,
  readoutGain: grid,
  noise: grid,
  timeConstantS: positive,
  runTimerStepS: positive,
  runTimerMaximumTicks: z.bigint().positive(),
  readoutSkewS: z.number().nonnegative(),
  testPoints: whole(0),
  dacConverters: whole(1),
  adcConverters: whole(1),
  referenceV: z.number(),
  holdDroopPerS: z.number().nonnegative(),
}) satisfies z.ZodType<CapabilityRecord>;

/** Checks a record and gives it the shapes of Capabilities; a text says what is wrong with it. */
export function capabilitiesOf(value: CapabilityRecord): Capabilities | string {
  const result = record.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    return issue === undefined ? 'unreadable' : `${issue.path.join('.')}: ${issue.message}`;
  }
  const checked = result.data;
  return {
    vendor: checked.vendor,
    chip: checked.chip,
    firmware: { major: checked.firmwareMajor, minor: checked.firmwareMinor },
    cells: checked.cells,
    rows: checked.rows,
    blockSize: checked.blockSize,
    maximumReads: checked.maximumReads,
    readoutBufferBytes: checked.readoutBufferBytes,
    runQueueDepth: checked.runQueueDepth,
    runFeatures: {
      carry: (checked.runFeatures & RunFeature.CARRY) !== 0,
      liveReads: (checked.runFeatures & RunFeature.LIVE_READS) !== 0,
      repeats: (checked.runFeatures & RunFeature.REPEATS) !== 0,
    },
    maximumPayloadBytes: checked.maximumPayloadBytes,
    banks: checked.banks,
    holds: checked.holds === 1,
    holdDroopPerS: checked.holdDroopPerS,
    startStates: new Set(Object.values(StartState).filter((state) => (checked.startStates >> state) & 1)),
    simulation: {
      time: (checked.simulationFeatures & SimulationFeature.TIME) !== 0,
      registers: (checked.simulationFeatures & SimulationFeature.REGISTERS) !== 0,
    },
    formats: formatsOf(checked),
    grids: {
      couplingGain: checked.couplingGain,
      driveGain: checked.driveGain,
      leak: checked.leak,
      startGain: checked.startGain,
      readoutGain: checked.readoutGain,
      noise: checked.noise,
    },
    timeConstantS: checked.timeConstantS,
    runTimer: { stepS: checked.runTimerStepS, maximumTicks: checked.runTimerMaximumTicks },
    readoutSkewS: checked.readoutSkewS,
    converters: { dac: checked.dacConverters, adc: checked.adcConverters },
    testPoints: testPointsOf(checked),
    ...(testPointsOf(checked).has(TestInput.REFERENCE) && { referenceV: checked.referenceV }),
  };
}
