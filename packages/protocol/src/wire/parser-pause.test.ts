import { describe, expect, test } from '@jest/globals';
import { ArrayId, FrameKind } from '../generated/enums.js';
import { HEADER_BYTES } from '../generated/frame.js';
import { Opcode } from '../generated/messages.js';
import { FrameWriter } from './frame.js';
import { FrameParser } from './parser.js';

const head = (request: number, kind: FrameKind = FrameKind.COMMAND, opcode: number = Opcode.STATUS) => ({
  kind,
  opcode,
  flags: 0,
  session: 1,
  request,
  stampPs: undefined,
});

function setUp(sink?: Uint8Array) {
  const writer = new FrameWriter();
  const heard: string[] = [];
  const parser = new FrameParser(
    1000,
    ({ header, fault }) => heard.push(`${header.request}${fault === undefined ? '' : '!'}`),
    (_header, _place, bytes) => sink?.subarray(0, bytes),
  );
  const long = writer.body(head(1), new Uint8Array(800));
  const data = writer.data(
    head(2, FrameKind.DATA, Opcode.DATA),
    { array: ArrayId.DRIVE, offset: 0 },
    Uint8Array.from({ length: 800 }, (_, i) => i),
  ).frame;
  const short = (request: number) => writer.body(head(request), new Uint8Array(0));
  return { heard, parser, long, data, short };
}

describe('a frame whose end was lost', () => {
  test('does not swallow what comes after a pause, and gives back what came before it', () => {
    const { heard, parser, long, short } = setUp();
    parser.push(long.subarray(0, 300));
    parser.push(short(3));
    expect(heard).toEqual([]);
    parser.pushAfterPause(short(4));
    parser.push(short(5));
    expect(heard).toEqual(['3', '4', '5']);
  });

  test('nor one whose codes went where they were wanted', () => {
    const { heard, parser, data, short } = setUp(new Uint8Array(800));
    parser.push(data.subarray(0, 300));
    parser.push(short(3));
    parser.push(data.subarray(0, 100));
    parser.pushAfterPause(short(4));
    expect(heard).toEqual(['3', '4']);
  });

  test.each([1, 5, HEADER_BYTES - 1, HEADER_BYTES])('after %d bytes of it', (bytes) => {
    const { heard, parser, long, short } = setUp();
    parser.push(long.subarray(0, bytes));
    parser.pushAfterPause(short(4));
    expect(heard).toEqual(['4']);
  });
});

test('a frame that goes on after a pause is whole', () => {
  const codes = new Uint8Array(800);
  const { heard, parser, long, data } = setUp(codes);
  for (const frame of [long, data]) {
    parser.push(frame.subarray(0, 300));
    parser.pushAfterPause(frame.subarray(300, 310));
    parser.pushAfterPause(frame.subarray(310));
  }
  expect(heard).toEqual(['1', '2']);
  expect(codes[799]).toBe(799 % 256);
});
