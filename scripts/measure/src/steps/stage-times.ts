import type { MeasuredStep } from './measured-run.js';

/**
 * Where the wall-clock time of a step goes. `encode` to `decode` are the device driver's; `direction` is the rest of
 * the optimizer's work; `record` is what lies between the stages, the line in metrics.jsonl above all.
 */
export const stepStages = [
  'evaluate',
  'encode',
  'upload',
  'wait',
  'decode',
  'direction',
  'update',
  'record',
] as const;

export type StepStage = (typeof stepStages)[number];
export type StageMs = Readonly<Record<StepStage, number>>;

/** Milliseconds of every stage; they add up to the whole step. */
export function stageTimes({ record, totalMs }: MeasuredStep): StageMs {
  const { evaluate, direction, update } = record.wallMs;
  const driver = record.device?.wallMsByStage ?? { encode: 0, upload: 0, wait: 0, decode: 0 };
  const inDriver = driver.encode + driver.upload + driver.wait + driver.decode;
  return {
    evaluate,
    ...driver,
    direction: direction - inDriver,
    update,
    record: totalMs - evaluate - direction - update,
  };
}
