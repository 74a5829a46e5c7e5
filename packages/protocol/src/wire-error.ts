import type { ErrorCode } from './generated/enums.js';
import { errorCodeNames, type ErrorCodeName } from './generated/enums.js';
import type { CommandName, ErrorRecord } from './generated/messages.js';
import { sentenceOf } from './sentences.js';

/** What a device answers in place of a result: code, field, value and limit. */
export type ErrorReply = ErrorRecord;

/** An error reply; what is not given is 0. */
export const errorReply = (
  code: ErrorCode,
  details: { field?: number; got?: number; limit?: number } = {},
): ErrorReply => ({ code, field: details.field ?? 0, got: details.got ?? 0, limit: details.limit ?? 0 });

/** A fault of the wire or a refusal by the device: a value, never thrown by this package. */
export class WireError {
  readonly code: ErrorCode;
  readonly name: ErrorCodeName;
  readonly field: number;
  readonly got: number;
  readonly limit: number;

  constructor(
    reply: ErrorReply,
    /** the command that was answered with it */
    readonly command: CommandName,
    /** what the host knows beyond the record, such as why a transport closed */
    readonly detail?: string,
  ) {
    this.code = reply.code;
    this.name = errorCodeNames.get(reply.code) ?? 'INTERNAL';
    this.field = reply.field;
    this.got = reply.got;
    this.limit = reply.limit;
  }

  /** One sentence for a person: what was refused, the value, the limit and the remedy where there is one. */
  sentence(): string {
    return sentenceOf(this);
  }
}

/** A result or a fault of the wire. */
export type Outcome<T> = (
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError }
) & {
  /** virtual time at which the answer reached the host, where the device tells it; the clock is the caller's to move */
  readonly arrivalPs?: bigint;
};
