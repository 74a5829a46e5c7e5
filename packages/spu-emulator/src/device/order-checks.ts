import {
  commandField,
  ErrorCode,
  errorReply,
  ArrayId,
  Observation,
  StartState,
  type CapabilityRecord,
  type ErrorReply,
  type RunOrder,
} from '@thermoloop/protocol';

/** What the device knows of a problem. */
export interface KnownProblem {
  readonly cells: number;
  readonly hasStart: boolean;
}

/** Why a run cannot have the start state that it asks for. */
export function startRefusal({ start }: RunOrder, { hasStart }: KnownProblem): ErrorReply | undefined {
  if (start !== StartState.WRITTEN || hasStart) return undefined;
  return errorReply(ErrorCode.INCOMPLETE, { field: ArrayId.START });
}

/** Why live reads cannot follow one another as fast: the cells of one are converted before the next. */
export function spacingRefusal(
  chip: CapabilityRecord,
  { observation, reads, spacingTicks }: RunOrder,
  shortestSpacingS: number,
): ErrorReply | undefined {
  if (observation !== Observation.LIVE || reads === 1) return undefined;
  const limit = Math.ceil((shortestSpacingS / chip.runTimerStepS) * (1 - 1e-12));
  const got = Number(spacingTicks);
  if (got >= limit) return undefined;
  return errorReply(ErrorCode.BAD_ARGUMENT, { field: commandField('RUN', 'spacingTicks'), got, limit });
}
