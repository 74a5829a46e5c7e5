import {
  add,
  cast,
  greaterOrEqual,
  matmul,
  mul,
  neg,
  pad,
  reshape,
  slice,
  softmax,
  softmaxCrossEntropy,
  sub,
  sum,
  type FloatType,
  type Graph,
  type Tensor,
} from '@thermoloop/compute';
import type { Loss } from './loss.js';

/**
 * ℓ = −Σ y·log softmax(z) with targets that sum to 1: gradient p − y, Hessian diag(p) − ppᵀ. The diagonal of
 * the Hessian is summed from the off-diagonal entries, p_i Σ_{j≠i} p_j, which keeps its digits where p_i is
 * close to 1 and its rows summing to 0. The class drawn is the last one whose Σ_{j<k} p_j is not above the uniform.
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
  predictiveNoise: { distribution: 'uniform', perExample: () => 1 },
  drawTargets: (outputs, noise) => {
    const [, classes = 0] = outputs.shape;
    const dtype = outputs.dtype as FloatType;
    const below = matmul(softmax(outputs), strictlyUpperOnes(outputs.graph, classes, dtype));
    const reached = cast(greaterOrEqual(noise, below), dtype);
    return sub(reached, pad(slice(reached, 1, 1, classes), [0, 0], [0, 1]));
  },
};

/** [n, n] with ones above the diagonal: a row of probabilities times it is, for each class, the sum of those before. */
function strictlyUpperOnes(graph: Graph, n: number, dtype: FloatType): Tensor {
  const ones = dtype === 'float32' ? new Float32Array(n * n) : new Float64Array(n * n);
  for (let row = 0; row < n; row++) ones.fill(1, row * n + row + 1, (row + 1) * n);
  return graph.constant(ones, [n, n]);
}
