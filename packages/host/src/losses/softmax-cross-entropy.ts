import {
  add,
  matmul,
  mul,
  neg,
  reshape,
  softmax,
  softmaxCrossEntropy,
  sub,
  sum,
  type FloatType,
} from '@thermoloop/compute';
import type { Loss } from './loss.js';

/**
 * ℓ = −Σ y·log softmax(z) with targets that sum to 1: gradient p − y, Hessian diag(p) − ppᵀ. The diagonal of
 * the Hessian is summed from the off-diagonal entries, p_i Σ_{j≠i} p_j, which keeps its digits where p_i is
 * close to 1 and its rows summing to 0.
 */
export const softmaxCrossEntropyLoss: Loss = {
  name: 'softmax-cross-entropy',
  perExample: softmaxCrossEntropy,
  outputGradient: (outputs, targets) => sub(softmax(outputs), targets),
  outputHessian: (outputs) => {
    const [examples = 0, classes = 0] = outputs.shape;
    const { graph } = outputs;
    const dtype = outputs.dtype as FloatType;
    const identity = graph.identity(classes, dtype);
    const p = softmax(outputs);
    const outer = matmul(reshape(p, [examples, classes, 1]), reshape(p, [examples, 1, classes]));
    const coupling = mul(outer, sub(graph.scalar(1, dtype), identity));
    return add(mul(sum(coupling, [2], true), identity), neg(coupling));
  },
};
