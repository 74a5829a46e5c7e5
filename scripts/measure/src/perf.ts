import { parseArgs } from 'node:util';
import { refuse, understood } from './flags.js';
import { measureLink } from './link/link.js';
import { measurePerformance } from './performance.js';
import { finish } from './output/finish.js';
import { measureScaling } from './scaling/scaling.js';

const usage = `Usage: npm run perf -- [--scaling | --link] [--quick] [--json]

Without a choice: time of a step by stage for every optimizer on mnist-cnn, traffic, and the whole tngd step
through chips/reference against its bare numerical kernels. --scaling: time and memory against the size of mnist-mlp.
--link: throughput of bulk codes between two processes against a bare pipe, copies, and round trips.
Exit status 3: a requirement is not met.`;

const { values } = understood(usage, () =>
  parseArgs({
    options: {
      scaling: { type: 'boolean', default: false },
      link: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  }),
);
if (values.scaling && values.link) refuse('--scaling and --link are measured apart');
const measure = values.scaling ? measureScaling : values.link ? measureLink : measurePerformance;
const result = await measure(values.quick);
finish(result, values.json);
