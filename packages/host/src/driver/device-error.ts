import type { ErrorCodeName, Outcome, WireError } from '@thermoloop/protocol';

const remedies: Partial<Record<ErrorCodeName, string>> = {
  BAD_VERSION: 'update the older of host and firmware',
  BUSY: 'close the other session',
  LINK_CLOSED: 'see why the device went away, then start again',
  DEVICE_SILENT: 'see whether the device still runs, then start again',
  NO_ANSWER: 'see whether the device still runs and what its log says, then start again',
  STEP_TOO_LARGE: 'take a larger --damping or a chip with a smaller physics.stepTau',
  OFF_GRID: 'the capability record and the registers of this device disagree: report it to its maker',
  TOO_LARGE: 'take a larger chip, a smaller network or fewer rows',
  UNSTABLE: 'take a larger --damping',
  NOT_SYMMETRISABLE: 'take a larger --damping, or a chip without that fault',
};
const otherwise = 'reset the device; if it happens again, report the command and the code';

/** A command that the device refused, or that the link lost. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  /** Name of the command in the message table, such as RUN. */
  readonly command: string;
  /** Name of the error in the message table, such as UNSTABLE. */
  readonly code: ErrorCodeName;
  /** What the device found, and what it would have taken. */
  readonly value: number;
  readonly limit: number;
  /** What happened, without the remedy. */
  readonly sentence: string;
  readonly remedy: string;

  constructor(error: WireError) {
    const sentence = `${error.sentence()} (${error.name})`;
    const remedy = remedies[error.name] ?? otherwise;
    super(`${sentence}. Remedy: ${remedy}`);
    this.sentence = sentence;
    this.command = error.command;
    this.code = error.name;
    this.value = error.got;
    this.limit = error.limit;
    this.remedy = remedy;
  }
}

/** The value of an outcome. @throws DeviceError if it is a refusal */
export function required<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new DeviceError(outcome.error);
  return outcome.value;
}
