import { z } from 'zod';
import { landscapeObjective } from '../landscape/landscape-objective.js';
import { compileLandscape } from '../landscape/landscape.js';
import { defineWorkload } from './workload.js';

const values = z.record(z.string(), z.number());

/** Rosenbrock's function (The Computer Journal 3, 175, 1960): a curved valley, its minimum 0 at (a, a²). */
const rosenbrock = '(a - x)^2 + b * (y - x^2)^2';

const schedule = 'constant';

/**
 * The tuning is for Rosenbrock's valley, whose Hessian has eigenvalues from 0.4 to 1600 on the way. The damping of the
 * SPU's optimizers is above what rounding S to 8 bits adds to its smallest eigenvalue; that of tngd-adam, whose
 * steps leave the floor of the valley, also above the negative curvature on its side.
 */
export const landscape = defineWorkload({
  name: 'landscape',
  description: 'a loss written as an expression of two or more variables, Rosenbrock by default',
  needsData: false,
  curvatures: ['hessian'],
  defaults: { steps: 200, evalEvery: 50 },
  tuning: {
    sgd: { learningRate: 0.001, schedule },
    momentum: { learningRate: 0.001, schedule },
    adam: { learningRate: 0.1, schedule },
    adamw: { learningRate: 0.1, schedule },
    ngd: { learningRate: 0.5, schedule, damping: 1 },
    'ngd-cg': { learningRate: 0.5, schedule, damping: 1 },
    'ngd-woodbury': { learningRate: 0.5, schedule, damping: 1 },
    tngd: { learningRate: 0.5, schedule, damping: 5, runTime: 0.5 },
    'tngd-adam': { learningRate: 0.05, schedule, damping: 50, runTime: 0.5 },
  },
  settings: z.strictObject({
    expression: z.string().default(rosenbrock),
    constants: values.default({ a: 1, b: 100 }),
    startAt: values.default({ x: -1.2, y: 1 }),
  }),
  objective: (spec) => landscapeObjective(compileLandscape(spec)),
});
