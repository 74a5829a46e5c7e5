import { mul, scale, square, sub, sum } from '@thermoloop/compute';
import { identity } from './identity.js';
import type { Loss } from './loss.js';

/** ℓ = ½‖z − y‖²: gradient z − y, Hessian I. */
export const squaredErrorLoss: Loss = {
  name: 'squared-error',
  perExample: (outputs, targets) => scale(sum(square(sub(outputs, targets)), [1]), 0.5),
  outputGradient: sub,
  outputHessian: (outputs) => {
    const [examples = 0, size = 0] = outputs.shape;
    const data = new Array<number>(examples).fill(1);
    const ones = outputs.graph.constant(
      outputs.dtype === 'float64' ? Float64Array.from(data) : Float32Array.from(data),
      [examples, 1, 1],
    );
    return mul(ones, identity(outputs, size).eye);
  },
};
