import { expect, test } from '@jest/globals';
import { codesField } from './codes-field.js';
import { ArrayId, ErrorCode, type ErrorCodeName } from './generated/enums.js';
import { errorReply, WireError } from './wire-error.js';

const names = Object.keys(ErrorCode) as ErrorCodeName[];

test.each(names)('%s makes a sentence that begins with the command', (name) => {
  const error = new WireError(errorReply(ErrorCode[name], { field: 1, got: 2, limit: 3 }), 'WRITE');
  expect(error.name).toBe(name);
  expect(error.sentence()).toMatch(/^WRITE \(?[a-z0].{15,}[^.]$/);
});

test('sentences name field, value, limit and remedy', () => {
  const sentence = (...reply: Parameters<typeof errorReply>): string =>
    new WireError(errorReply(...reply), 'RUN').sentence();
  expect(sentence(ErrorCode.TOO_LARGE, { field: 0, got: 9098, limit: 64 })).toBe(
    'RUN does not fit: cells is 9098, the device has 64',
  );
  expect(sentence(ErrorCode.BAD_ARGUMENT, { field: 9, got: 9, limit: 8 })).toBe(
    'RUN was refused: runTicks is 9, the limit 8',
  );
  const notFinite = { field: codesField(ArrayId.COUPLINGS), got: NaN, limit: 1e30 };
  expect(sentence(ErrorCode.BAD_ARGUMENT, notFinite)).toBe(
    'RUN was refused: a code of COUPLINGS is NaN, the limit 1e+30',
  );
  expect(sentence(ErrorCode.BAD_VERSION, { got: 1, limit: 0 })).toContain(
    'link version 1, the device 0; update',
  );
  expect(sentence(ErrorCode.UNSTABLE, { got: 0.5 })).toContain('raise the damping');
  expect(sentence(ErrorCode.READ_ONLY_REGISTER, { field: 0x30 })).toContain('noise, which is read-only');
});
