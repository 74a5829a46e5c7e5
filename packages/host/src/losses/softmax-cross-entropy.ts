import { matmul, mul, neg, reshape, softmax, softmaxCrossEntropy, sub, sum, add } from '@thermoloop/compute';
import { identity } from './identity.js';
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
    const p = softmax(outputs);
    const outer = matmul(reshape(p, [examples, classes, 1]), reshape(p, [examples, 1, classes]));
    const { eye, offDiagonal } = identity(outputs, classes);
    const coupling = mul(outer, offDiagonal);
    return add(mul(sum(coupling, [2], true), eye), neg(coupling));
  },
};
