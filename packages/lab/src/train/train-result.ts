import { z } from 'zod';
import { errorSchema, statusSchema } from './run-status.js';
import { stages } from './stages.js';
import { stepSchema } from './step-schema.js';

const figure = z.number().nullable();

/** Whether a figure rests on a measurement or on an assumption, and where it comes from. */
const basisSchema = z.strictObject({ label: z.enum(['measured', 'assumed']), sources: z.array(z.string()) });
export type Basis = z.output<typeof basisSchema>;

function ofStages<T extends z.ZodType>(schema: T) {
  return z.record(z.enum(stages), schema);
}

const counters = z.strictObject({
  /** Values that did not fit a code or a converter. */
  clipped: z.record(z.string(), z.int()),
  /** Readings of cells that stood at a rail. */
  railedCells: z.int(),
  rereads: z.int(),
  rescales: z.int(),
  conversions: z.strictObject({ dac: z.int(), adc: z.int() }),
  linkBits: z.strictObject({ down: z.int(), up: z.int() }),
  transportBytes: z.strictObject({ down: z.int(), up: z.int() }),
});

const device = z.strictObject({
  /** Where it listens; absent for an emulator of the run's own. */
  url: z.string().optional(),
  chip: z.string(),
  vendor: z.string(),
  firmware: z.string(),
  cells: z.int(),
  rows: z.int(),
  timeConstantS: z.number(),
  banks: z.int(),
  holds: z.boolean(),
  readoutBits: z.int(),
  driveBits: z.int(),
  couplingBits: z.int(),
});

const environment = z.strictObject({
  thermoloop: z.string(),
  node: z.string(),
  onnxruntime: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.int(),
  hostMachine: z.string(),
});

/** A training run without its steps: what summary.json holds. */
export const trainSummarySchema = z.strictObject({
  schema: z.literal('thermoloop.train/1'),
  status: statusSchema,
  error: errorSchema.optional(),
  seed: z.int(),
  workload: z.string(),
  optimizer: z.string(),
  parameterCount: z.int(),
  /** Those before it was resumed included. */
  stepsDone: z.int(),
  /** Of a run that went on from a checkpoint. */
  resumed: z
    .strictObject({
      /** The step of the checkpoint. */
      step: z.int(),
      runDirectory: z.string(),
      /** Whether an unbroken run would have had the same numbers. */
      isExact: z.boolean(),
      /** Why not, and what else was noticed. */
      notes: z.array(z.string()),
    })
    .optional(),
  /** The newest checkpoint, which `--resume` goes on from; null where none was written. */
  checkpoint: z.strictObject({ step: z.int(), file: z.string() }).nullable(),
  final: z.strictObject({
    /** Mean over the last 20 mini-batches. */
    trainLoss: figure,
    testLoss: figure,
    testAccuracy: figure,
  }),
  /** null where the optimizer needs none. */
  device: device.nullable(),
  counters,
  /** What became of a model that is larger than the chip; of --tile. */
  tiling: z
    .strictObject({
      tiles: z.int(),
      /** Cells of the smallest tile and of the largest. */
      cells: z.strictObject({ least: z.int(), most: z.int() }),
      /** 1 − Σ‖F_kk‖²/‖F‖² (Frobenius) over the steps in which it was worked out; null where F was 0 in each. */
      droppedCurvature: z.strictObject({ steps: z.int(), mean: z.number(), maximum: z.number() }).nullable(),
      /**
       * Over all steps, in seconds of virtual time: from an evaluation to its solution, and an estimate of what one run on
       * a chip of the same make and link that is wide enough would have taken; null of a device that tells no times.
       */
      time: z.strictObject({ tiledS: z.number(), oneRunS: z.number() }).nullable(),
    })
    .optional(),
  /** Updates between the evaluation of a step and its use; of --mode async. */
  staleness: z.strictObject({ mean: z.number(), maximum: z.int() }).optional(),
  /** How far answers were behind a clock that follows the wall, in seconds of virtual time; of --clock paced. */
  lateness: z
    .strictObject({ answers: z.int(), late: z.int(), meanS: z.number(), maximumS: z.number() })
    .optional(),
  virtualTime: z.strictObject({
    totalS: figure,
    byStageS: ofStages(figure),
    basisByStage: ofStages(basisSchema),
  }),
  energy: z.strictObject({ totalJ: figure, byStageJ: ofStages(figure), basisByStage: ofStages(basisSchema) }),
  wallTimeS: z.number(),
  wallStarted: z.string(),
  config: z.record(z.string(), z.unknown()),
  command: z.array(z.string()),
  environment,
  runDirectory: z.string(),
});
export type TrainSummary = z.output<typeof trainSummarySchema>;

/** The result document of `train`. */
export const trainResultSchema = trainSummarySchema.extend({ steps: z.array(stepSchema) });
export type TrainResult = z.output<typeof trainResultSchema>;
