import { jsonSchemaOf } from '@thermoloop/bus';
import { machineSchema } from '@thermoloop/host';
import { chipSchema } from '@thermoloop/spu-emulator';
import { z } from 'zod';
import { doctorResultSchema } from '../doctor/doctor-result.js';
import { emulateResultSchema } from '../emulate/emulate.js';
import { listResultSchema } from '../list/list.js';
import { settingName } from '../settings/setting.js';
import { trainSettingKeys, trainSettings, type TrainSettingKey } from '../settings/train-settings.js';
import { reportResultSchema } from '../report/write-report.js';
import { calibrationFileSchema } from '../characterize/calibration/calibration-file.js';
import { characterizeResultSchema } from '../characterize/characterize-result.js';
import { solveResultSchema } from '../solve/solve-result.js';
import { traceEventSchema } from '../trace/trace-event.js';
import { stepSchema } from '../train/step-schema.js';
import { trainResultSchema } from '../train/train-result.js';
import { requirementsSchema, trainingSettingKeys } from '../validate/requirements-file.js';
import { validateResultSchema } from '../validate/result/validate-result.js';
import { failureDocumentSchema } from './failure-document.js';

type Json = Readonly<Record<string, unknown>>;

const document = (schema: z.ZodType): Json => z.toJSONSchema(schema);

/** JSON Schema of what people write, and of what the program writes, by name. */
export const schemas: Readonly<Record<string, () => Json>> = {
  chip: () => jsonSchemaOf(chipSchema),
  machine: () => jsonSchemaOf(machineSchema),
  calibration: () => jsonSchemaOf(calibrationFileSchema),
  train: () => z.toJSONSchema(trainFileSchema(), { io: 'input' }),
  'train-result': () => document(trainResultSchema),
  step: () => document(stepSchema),
  event: () => document(traceEventSchema),
  'characterize-result': () => document(characterizeResultSchema),
  'solve-result': () => document(solveResultSchema),
  requirements: () => z.toJSONSchema(requirementsFileSchema(), { io: 'input' }),
  'validate-result': () => document(validateResultSchema),
  'report-result': () => document(reportResultSchema),
  'emulate-result': () => document(emulateResultSchema),
  'list-result': () => document(listResultSchema),
  'doctor-result': () => document(doctorResultSchema),
  failure: () => document(failureDocumentSchema),
};

/** A configuration file of `train`. */
function trainFileSchema(): z.ZodType {
  return settingsSchema(trainSettingKeys);
}

/** A requirements file of `validate`. */
function requirementsFileSchema(): z.ZodType {
  return requirementsSchema.extend({ training: settingsSchema(trainingSettingKeys).optional() });
}

function settingsSchema(keys: readonly TrainSettingKey[]): z.ZodType {
  const fields = keys.map((key) => {
    const { schema, description } = trainSettings[key];
    return [settingName(key), schema.describe(description).optional()] as const;
  });
  return z.strictObject(Object.fromEntries(fields)).describe('settings of thermoloop train');
}
