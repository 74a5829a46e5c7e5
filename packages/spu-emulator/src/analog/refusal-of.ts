import { ArrayId, codesField, ErrorCode, errorReply, type ErrorReply } from '@thermoloop/protocol';
import { StepTooLargeError } from '../physics/step-too-large-error.js';
import { UnstableError } from '../physics/unstable-error.js';
import { UnusableCodesError } from '../physics/unusable-codes-error.js';

/** Ends an order that no one waits for any more. */
export class OrderAbandoned extends Error {
  override readonly name = 'OrderAbandoned';
}

/** Blocks that differ from their transposes. */
export class NotSymmetrisableError extends Error {
  override readonly name = 'NotSymmetrisableError';
}

const arrayIds = {
  couplings: ArrayId.COUPLINGS,
  blocks: ArrayId.BLOCKS,
  drive: ArrayId.DRIVE,
  start: ArrayId.START,
} as const;

/** What a host is told of an error that its order is to blame for; undefined for any other. */
export function refusalOf(error: unknown): ErrorReply | undefined {
  if (error instanceof UnstableError) return errorReply(ErrorCode.UNSTABLE, { got: error.rate });
  if (error instanceof StepTooLargeError) {
    return errorReply(ErrorCode.STEP_TOO_LARGE, { got: error.rateTimesStep, limit: error.limit });
  }
  if (error instanceof OrderAbandoned) return errorReply(ErrorCode.ABORTED);
  if (error instanceof NotSymmetrisableError) return errorReply(ErrorCode.NOT_SYMMETRISABLE);
  if (!(error instanceof UnusableCodesError)) return undefined;
  const { array, value, limit } = error;
  return errorReply(ErrorCode.BAD_ARGUMENT, { field: codesField(arrayIds[array]), got: value, limit });
}
