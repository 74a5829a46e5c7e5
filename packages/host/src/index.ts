export type { CurvatureFactor } from './curvature/curvature-factor.js';
export type { Evaluation } from './curvature/evaluation.js';
export type { Optimizer, OptimizerState, OptimizerStep } from './optimizers/optimizer.js';
export type { HostClock } from './cost/host-clock.js';
export { HostMeter, type HostCharge } from './cost/host-meter.js';
export { modelledTimeS, type MachineModel, type Work } from './cost/machine-model.js';
