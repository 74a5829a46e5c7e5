import { curvatureKinds, scheduleNames } from '@thermoloop/host';
import { clockNames } from './clocks.js';
import { deviceSettings } from './device-settings.js';
import { layerSizes } from './layer-sizes.js';
import { namedValues } from './named-values.js';
import { readoutRange } from './readout-range.js';
import {
  numberFromZero,
  oneOf,
  partOfOne,
  positiveNumber,
  text,
  wholeNumber,
  yesOrNo,
  type SettingValues,
} from './setting.js';

/**
 * Every setting of `train`, by its key in code. On the command line and in files the same words are joined by
 * dashes. What a workload or an optimizer does not use is ignored.
 */
export const trainSettings = {
  workload: text({
    placeholder: 'W',
    expected: 'the name of a workload (thermoloop list workloads)',
    description: 'what is trained: see `thermoloop list workloads`',
  }),
  data: text({
    placeholder: 'DIR',
    expected: 'a directory',
    description: 'directory of IDX files, gzipped or not, instead of the MNIST that comes along',
  }),
  trainExamples: wholeNumber(1, { placeholder: 'N', description: 'train on the first N examples only' }),
  hidden: layerSizes,
  activation: oneOf(['relu', 'tanh'], { description: 'between the layers of mnist-mlp' }),
  expression: text({
    placeholder: 'E',
    expected: 'an expression of the variables in start-at, as in (a - x)^2 + b * (y - x^2)^2',
    description: 'the loss of landscape',
  }),
  constants: namedValues('constants in the expression of landscape'),
  startAt: namedValues('variables of the expression of landscape, and where training starts'),
  optimizer: text({
    placeholder: 'O',
    expected: 'the name of an optimizer (thermoloop list optimizers)',
    description: 'how it is trained: see `thermoloop list optimizers`',
  }),
  ...deviceSettings,
  machine: text({
    placeholder: 'M',
    expected: 'the name of a machine (thermoloop list machines) or the path of a machine file',
    description: 'the host of virtual time: a name of `thermoloop list machines`, or a path',
  }),
  mode: oneOf(['sync', 'async'], { description: 'whether the host works on while the device relaxes' }),
  staleness: wholeNumber(1, {
    placeholder: 'N',
    description: 'updates that a step of --mode async lags behind at most',
  }),
  clock: oneOf(clockNames, {
    description:
      'when time passes: the host waits for each answer, or only for what it needs, or really waits',
  }),
  clockScale: positiveNumber({
    placeholder: 'X',
    description: 'virtual seconds that pass in a second of --clock paced',
  }),
  steps: wholeNumber(1, { placeholder: 'N', description: 'steps to train for' }),
  batch: wholeNumber(1, { placeholder: 'N', description: 'examples in a mini-batch' }),
  seed: wholeNumber(0, {
    placeholder: 'N',
    description: 'seed of everything random except static chip errors',
  }),
  lr: positiveNumber({ placeholder: 'X', description: 'learning rate' }),
  schedule: oneOf(scheduleNames, { description: 'how the learning rate falls' }),
  damping: numberFromZero({ placeholder: 'X', description: 'λ, added to the curvature' }),
  runTime: numberFromZero({ placeholder: 'X', description: 'relaxation in time constants τ of the problem' }),
  carryTime: numberFromZero({
    placeholder: 'X',
    description: 'how long the cells go on under the old problem before the new one latches, in τ',
  }),
  start: oneOf(['gradient', 'previous', 'zero'], { description: 'what the cells hold when a run starts' }),
  temperature: numberFromZero({
    placeholder: 'X',
    description: 'κ in problem units; needs a chip with noise control',
  }),
  curvature: oneOf(curvatureKinds, { description: 'the curvature matrix' }),
  momentum: partOfOne({ placeholder: 'X', description: 'share of the last step that momentum keeps' }),
  beta1: partOfOne({ placeholder: 'X', description: 'decay of the mean in Adam and its relatives' }),
  beta2: partOfOne({ placeholder: 'X', description: 'decay of the mean square in Adam and its relatives' }),
  epsilon: positiveNumber({ placeholder: 'X', description: 'added to the root of the mean square' }),
  weightDecay: numberFromZero({ placeholder: 'X', description: 'decay of the parameters in adamw' }),
  iterations: wholeNumber(1, {
    placeholder: 'N',
    description: 'steps of conjugate gradients at most, in ngd-cg',
  }),
  tolerance: partOfOne({ placeholder: 'X', description: 'relative residual at which ngd-cg stops' }),
  warmStart: yesOrNo({ description: 'whether ngd-cg starts from its last solution' }),
  gramPrecision: oneOf(['float32', 'float64'], { description: 'of the Gram matrix in ngd-woodbury' }),
  reads: wholeNumber(1, { placeholder: 'K', description: 'held reads of every cell that are averaged' }),
  tile: yesOrNo({
    description:
      'whether a model larger than the chip is solved in blocks that take turns, by layer, then by size',
  }),
  range: readoutRange,
  calibration: text({
    placeholder: 'FILE',
    expected: 'a file of `thermoloop characterize --calibrate`',
    description: 'offset and gain of each converter of the device, corrected by the host',
  }),
  threads: wholeNumber(1, { placeholder: 'N', description: 'threads of the arithmetic, on either side' }),
  evalEvery: wholeNumber(1, { placeholder: 'N', description: 'steps between evaluations on the test set' }),
  budgetEvery: wholeNumber(1, {
    placeholder: 'N',
    description: "steps between budgets of the device's error: which part comes from what (none if absent)",
  }),
  checkpointEvery: wholeNumber(1, {
    placeholder: 'N',
    description: 'steps between checkpoints, from which --resume goes on',
  }),
} as const;

export type TrainSettingKey = keyof typeof trainSettings;

/** What was asked for: any of the settings. */
export type TrainSettingValues = SettingValues<typeof trainSettings>;

export const trainSettingKeys = Object.keys(trainSettings) as TrainSettingKey[];
