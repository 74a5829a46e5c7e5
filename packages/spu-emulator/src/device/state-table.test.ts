import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { errorReply, ErrorCode, memoryTransportPair, SpuServer } from '@thermoloop/protocol';
import { wallClock } from '@thermoloop/sim-kernel';
import type { AnalogAnswer, AnalogPart } from '../analog/analog-part.js';
import { chipNamed } from '../testing/direct-host.js';
import { SpuDevice } from './spu-device.js';

interface ExpectedAnswer {
  readonly opcode: number;
  readonly request: number;
  readonly error: Readonly<Record<string, number>> | null;
  readonly fields?: Readonly<Record<string, number | string>>;
}

interface Conversation {
  readonly name: string;
  readonly host: readonly { readonly bytes: string; readonly staysInProgress?: true }[];
  readonly answers: readonly ExpectedAnswer[];
}

const { conversations } = JSON.parse(
  readFileSync(new URL('../../../../firmware-spec/vectors/states.json', import.meta.url), 'utf8'),
) as { readonly conversations: readonly Conversation[] };

/** Cells of which only the timing counts: an order is done at once, or when it is abandoned. */
class TimedCells implements AnalogPart {
  staysInProgress = false;
  private end: (answer: AnalogAnswer) => void = () => undefined;

  run(): Promise<AnalogAnswer> {
    const done = new Promise<AnalogAnswer>((resolve) => (this.end = resolve));
    const reading = { codes: new Uint8Array(2), dacClipped: 0, adcClipped: 0, lossV2: 0, railedCells: 0 };
    if (!this.staysInProgress) this.end({ outcome: reading, freed: [] });
    return done;
  }

  read(): Promise<AnalogAnswer> {
    return this.run();
  }

  measure(): Promise<AnalogAnswer> {
    return this.run();
  }

  abandon(): void {
    this.end({ outcome: errorReply(ErrorCode.ABORTED), freed: [] });
  }

  clear(): void {
    this.abandon();
  }
}

const ANSWER = 2;
const ERROR_FLAG = 4;
const HEADER_BYTES = 24;

/** The ANSWER frames of a piece that is one whole frame, read by the byte tables of PROTOCOL.md. */
function answerIn(bytes: Uint8Array): { opcode: number; request: number; error: unknown; body: Buffer }[] {
  const frame = Buffer.from(bytes);
  if (frame.readUInt8(3) !== ANSWER) return [];
  const body = frame.subarray(HEADER_BYTES, HEADER_BYTES + frame.readUInt32LE(16));
  const isRefusal = (frame.readUInt16LE(6) & ERROR_FLAG) !== 0;
  const error = isRefusal
    ? {
        code: body.readUInt16LE(0),
        field: body.readUInt16LE(2),
        got: body.readDoubleLE(8),
        limit: body.readDoubleLE(16),
      }
    : null;
  return [{ opcode: frame.readUInt16LE(4), request: frame.readUInt16LE(14), error, body }];
}

/** How a field of an answer that these conversations ask for stands in its body. */
const fieldsOfAnswers: Readonly<Record<string, (body: Buffer) => number>> = {
  version: (body) => body.readUInt16LE(0),
  session: (body) => body.readUInt16LE(2),
  crc32c: (body) => body.readUInt32LE(0),
  state: (body) => body.readUInt8(0),
  cancelled: (body) => body.readUInt8(0),
};

const reference = chipNamed('reference');
const chip = {
  ...reference,
  array: { ...reference.array, banks: 2, runQueueDepth: 1 },
  testPoints: { loopback: false, zeroInput: true },
};

/** What the device says to a host that sends these frames, each after the answers to those before. */
async function answersTo({ host, answers }: Conversation): Promise<ExpectedAnswer[]> {
  const cells = new TimedCells();
  const server = new SpuServer(new SpuDevice(chip, cells));
  const ends = memoryTransportPair();
  server.attach(ends.device);
  const heard: ReturnType<typeof answerIn> = [];
  ends.host.onReceive((bytes) => heard.push(...answerIn(bytes)));
  for (const { bytes, staysInProgress } of host) {
    cells.staysInProgress = staysInProgress === true;
    ends.host.send(Uint8Array.from(Buffer.from(bytes, 'hex')));
    await wallClock.sleep(0);
  }
  const seen = heard.map(({ opcode, request, error, body }, index) => {
    const asked = Object.keys(answers[index]?.fields ?? {});
    const fields = Object.fromEntries(asked.map((name) => [name, fieldsOfAnswers[name]?.(body)]));
    return { opcode, request, error, ...(asked.length > 0 && { fields }) };
  });
  await server.close();
  return seen as ExpectedAnswer[];
}

test('there is a conversation for every command in every state', () => {
  expect(conversations.length).toBeGreaterThanOrEqual(14 * 5);
});

test.each(conversations.map((conversation) => [conversation.name, conversation] as const))(
  '%s',
  async (_name, conversation) => {
    expect(await answersTo(conversation)).toEqual(conversation.answers);
  },
);
