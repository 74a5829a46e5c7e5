import { budgetCauses } from '@thermoloop/host';
import { z } from 'zod';

/** A number; null where it was not finite. */
const figure = z.number().nullable();
const count = z.int().nonnegative();
const codeUse = z.array(z.number()).optional();

const tiledStep = z.looseObject({
  alpha: figure,
  gamma: figure,
  stateScale: figure,
  start: z.string(),
  startSent: z.string(),
  deviceTimeS: figure,
  runTimeTau: z.looseObject({ requested: figure, realised: figure }),
  carryTimeTau: z.looseObject({ requested: figure, realised: figure }),
  kappa: figure,
  clipped: z.looseObject({
    couplings: count,
    blocks: count,
    drive: count,
    start: count,
    dac: count,
    readout: count,
  }),
  railedCells: count,
  rereads: count,
  rescales: count,
  stages: z.array(z.looseObject({ stage: z.string(), startS: z.number(), endS: z.number() })),
  energyJByStage: z.record(z.string(), figure),
  conversions: z.looseObject({ dac: count, adc: count }),
  linkBits: z.looseObject({ down: count, up: count }),
  transportBytes: z.looseObject({ down: count, up: count }),
  codeUse: z.looseObject({ couplings: codeUse, blocks: codeUse, drive: codeUse, readout: codeUse }),
  /** Of a model that is larger than the chip. */
  tiling: z
    .looseObject({
      tiles: count,
      cells: z.looseObject({ least: count, most: count }),
      /** 1 − Σ‖F_kk‖²/‖F‖², of the steps in which it is worked out. */
      droppedCurvature: figure.optional(),
      /** From the evaluation to the solution, and what one run on a chip wide enough would have taken. */
      time: z.looseObject({ tiledS: figure, oneRunS: figure }).optional(),
    })
    .optional(),
});

/** Parts of the squared norm of a solution's error. */
const budgetPart = z.strictObject({
  cause: z.enum(budgetCauses),
  own: figure,
  cross: figure,
  share: figure,
});

/** Where the error of a step's solution comes from. */
export const budgetSchema = z.strictObject({
  residual: figure,
  cosine: figure,
  relativeError: figure,
  explained: figure,
  parts: z.array(budgetPart),
  ranking: z.array(z.enum(budgetCauses)),
});

/** One step, as a line of metrics.jsonl and as an entry of `steps`. Wall-clock fields have `wall` in their name. */
export const stepSchema = z.looseObject({
  step: z.int().positive(),
  loss: figure,
  staleness: count,
  learningRate: figure,
  gradientNorm: figure,
  batchAccuracy: figure.optional(),
  evaluation: z.looseObject({ testLoss: figure, testAccuracy: figure.optional() }).optional(),
  /** After the update, of few of them. */
  parameters: z.array(figure).optional(),
  device: tiledStep.optional(),
  budget: budgetSchema.optional(),
  hostTimeS: figure,
  hostTimeSByStage: z.record(z.string(), figure),
  hostEnergyJ: figure,
  virtualTimeS: figure,
  wallMs: z.record(z.string(), figure),
});

export type Step = z.output<typeof stepSchema>;
