import { FrameKind } from '../../generated/enums.js';
import type { FrameHeader } from '../../generated/frame.js';
import { commandNameOf } from '../../commands.js';

/** What happens to one frame. */
export type Fault =
  | { readonly kind: 'drop' }
  /** it comes twice: at once, or the second time after so many other frames */
  | { readonly kind: 'duplicate'; readonly behindFrames: number }
  /** it comes after so many of the frames that follow it; where none follow, a little later */
  | { readonly kind: 'reorder'; readonly behindFrames: number }
  /** its last bytes are missing: so many, or as many as the seed says, but not all */
  | { readonly kind: 'truncate'; readonly bytes?: number }
  /** so many of its bits are flipped, at places that the seed says */
  | { readonly kind: 'flip'; readonly bits: number; readonly where: 'header' | 'payload' | 'frame' }
  /** it and all that follows in this direction wait */
  | { readonly kind: 'stall'; readonly ms: number }
  /** the link ends in both directions, in the middle of it */
  | { readonly kind: 'disconnect' };

export interface FaultRule {
  /** which frames it counts; undefined fits all */
  readonly kind?: FrameKind;
  readonly opcode?: number;
  /** one of them, the first being 0, or each with this probability */
  readonly at: { readonly nth: number } | { readonly rate: number };
  readonly fault: Fault;
}

/** As seen from the end that has the transport. */
export type Direction = 'sent' | 'received';

/** Faults by direction: of the rules that meet a frame the first holds. The same seed and frames give the same faults. */
export interface FaultPlan {
  readonly seed: number;
  readonly sent?: readonly FaultRule[];
  readonly received?: readonly FaultRule[];
  /** told of each fault as it happens: with the seed, enough to understand and replay a run */
  readonly onFault?: (event: FaultEvent) => void;
}

export interface FaultEvent {
  readonly seed: number;
  readonly direction: Direction;
  /** number of the frame in its direction, from 0 */
  readonly frame: number;
  readonly header: FrameHeader;
  readonly fault: Fault;
  /** what the seed chose: bits that were flipped, or bytes that are missing */
  readonly chosen: readonly number[];
}

/** One line of a log. */
export function faultText({ seed, direction, frame, header, fault, chosen }: FaultEvent): string {
  const { kind, ...settings } = fault;
  const values = [...Object.values(settings), ...(chosen.length > 0 ? [`[${chosen.join(' ')}]`] : [])];
  const kindName = Object.entries(FrameKind).find(([, value]) => value === header.kind)?.[0] ?? header.kind;
  const name = commandNameOf(header.opcode) ?? header.opcode;
  const what = `${kindName} ${name}, request ${header.request}, sequence ${header.sequence}`;
  return `seed ${seed}: ${[kind, ...values].join(' ')} on ${direction} frame ${frame} (${what})`;
}
