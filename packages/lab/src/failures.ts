import { types } from 'node:util';
import {
  CalibrationError,
  CurvatureKindError,
  DataError,
  DenseSizeError,
  DeviceError,
  DivergedError,
  ImageSizeError,
  IndefiniteCurvatureError,
  LandscapeError,
  NothingToOverlapError,
  NotSupportedError,
  NoNoiseControlError,
  NotFiniteError,
  OutOfRangeError,
  ProblemTooLargeError,
  StartStateError,
  TilingError,
  UnknownNameError,
} from '@thermoloop/host';
import { DeviceUrlError, ListenError } from '@thermoloop/protocol';
import { ChipSpecError } from '@thermoloop/spu-emulator';
import { DeviceLostError, EmulatorUnavailableError, UnusableDeviceError } from './device/device-errors.js';
import { InputError } from './input-error.js';
import { InterruptedError } from './interrupted-error.js';

/** Whose fault it was: of what a person wrote, of the training, of the person's Ctrl-C, or of anything else. */
export type FailureKind = 'input' | 'diverged' | 'interrupted' | 'failed';

export interface Failure {
  readonly name: string;
  /** One line, or two of which the second is the remedy. */
  readonly message: string;
  readonly kind: FailureKind;
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** What each typed error of the other packages is. The first class that fits decides. */
const kinds: readonly (readonly [ErrorClass, FailureKind])[] = [
  [InputError, 'input'],
  [ChipSpecError, 'input'],
  [DataError, 'input'],
  [UnknownNameError, 'input'],
  [ImageSizeError, 'input'],
  [DenseSizeError, 'input'],
  [ProblemTooLargeError, 'input'],
  [OutOfRangeError, 'input'],
  [NoNoiseControlError, 'input'],
  [StartStateError, 'input'],
  [TilingError, 'input'],
  [NotSupportedError, 'input'],
  [NothingToOverlapError, 'input'],
  [CalibrationError, 'input'],
  [CurvatureKindError, 'input'],
  [LandscapeError, 'input'],
  [DeviceUrlError, 'input'],
  [ListenError, 'input'],
  [UnusableDeviceError, 'input'],
  [DivergedError, 'diverged'],
  [NotFiniteError, 'diverged'],
  [InterruptedError, 'interrupted'],
  [IndefiniteCurvatureError, 'failed'],
  [DeviceError, 'failed'],
  [DeviceLostError, 'failed'],
  [EmulatorUnavailableError, 'failed'],
];

/** What the operating system refused because of a path that a person gave. */
const pathFaults = new Set(['EACCES', 'EEXIST', 'EISDIR', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS']);

/** What to tell of anything that was thrown. */
export function describeFailure(error: unknown): Failure {
  if (!isError(error)) return { name: 'Error', message: oneLine(String(error)), kind: 'failed' };
  const known = kinds.find(([type]) => error instanceof type);
  if (known !== undefined) return { name: error.name, message: twoLines(error.message), kind: known[1] };
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) {
    const reason = error.message.replace(/^[A-Z]+: /, '').replace(/, .*$/, '');
    return { name: code, message: `${path}: ${reason}`, kind: pathFaults.has(code) ? 'input' : 'failed' };
  }
  return {
    name: error.name,
    message: `${oneLine(`${error.name}: ${error.message}`)}\nThis is a fault of thermoloop. THERMOLOOP_DEBUG=1 shows where it arose.`,
    kind: 'failed',
  };
}

/** Also of an error that was made in another realm, as Node's own are under a test runner. */
function isError(error: unknown): error is Error {
  return error instanceof Error || types.isNativeError(error);
}

function twoLines(message: string): string {
  const [first = '', ...rest] = message.split('\n');
  return rest.length === 0 ? first : `${first}\n${rest.join(' ')}`;
}

function oneLine(message: string): string {
  return message.split('\n').join(' ');
}
