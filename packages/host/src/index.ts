export { DataError } from './data/data-error.js';
export { limitTrainingSet, type Dataset, type Split } from './data/dataset.js';
export { idxFileNames, readIdxDirectory } from './data/idx-directory.js';
export { readMnist } from './data/mnist.js';
export { gatherBatch, MiniBatches, type Batch } from './data/mini-batches.js';
export { pixelTable, type NormalisationKind } from './data/normalisation.js';

export type { ImageShape, Model, Parameter } from './model/model.js';
export { layersOf, type Layer } from './model/layer.js';
export { initialParameters } from './model/initial-parameters.js';
export { bindModel } from './model/bind.js';
export type { Loss, LossName } from './losses/loss.js';
export { losses } from './losses/registry.js';

export { networkNamed, networks, workloadNamed, workloads } from './workloads/registry.js';
export { ImageSizeError, type NetworkWorkload } from './workloads/network-workload.js';
export type { Tuning, Workload, WorkloadContext, WorkloadDefaults } from './workloads/workload.js';

export { LandscapeError, type LandscapeSetting } from './landscape/landscape-error.js';
export { compileLandscape, type Landscape, type LandscapeSpec } from './landscape/landscape.js';
export { landscapeGrid, type LandscapeBox, type LandscapeGrid } from './landscape/landscape-grid.js';
export { landscapeObjective } from './landscape/landscape-objective.js';
export { landscapePaths, type LandscapePath } from './landscape/landscape-paths.js';
export { tuned, type Tuned } from './workloads/tuned.js';

export { CurvatureKindError } from './curvature/curvature-kind-error.js';
export {
  curvatureKinds,
  networkCurvatureKinds,
  type CurvatureKind,
  type FactorSize,
  type NetworkCurvatureKind,
} from './curvature/curvature-kind.js';
export { buildBatchGraph, type BatchGraph, type BatchGraphKind } from './curvature/batch-graph.js';
export { compileBatchProgram, type BatchProgram } from './curvature/batch-program.js';
export type { CurvatureFactor } from './curvature/curvature-factor.js';
export type { Evaluation } from './curvature/evaluation.js';

export type {
  CurvatureProblem,
  CurvatureSolver,
  ProblemShape,
} from './natural-gradient/curvature-problem.js';
export { IndefiniteCurvatureError } from './natural-gradient/indefinite-curvature-error.js';
export { WoodburySolver } from './natural-gradient/woodbury-solver.js';
export { denseParameterLimit, DenseSizeError, DenseSolver } from './natural-gradient/dense-solver.js';

export { stepBudget } from './budget/step-budget.js';
export type { BudgetedStep, KnownOfDevice, PlacedExchange } from './budget/budgeted-step.js';
export {
  budgetCauses,
  type BudgetCause,
  type BudgetPart,
  type StepBudget,
} from './budget/step-budget-result.js';
export type { Exchange } from './driver/exchange.js';

export type { Optimizer, OptimizerState, OptimizerStep, PendingStep } from './optimizers/optimizer.js';
export type { OptimizerContext, OptimizerDefaults, OptimizerEntry } from './optimizers/registry-entry.js';
export { optimizerNamed, optimizers } from './optimizers/registry.js';
export { UnknownNameError } from './unknown-name-error.js';

export { stopwatch } from './cost/stopwatch.js';
export { HostMeter, type HostCharge } from './cost/host-meter.js';
export { machineSchema, modelledTimeS, type MachineModel, type Work } from './cost/machine-model.js';

export { scheduleNames, schedules, type ScheduleName } from './training/schedules.js';
export {
  isBudgeted,
  train,
  type BudgetPlan,
  type Training,
  type TrainingMode,
  type TrainingPlan,
  type TrainingSnapshot,
} from './training/train.js';
export type { StageWallMs, StepRecord } from './training/step-record.js';
export { DivergedError } from './training/diverged-error.js';
export { NothingToOverlapError } from './training/nothing-to-overlap-error.js';
export type { Objective, OpenObjective, TestResult } from './objective/objective.js';
export { networkObjective, type NetworkTask } from './objective/network-objective.js';
export { shownCells, type LoopEvent, type LoopObserver } from './timeline/loop-event.js';

export { SpuDriver, type DriverSettings, type DriverSnapshot, type Solved } from './driver/spu-driver.js';
export type { ProblemSequence } from './driver/problem-sequence.js';
export { largestTile, tileProblem, type Tile } from './tiling/tile-problem.js';
export { TilingError } from './tiling/tiling-error.js';
export type { TilingReport, TilingTime } from './tiling/tiling-report.js';
export type { Submission } from './driver/submission.js';
export type { Waiting } from './driver/device-session.js';
export type { NaturalGradientProblem } from './driver/natural-gradient-problem.js';
export { gainsBetween } from './driver/gain-grid.js';
export type { ReadoutRange } from './driver/readout-range.js';
export {
  deviceStages,
  type CodeUse,
  type DeviceStage,
  type DeviceStepReport,
  type RescaleReason,
  type StageSpan,
  type StartName,
} from './driver/device-step-report.js';
export type { Calibration, ConverterErrors } from './driver/calibration/calibration.js';
export { CalibrationError } from './driver/calibration/calibration-error.js';
export { checkCalibration } from './driver/calibration/check-calibration.js';
export { peakOf } from './driver/peak-of.js';
export { checkProblemSize, type ChipSize, type ProblemSize } from './driver/problem-size.js';
export { DeviceError, required } from './driver/device-error.js';
export {
  NoNoiseControlError,
  NotSupportedError,
  OutOfRangeError,
  ProblemTooLargeError,
  StartStateError,
} from './driver/errors.js';
export { NotFiniteError } from './encode/not-finite-error.js';
