import {
  codeOfPage,
  frames,
  records,
  type FrameVector,
  type RecordVector,
  type VectorValue,
} from './firmware-spec.js';

/** A C program that reads the golden vectors with the structs of spu_link.h and the code that PROTOCOL.md shows; it prints what is not as it should be. */
export function checkingProgram(): string {
  const checks = [...records.filter(({ bytes }) => bytes !== '').map(recordCheck), ...frames.map(frameCheck)];
  const stream = frames.map(({ bytes }) => `a1b253${bytes}`).join('');
  return [
    '#include <inttypes.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include "spu_link.h"\n',
    ...codeOfPage.map((code) => code.replace(/^(uint32_t|enum spu_found) (spu_\w+\()/gm, 'static $1 $2')),
    preamble,
    ...checks.map(({ code }) => code),
    `${bytesNamed('stream', stream)}static const size_t frames_in_stream = ${frames.length};\n`,
    streamCheck,
    'int main(void)\n{\n  static const uint8_t digits[] = "123456789";',
    '  CHECK("the CRC", spu_crc32c(0, digits, 9) == 0xE3069283u);',
    ...checks.map(({ name }) => `  ${name}();`),
    '  check_stream();\n  printf("%u checks\\n", checks);\n  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;\n}\n',
  ].join('\n');
}

const preamble = `
static unsigned checks, failures;
#define CHECK(what, condition) \\
  do { \\
    checks++; \\
    if (!(condition)) { \\
      failures++; \\
      printf("%s: %s\\n", what, #condition); \\
    } \\
  } while (0)
`;

/** All frames in one stream, garbage between them, through a window that grows byte by byte. */
const streamCheck = `
static void check_stream(void)
{
  size_t begin = 0, end = 0, used, found = 0;
  spu_frame_header header;
  while (begin < sizeof stream) {
    switch (spu_find(stream + begin, end - begin, 512, &header, &used)) {
    case SPU_NEED_MORE:
      if (end == sizeof stream) return;
      end++;
      break;
    case SPU_GOOD:
      found++;
      break;
    case SPU_NO_FRAME:
      CHECK("a byte between frames", used == 1);
      break;
    default:
      CHECK("no frame is damaged", 0);
    }
    begin += used;
  }
  CHECK("every frame of the stream", found == frames_in_stream);
}
`;

interface Check {
  readonly name: string;
  readonly code: string;
}

function recordCheck({ record, sample, bytes, fields }: RecordVector): Check {
  const name = `check_${snakeCase(record)}_${sample}`;
  const body = contentChecks(record, fields, `${record} ${sample}`, 'bytes', `${bytes.length / 2}u`);
  return { name, code: `static void ${name}(void)\n{\n${bytesNamed('bytes', bytes)}${body}}\n` };
}

function frameCheck(frame: FrameVector, index: number): Check {
  const name = `check_frame_${index}`;
  const what = frame.name;
  const stampBytes = frame.stampPs === null ? 0 : 8;
  const lines = [
    bytesNamed('bytes', frame.bytes),
    '  spu_frame_header header;\n  size_t used;\n',
    `  CHECK("${what}", spu_find(bytes, sizeof bytes, 512, &header, &used) == SPU_GOOD);\n`,
    `  CHECK("${what}", used == sizeof bytes);\n`,
    ...comparisons('header', frame.header, what),
    `  CHECK("${what}", ((header.flags & SPU_FLAG_SIM_TIME) != 0) == ${stampBytes > 0 ? 1 : 0});\n`,
  ];
  if (frame.stampPs !== null) {
    lines.push(
      '  {\n    uint64_t stamp;\n    memcpy(&stamp, bytes + sizeof header, sizeof stamp);\n',
      `    CHECK("${what}", stamp == UINT64_C(${frame.stampPs}));\n  }\n`,
    );
  }
  if (frame.record !== null) {
    const at = `bytes + sizeof header + ${stampBytes}`;
    lines.push(
      '  {\n',
      contentChecks(frame.record, frame.fields, what, at, `header.length - ${stampBytes}`),
      '  }\n',
    );
  }
  return { name, code: `static void ${name}(void)\n{\n${lines.join('')}}\n` };
}

/** Comparisons of the record's struct and of what follows it. */
function contentChecks(
  record: string,
  fields: Readonly<Record<string, VectorValue>>,
  what: string,
  at: string,
  bytes: string,
): string {
  const { codes, registers, ...fixed } = fields;
  const lines: string[] = [];
  const size = `SPU_${snakeCase(record).toUpperCase()}_BYTES`;
  const hasStruct = Object.keys(fixed).length > 0;
  if (hasStruct) {
    lines.push(
      `  spu_${snakeCase(record)} record;\n  memcpy(&record, ${at}, sizeof record);\n`,
      `  CHECK("${what}", sizeof record == ${size});\n`,
      ...comparisons('record', fixed, what),
    );
  }
  if (typeof codes === 'string') {
    const tail = codes === '' ? '""' : `"${codes.replace(/../g, '\\x$&')}"`;
    lines.push(
      `  CHECK("${what}", ${bytes} - ${size} == ${codes.length / 2});\n`,
      `  CHECK("${what}", memcmp(${at} + ${size}, ${tail}, ${codes.length / 2}) == 0);\n`,
    );
  } else if (Array.isArray(registers)) {
    lines.push(`  CHECK("${what}", ${bytes} == ${registers.length} * sizeof(spu_register_value));\n`);
    registers.forEach((entry: VectorValue, index) => {
      lines.push(
        `  {\n    spu_register_value value;\n    memcpy(&value, ${at} + ${index} * sizeof value, sizeof value);\n`,
        ...comparisons('value', entry as Readonly<Record<string, VectorValue>>, what),
        '  }\n',
      );
    });
  } else {
    lines.push(`  CHECK("${what}", ${bytes} == ${size});\n`);
  }
  return lines.join('');
}

function comparisons(path: string, fields: Readonly<Record<string, VectorValue>>, what: string): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    compare(`${path}.${snakeCase(name)}`, value, what),
  );
}

function compare(path: string, value: VectorValue, what: string): string[] {
  const check = (condition: string): string => `  CHECK("${what}", ${condition});\n`;
  if (Array.isArray(value)) {
    return value.flatMap((item: VectorValue, index) => compare(`${path}[${index}]`, item, what));
  }
  if (typeof value === 'object')
    return comparisons(path, value as Readonly<Record<string, VectorValue>>, what);
  if (typeof value === 'number') return [check(`${path} == ${literal(value)}`)];
  if (/^\d+$/.test(value)) return [check(`${path} == UINT64_C(${value})`)];
  // a text without its NUL where it fills the field
  return [check(`strlen("${value}") <= sizeof ${path} && strncmp(${path}, "${value}", sizeof ${path}) == 0`)];
}

const literal = (value: number): string =>
  Number.isInteger(value) && value >= 0 && value < 2 ** 32 ? `${value}u` : String(value);

const bytesNamed = (name: string, hex: string): string =>
  `static const uint8_t ${name}[] = {${(hex.match(/../g) ?? []).map((byte) => `0x${byte}`).join(', ')}};\n`;

const snakeCase = (name: string): string => name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
