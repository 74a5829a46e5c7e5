import { z } from 'zod';
import { landscapeObjective } from '../landscape/landscape-objective.js';
import { compileLandscape } from '../landscape/landscape.js';
import { defineWorkload } from './workload.js';

const values = z.record(z.string(), z.number());

/** Rosenbrock's function (The Computer Journal 3, 175, 1960): a curved valley, its minimum 0 at (a, a²). */
const rosenbrock = '(a - x)^2 + b * (y - x^2)^2';

export const landscape = defineWorkload({
  name: 'landscape',
  description: 'a loss written as an expression of two or more variables, Rosenbrock by default',
  needsData: false,
  curvatures: ['hessian'],
  defaults: { steps: 200, evalEvery: 50 },
  tuning: {},
  settings: z.strictObject({
    expression: z.string().default(rosenbrock),
    constants: values.default({ a: 1, b: 100 }),
    startAt: values.default({ x: -1.2, y: 1 }),
  }),
  objective: (spec) => landscapeObjective(compileLandscape(spec)),
});
