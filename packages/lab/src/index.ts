export { InputError } from './input-error.js';
export { InterruptedError } from './interrupted-error.js';
export { describeFailure, type Failure, type FailureKind } from './failures.js';
export { environment, type Environment } from './environment.js';

export { settingName, type Setting, type SettingTable } from './settings/setting.js';
export { deviceSettings } from './settings/device-settings.js';
export { trainSettingKeys, trainSettings, type TrainSettingKey } from './settings/train-settings.js';
export type { FlagTexts } from './settings/flags.js';
export {
  experimentDefaults,
  namedSettings,
  resolveTrainConfig,
  trainConfigSchema,
  type TrainConfig,
  type TrainPlan,
  type TrainRequest,
} from './settings/resolve-train-config.js';
export { defaultsHelp } from './settings/defaults-help.js';

export { chipNames } from './chips/chip-file.js';
export { resolveChip, type ResolvedChip } from './chips/resolve-chip.js';
export { machineNames, readMachine, type Machine } from './machines/machine-file.js';
export { chooseDevice } from './device/choose-device.js';
export { titleOf, type DeviceChoice, type DeviceSettings } from './device/device-choice.js';
export { DeviceLostError, EmulatorUnavailableError, UnusableDeviceError } from './device/device-errors.js';
export { openDevice, type OpenDevice } from './device/open-device.js';
export {
  emulate,
  emulateResultSchema,
  type EmulateOrder,
  type EmulateResult,
  type Emulation,
} from './emulate/emulate.js';

export { RunDirectory, runFiles, type RunDirectoryRequest } from './run-directory/run-directory.js';
export { prepare, type Preparation } from './train/prepare.js';
export { resolveResume, type ResumePoint, type ResumeRequest } from './train/resume.js';
export { resumeCommand } from './train/resume-command.js';
export { runTrain, type TrainObserver, type TrainOrder } from './train/run-train.js';
export {
  trainResultSchema,
  trainSummarySchema,
  type TrainResult,
  type TrainSummary,
} from './train/train-result.js';
export { stepSchema, type Step } from './train/step-schema.js';
export { causeTitles, meanBudget, type MeanBudget } from './train/mean-budget.js';
export { stages, stageTitles, type Stage } from './train/stages.js';

export { buildReport } from './report/build-report.js';
export { readRun, type Run } from './report/run-files.js';
export { reportResultSchema, writeReport, type ReportResult } from './report/write-report.js';
export { percent, quantity } from './report/page/format.js';

export { runSolve, type SolveObserver } from './solve/run-solve.js';
export { solveDefaults, solveSettings } from './solve/solve-settings.js';
export { solveResultSchema, type SolveResult } from './solve/solve-result.js';

export {
  benchOf,
  characterize,
  runCharacterize,
  type Characterization,
  type CharacterizeObserver,
  type CharacterizeOrder,
} from './characterize/run-characterize.js';
export { characterizeDefaults, characterizeSettings } from './characterize/characterize-settings.js';
export {
  characterizeResultSchema,
  type CharacterizeResult,
  type FigureRecord,
} from './characterize/characterize-result.js';
export { judge, familyWiseFalseAlarm } from './characterize/judge.js';
export { countsOf, recordOf } from './characterize/figure-record.js';
export { groupsOf } from './characterize/page/groups.js';
export { foundText, nameText, reasonText, specifiedText } from './characterize/figure-text.js';

export { runValidate, type ValidateObserver, type ValidateOrder } from './validate/run-validate.js';
export { validateSettings } from './validate/validate-settings.js';
export { quantities, type Quantity } from './validate/quantities/quantities.js';
export {
  validateResultSchema,
  type ComparisonResult,
  type CornerResult,
  type RequirementResult,
  type ValidateResult,
} from './validate/result/validate-result.js';

export { list, listKinds, listResultSchema, type ListKind, type ListResult } from './list/list.js';
export { doctor } from './doctor/doctor.js';
export { doctorResultSchema, type DoctorResult } from './doctor/doctor-result.js';
export { schemas } from './schema/schemas.js';
export { failureDocumentSchema } from './schema/failure-document.js';
