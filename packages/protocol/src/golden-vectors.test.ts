import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { CapabilityRecord } from './capabilities.js';
import { commandNameOf } from './commands.js';
import { ErrorCode, Flag, FrameKind } from './generated/enums.js';
import { frameHeader, SCHEMA_HASH } from './generated/frame.js';
import * as messages from './generated/messages.js';
import * as structs from './generated/structs.js';
import { SpuServer } from './server/server.js';
import { PlainDevice } from './testing/plain-device.js';
import { settled } from './testing/raw-host.js';
import { memoryTransportPair } from './transport/memory-transport.js';
import { decodeRecord, encodeRecord, type Codec } from './wire/codec.js';
import { FrameWriter, type ReceivedFrame } from './wire/frame.js';
import { FrameParser } from './wire/parser.js';

type Json = Record<string, unknown>;

interface FrameJson {
  readonly name: string;
  readonly from: 'host' | 'device';
  readonly bytes: string;
  readonly header: Json;
  readonly payloadCrc: number | null;
  readonly stampPs: string | null;
  readonly record: string | null;
  readonly fields: Json;
}

interface AnswerJson {
  readonly opcode: number;
  readonly request: number;
  readonly error: Json | null;
  readonly fields?: Json;
}

interface ConversationJson {
  readonly name: string;
  readonly capabilities: Json;
  readonly host: readonly { readonly what: string; readonly bytes: string }[];
  readonly answers: readonly AnswerJson[];
}

const load = <T>(file: string): T & { readonly schemaHash: string } =>
  JSON.parse(
    readFileSync(new URL(`../../../firmware-spec/vectors/${file}`, import.meta.url), 'utf8'),
  ) as T & { readonly schemaHash: string };

const { records, schemaHash } = load<{
  readonly records: readonly { record: string; sample: string; bytes: string; fields: Json }[];
}>('records.json');
const { frames } = load<{ readonly frames: readonly FrameJson[] }>('frames.json');
const { conversations, capabilities } = load<{
  readonly capabilities: Json;
  readonly conversations: readonly ConversationJson[];
}>('conversations.json');

const codecs = Object.fromEntries(
  Object.entries({ ...structs, ...messages, frameHeader }).filter(
    ([, value]) => typeof value === 'object' && 'fixedBytes' in value,
  ),
) as unknown as Record<string, Codec<unknown>>;

function codecOf(record: string): Codec<unknown> {
  const codec = codecs[record.charAt(0).toLowerCase() + record.slice(1)];
  if (codec === undefined) throw new Error(`no codec of ${record}`);
  return codec;
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A decoded value as the vectors write it: u64 as decimal text, bytes as hex. */
const asJson = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item === 'bigint') return String(item);
      return item instanceof Uint8Array ? hexOf(item) : item;
    }),
  );

function framesIn(bytes: Uint8Array): ReceivedFrame[] {
  const found: ReceivedFrame[] = [];
  new FrameParser(1 << 20, (frame) => found.push({ ...frame, body: frame.body.slice() })).push(bytes);
  return found;
}

test('the vectors are those of this message table', () => {
  expect(BigInt(schemaHash)).toBe(SCHEMA_HASH);
});

test('there are vectors of every record', () => {
  const withFields = Object.keys(codecs).filter((name) => codecOf(name).fields.length > 0);
  const named = new Set(records.map(({ record }) => codecOf(record)));
  expect(withFields.filter((name) => !named.has(codecOf(name)))).toEqual([]);
});

test.each(records.map((vector) => [`${vector.record}, ${vector.sample}`, vector] as const))(
  '%s is decoded to its fields and encoded to its bytes',
  (_name, { record, bytes, fields }) => {
    const codec = codecOf(record);
    const decoded = decodeRecord(codec, bytesOf(bytes));
    expect(asJson(decoded)).toEqual(fields);
    expect(hexOf(encodeRecord(codec, decoded))).toBe(bytes);
    expect(codec.fault(decoded)).toBeUndefined();
  },
);

describe('frames', () => {
  test('are there of every message in every direction', () => {
    const heads = new Set(
      frames.map(({ header }) => `${String(header['opcode'])}:${String(header['kind'])}`),
    );
    for (const opcode of Object.values(messages.Opcode)) {
      const expected =
        commandNameOf(opcode) === undefined
          ? [opcode === messages.Opcode.DATA ? FrameKind.DATA : FrameKind.CREDIT]
          : [FrameKind.COMMAND, FrameKind.ANSWER];
      for (const kind of expected) expect(heads).toContain(`${opcode}:${kind}`);
    }
  });

  test.each(frames.map((frame) => [frame.name, frame] as const))(
    '%s is parsed to its fields',
    (_name, { bytes, header, payloadCrc, stampPs, record, fields }) => {
      const [frame, ...others] = framesIn(bytesOf(bytes));
      if (frame === undefined) throw new Error('no frame was found');
      expect(others).toEqual([]);
      expect(frame.fault).toBeUndefined();
      expect(asJson(frame.header)).toEqual(header);
      expect(frame.stampPs).toBe(stampPs === null ? undefined : BigInt(stampPs));
      expect(asJson(record === null ? {} : decodeRecord(codecOf(record), frame.body))).toEqual(fields);
      if (payloadCrc !== null)
        expect(Buffer.from(bytes, 'hex').readUInt32LE(bytes.length / 2 - 4)).toBe(payloadCrc);
    },
  );

  test('are put together to the bit, one after the other in each direction', () => {
    const writers = { host: new FrameWriter(), device: new FrameWriter() };
    for (const { name, from, bytes } of frames) {
      const [frame] = framesIn(bytesOf(bytes));
      if (frame === undefined) throw new Error('no frame was found');
      expect([name, hexOf(written(writers[from], frame))]).toEqual([name, bytes]);
    }
  });
});

function written(writer: FrameWriter, { header, body, stampPs }: ReceivedFrame): Uint8Array {
  const { kind, opcode, session, request } = header;
  const head = { kind, opcode, session, request, flags: header.flags & ~Flag.SIM_TIME, stampPs };
  if (kind !== FrameKind.DATA) return writer.body(head, body);
  const { codes, ...piece } = decodeRecord(messages.dataPayload, body);
  return writer.data(head, piece, codes).frame;
}

/** What a device that has just been switched on answers to these bytes. */
async function answersTo({ capabilities: changed, host }: ConversationJson): Promise<ReceivedFrame[]> {
  const chip = { ...capabilities, ...changed };
  const record = {
    ...chip,
    runTimerMaximumTicks: BigInt(String(capabilities['runTimerMaximumTicks'])),
  } as unknown as CapabilityRecord;
  const { host: near, device: far } = memoryTransportPair();
  const server = new SpuServer(new PlainDevice(record));
  server.attach(far);
  const heard: ReceivedFrame[] = [];
  const parser = new FrameParser(1 << 20, (frame) => heard.push({ ...frame, body: frame.body.slice() }));
  near.onReceive((bytes) => parser.push(bytes));
  for (const { bytes } of host) {
    near.send(bytesOf(bytes));
    await settled();
  }
  await server.close();
  return heard.filter(({ header }) => header.kind === FrameKind.ANSWER);
}

describe('the device', () => {
  test.each(conversations.map((item) => [item.name, item] as const))(
    'answers as it must: %s',
    async (_name, conversation) => {
      const answers = await answersTo(conversation);
      const seen = answers.map(({ header, body }, index) => {
        const { opcode, request } = header;
        if (header.flags & Flag.ERROR) {
          return { opcode, request, error: asJson(decodeRecord(messages.errorRecord, body)) };
        }
        const fields = conversation.answers[index]?.fields;
        if (fields === undefined) return { opcode, request, error: null };
        const name = commandNameOf(opcode);
        const all =
          name === undefined
            ? {}
            : (asJson(decodeRecord(messages.commands[name].answer as Codec<unknown>, body)) as Json);
        const asked = Object.fromEntries(Object.keys(fields).map((key) => [key, all[key]]));
        return { opcode, request, error: null, fields: asked };
      });
      expect(seen).toEqual(conversation.answers);
    },
  );

  test('is asked for every error code that it may send without a fault of its own', () => {
    const expected = new Set(
      conversations.flatMap(({ answers }) => answers.map(({ error }) => error?.['code'])),
    );
    // what needs a full queue, a window of credit, physics or a defect
    const elsewhere = [
      'QUEUE_FULL',
      'ABORTED',
      'UNSTABLE',
      'NOT_SYMMETRISABLE',
      'STEP_TOO_LARGE',
      'INTERNAL',
      'NO_CREDIT',
      'READ_ONLY_REGISTER',
    ];
    const never = [
      'OK',
      'BAD_HEADER_CRC',
      'LINK_CLOSED',
      'BAD_ANSWER',
      'NO_ANSWER',
      'DEVICE_SILENT',
      'NOT_SPU_LINK',
    ];
    const missing = Object.entries(ErrorCode)
      .filter(([name, code]) => !expected.has(code) && ![...elsewhere, ...never].includes(name))
      .map(([name]) => name);
    expect(missing).toEqual([]);
  });
});
