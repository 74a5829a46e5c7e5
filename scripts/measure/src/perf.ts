import { parseArgs } from 'node:util';
import { understood } from './flags.js';
import { measurePerformance } from './performance.js';
import { finish } from './output/finish.js';
import { measureScaling } from './scaling/scaling.js';

const usage = `Usage: npm run perf -- [--scaling] [--quick] [--json]

Without --scaling: time of a step by stage for every optimizer on mnist-cnn, traffic, and the whole tngd step
through chips/reference against its bare numerical kernels. With it: time and memory against the size of mnist-mlp.
Exit status 3: a requirement is not met.`;

const { values } = understood(usage, () =>
  parseArgs({
    options: {
      scaling: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  }),
);
const result = values.scaling ? await measureScaling(values.quick) : await measurePerformance(values.quick);
finish(result, values.json);
