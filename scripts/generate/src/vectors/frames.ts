import type { Layout, MessagePart, RecordLayout } from '../layout.js';
import { encode, hexOf, type Fields } from './encode.js';
import { frameOf, stamp, type Frame } from './frame.js';
import { sampleOf } from './sample.js';

export interface FrameVector {
  readonly name: string;
  readonly from: 'host' | 'device';
  readonly bytes: string;
  readonly header: Frame['header'];
  readonly payloadCrc: number | null;
  /** virtual picoseconds of a frame with SIM_TIME */
  readonly stampPs: string | null;
  /** what the payload is behind the stamp, or null where it is empty */
  readonly record: string | null;
  readonly fields: Fields;
}

/** Messages that take no virtual time: their frames are never stamped. */
export const timelessMessages = ['HELLO', 'CAPABILITIES', 'STATUS', 'RESET', 'CLOSE', 'CREDIT'];

const SESSION = 0x1234;
const STAMP_PS = '81985529216486895'; // 0x0123456789ABCDEF

type Flags = Readonly<Record<'FIRST' | 'LAST' | 'ERROR' | 'SIM_TIME', number>>;

/** Whole frames: every message in every direction, with and without virtual time, pieces of codes, every error code. */
export function frameVectors(layout: Layout): FrameVector[] {
  const maker = new FrameMaker(layout);
  return [...maker.messages(), ...maker.pieces(), ...maker.errors()];
}

class FrameMaker {
  private readonly sequence = { host: 0, device: 0 };
  private readonly flags: Flags;

  constructor(private readonly layout: Layout) {
    const bit = (name: string): number => 2 ** (layout.table.flags[name]?.bit ?? Number.NaN);
    this.flags = { FIRST: bit('FIRST'), LAST: bit('LAST'), ERROR: bit('ERROR'), SIM_TIME: bit('SIM_TIME') };
  }

  messages(): FrameVector[] {
    return this.layout.messages
      .filter(({ parts }) => parts.payload === undefined || parts.payload.tail === undefined)
      .flatMap(({ name, opcode, parts }) =>
        (Object.entries(parts) as [MessagePart, RecordLayout][]).flatMap(([part, record]) => {
          const stamps = timelessMessages.includes(name) ? [null] : [null, STAMP_PS];
          return stamps.map((stampPs) => {
            const kind = { command: 'COMMAND', answer: 'ANSWER', payload: 'CREDIT' }[part];
            const session = name === 'HELLO' ? 0 : SESSION;
            const suffix = stampPs === null ? '' : ' with SIM_TIME';
            return this.frame(`${record.title}${suffix}`, part === 'command' ? 'host' : 'device', {
              kind,
              opcode,
              session,
              stampPs,
              record,
              fields: sampleOf(this.layout, record, 'ramp'),
            });
          });
        }),
      );
  }

  /** DATA frames of both directions: codes of every kind, lengths that need 0 to 3 bytes of padding. */
  pieces(): FrameVector[] {
    const message = this.layout.messages.find(({ name }) => name === 'DATA');
    const record = message?.parts.payload;
    if (message === undefined || record === undefined) throw new Error('the table has no DATA');
    const arrays = this.layout.table.enums.ArrayId?.values ?? {};
    const { FIRST, LAST } = this.flags;
    const piece = (
      name: string,
      from: 'host' | 'device',
      array: string,
      offset: number,
      codes: string,
      flags: number,
      stampPs: string | null,
    ): FrameVector =>
      this.frame(name, from, {
        kind: 'DATA',
        opcode: message.opcode,
        session: SESSION,
        stampPs,
        record,
        flags,
        fields: { offset, array: arrays[array]?.value ?? Number.NaN, codes },
      });
    return [
      piece('int8 couplings, the whole array', 'host', 'COUPLINGS', 0, '017f81ff', FIRST | LAST, null),
      piece('int8 couplings, one byte of padding', 'host', 'COUPLINGS', 0, '0102fd', FIRST, STAMP_PS),
      piece('int16 drive, two bytes of padding', 'host', 'DRIVE', 1_048_576, '0180', LAST, STAMP_PS),
      piece('int8 blocks, three bytes of padding', 'host', 'BLOCKS', 5, 'ff', 0, null),
      piece('f32 start codes 1 and -0.5', 'host', 'START', 0, '0000803f000000bf', FIRST | LAST, STAMP_PS),
      piece('int16 readout -2, 3', 'device', 'READOUT', 0, 'feff0300', FIRST | LAST, null),
      piece('int8 readout in the middle', 'device', 'READOUT', 4096, '0180', 0, STAMP_PS),
    ];
  }

  /** The error answer of a RUN for every code that may be on the wire, and one stamped. */
  errors(): FrameVector[] {
    const run = this.layout.messages.find(({ name }) => name === 'RUN');
    if (run === undefined) throw new Error('the table has no RUN');
    const answer = (name: string, code: number, stampPs: string | null): FrameVector =>
      this.frame(`${name}${stampPs === null ? '' : ' with SIM_TIME'} as the answer of RUN`, 'device', {
        kind: 'ANSWER',
        opcode: run.opcode,
        session: SESSION,
        stampPs,
        record: this.layout.error,
        flags: this.flags.ERROR,
        fields: { code, field: 0x0102, got: -1.5, limit: 4_294_967_296 },
      });
    const codes = Object.entries(this.layout.table.enums.ErrorCode?.values ?? {}).filter(
      ([, { value, unsent }]) => value !== 0 && !unsent,
    );
    return codes.flatMap(([name, { value }], index) =>
      (index === 0 ? [null, STAMP_PS] : [null]).map((stampPs) => answer(name, value, stampPs)),
    );
  }

  private frame(
    name: string,
    from: 'host' | 'device',
    what: {
      readonly kind: string;
      readonly opcode: number;
      readonly session: number;
      readonly stampPs: string | null;
      readonly record: RecordLayout;
      readonly fields: Fields;
      readonly flags?: number;
    },
  ): FrameVector {
    const { opcode, session, stampPs, record, fields } = what;
    const head = {
      kind: this.layout.table.enums.FrameKind?.values[what.kind]?.value ?? Number.NaN,
      opcode,
      flags: (what.flags ?? 0) | (stampPs === null ? 0 : this.flags.SIM_TIME),
      sequence: this.sequence[from],
      session,
      request: 0xa000 + (this.sequence[from] & 0xff),
    };
    this.sequence[from] = (this.sequence[from] + 1) >>> 0;
    const body = encode(this.layout, record, fields);
    const payload = stampPs === null ? body : Buffer.concat([stamp(stampPs), body]);
    const { header, payloadCrc, bytes } = frameOf(this.layout, head, payload);
    return {
      name,
      from,
      bytes: hexOf(bytes),
      header,
      payloadCrc: payloadCrc ?? null,
      stampPs,
      record: body.length === 0 ? null : record.name,
      fields,
    };
  }
}
