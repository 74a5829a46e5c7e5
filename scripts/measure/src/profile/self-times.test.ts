import { expect, test } from '@jest/globals';
import type { Profiler } from 'node:inspector';
import { selfTimes } from './self-times.js';

const frame = (functionName: string, url: string, lineNumber = 0): Profiler.ProfileNode['callFrame'] => ({
  functionName,
  url,
  lineNumber,
  scriptId: '0',
  columnNumber: 0,
});

test('time goes to the function itself, a native call to its caller by name, idle time to no one', () => {
  const nodes: Profiler.ProfileNode[] = [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 4] },
    {
      id: 2,
      callFrame: frame('solve', 'file:///somewhere/packages/host/dist/driver/spu-driver.js'),
      children: [3],
    },
    { id: 3, callFrame: frame('crc32c', '') },
    { id: 4, callFrame: frame('(idle)', '') },
    { id: 5, callFrame: frame('', 'file:///somewhere/node_modules/some-addon/dist/index.js', 9) },
  ];
  // a delta is the time since the sample before
  const timeDeltas = [0, 1000, 4000, 9000, 2000, 500];
  expect(
    selfTimes({ nodes, startTime: 0, endTime: 16_500, samples: [2, 3, 4, 2, 5, 4], timeDeltas }),
  ).toEqual([
    { name: 'solve, native call', file: 'host/driver/spu-driver', ms: 4 },
    { name: 'solve', file: 'host/driver/spu-driver', ms: 3 },
    { name: 'line 10', file: 'some-addon/dist/index.js', ms: 0.5 },
  ]);
});
