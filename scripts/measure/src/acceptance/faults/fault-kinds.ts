import type { Fault } from '@thermoloop/protocol';

/** What a cell of the table may end in. */
export type AllowedEnd = 'right' | 'right or a fault of the link' | 'right or ABORTED';

export interface FaultKind {
  readonly title: string;
  /** done to one frame; or the host says RESET while the command is in progress */
  readonly fault: Fault | 'host reset';
  readonly mayEnd: AllowedEnd;
}

const heals = (title: string, fault: Fault): FaultKind => ({ title, fault, mayEnd: 'right' });

/** Longer than any device that is alive is silent. */
export const LONG_STALL_MS = 6000;

export const faultKinds: readonly FaultKind[] = [
  heals('dropped', { kind: 'drop' }),
  heals('twice', { kind: 'duplicate', behindFrames: 0 }),
  heals('twice, late', { kind: 'duplicate', behindFrames: 2 }),
  heals('out of order', { kind: 'reorder', behindFrames: 1 }),
  heals('5 bytes cut off', { kind: 'truncate', bytes: 5 }),
  heals('cut somewhere', { kind: 'truncate' }),
  heals('bit in the header', { kind: 'flip', bits: 1, where: 'header' }),
  heals('3 bits in the payload', { kind: 'flip', bits: 3, where: 'payload' }),
  heals('stall of 1 s', { kind: 'stall', ms: 1000 }),
  {
    title: `stall of ${LONG_STALL_MS / 1000} s`,
    fault: { kind: 'stall', ms: LONG_STALL_MS },
    mayEnd: 'right or a fault of the link',
  },
  { title: 'disconnect', fault: { kind: 'disconnect' }, mayEnd: 'right or a fault of the link' },
  { title: 'RESET by the host', fault: 'host reset', mayEnd: 'right or ABORTED' },
];
