export { chipSchema, type ChipSpec } from './chip/chip-schema.js';
export { parseChip, type Chip } from './chip/parse-chip.js';
export { ChipSpecError, type ChipSpecProblem } from './chip/chip-spec-error.js';
export { startEmulator, type Emulator } from './threads/start-emulator.js';
export { serveEmulator, type ServedEmulator, type ServeObserver } from './threads/serve-emulator.js';
export { EmulatorFault } from './threads/emulator-fault.js';
export { SpuDevice } from './device/spu-device.js';
export type {
  AnalogAnswer,
  AnalogPart,
  AnalogRead,
  AnalogReading,
  AnalogRun,
  ReadsOrder,
} from './analog/analog-part.js';
export { SimulatedAnalogPart, type Supervisor } from './analog/simulated-analog-part.js';
export type {
  AnalogProblem,
  NormalSource,
  Physics,
  Relaxation,
  StartCondition,
  Trajectories,
  Watch,
} from './physics/physics.js';
export { ExactPhysics } from './physics/exact/exact-physics.js';
export { SdePhysics } from './physics/sde/sde-physics.js';
export type { PhysicsSpec, RailsSpec } from './chip/physics-spec.js';
export { StepTooLargeError } from './physics/step-too-large-error.js';
export { UnstableError } from './physics/unstable-error.js';
export { UnusableCodesError } from './physics/unusable-codes-error.js';
export type { BlockMatrix } from './physics/block-matrix.js';
export { equilibriumMean, meanAt, noiseOperator, type LinearSystem } from './physics/exact/closed-forms.js';
