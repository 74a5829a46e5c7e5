import { parseArgs } from 'node:util';
import { understood, wholeNumber } from './flags.js';
import { fuzzAll } from './fuzz/fuzz-all.js';
import { finish } from './output/finish.js';

const usage = `Usage: npm run fuzz -- [--frames N] [--seed N] [--json]

Random and mutated frames, N of them each, against the frame parser and an independent reading of the byte tables,
against the server with a device without physics, and against an emulated chip. Ends with the seed and the smallest
counterexample where a rule is broken. Defaults: 1000000 frames, seed 1.`;

const { values } = understood(usage, () =>
  parseArgs({
    options: {
      frames: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  }),
);
finish(await fuzzAll(wholeNumber('frames', values.frames), wholeNumber('seed', values.seed)), values.json);
