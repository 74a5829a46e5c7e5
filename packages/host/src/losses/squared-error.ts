import { add, broadcastTo, squaredError, sub, type FloatType } from '@thermoloop/compute';
import type { Loss } from './loss.js';

/** ℓ = ½‖z − y‖², of the prediction N(z, I): gradient z − y, Hessian I. */
export const squaredErrorLoss: Loss = {
  name: 'squared-error',
  perExample: squaredError,
  outputGradient: sub,
  outputHessian: (outputs) => {
    const [examples = 0, size = 0] = outputs.shape;
    return broadcastTo(outputs.graph.identity(size, outputs.dtype as FloatType), [examples, size, size]);
  },
  predictiveNoise: { distribution: 'normal', perExample: (outputs) => outputs },
  drawTargets: add,
};
