export { DTypeError, DerivativeError, InputError, ShapeError } from './errors.js';
export type { DType, FloatType, TypedArray } from './graph/dtype.js';
export { Graph, Tensor } from './graph/graph.js';
export { type Shape, elementCount, formatShape } from './graph/shape.js';

export { jvp } from './autodiff/jvp.js';
export { perExampleJacobian } from './autodiff/per-example-jacobian.js';
export { vjp } from './autodiff/vjp.js';

export { abs } from './ops/abs.js';
export { add } from './ops/add.js';
export { addBias } from './ops/add-bias.js';
export { broadcastTo } from './ops/broadcast-to.js';
export { cast } from './ops/cast.js';
export { concat } from './ops/concat.js';
export { countTrue } from './ops/count-true.js';
export { conv2d } from './ops/conv2d.js';
export { dequantize } from './ops/dequantize.js';
export { div } from './ops/div.js';
export { equal } from './ops/equal.js';
export { exp } from './ops/exp.js';
export { flatten } from './ops/flatten.js';
export { greater } from './ops/greater.js';
export { greaterOrEqual } from './ops/greater-or-equal.js';
export { integerProduct } from './ops/integer-product.js';
export { isNotANumber } from './ops/is-not-a-number.js';
export { less } from './ops/less.js';
export { log } from './ops/log.js';
export { logSoftmax } from './ops/log-softmax.js';
export { type MatMulOptions, matmul } from './ops/matmul.js';
export { maxPool2d } from './ops/max-pool2d.js';
export { mean } from './ops/mean.js';
export { mul } from './ops/mul.js';
export { neg } from './ops/neg.js';
export { pad } from './ops/pad.js';
export { peak } from './ops/peak.js';
export { countClipped, countNotANumber, largestCode, quantize } from './ops/quantize.js';
export { reduceMax } from './ops/reduce-max.js';
export { relu } from './ops/relu.js';
export { reshape } from './ops/reshape.js';
export { reverse } from './ops/reverse.js';
export { scale } from './ops/scale.js';
export { sign } from './ops/sign.js';
export { slice, sliceBox } from './ops/slice.js';
export { softmax } from './ops/softmax.js';
export { softmaxCrossEntropy } from './ops/softmax-cross-entropy.js';
export { sqrt } from './ops/sqrt.js';
export { square } from './ops/square.js';
export { squaredError } from './ops/squared-error.js';
export { sub } from './ops/sub.js';
export { sum } from './ops/sum.js';
export { tanh } from './ops/tanh.js';
export { transpose } from './ops/transpose.js';
export { where } from './ops/where.js';

export type { Cost } from './runtime/cost.js';
export { type Program, type ProgramOptions, compile } from './runtime/program.js';
export { RunGuard, RunStopped } from './runtime/run-guard.js';
export { liveSessions } from './runtime/session-cache.js';

export {
  type CholeskyOptions,
  cholesky,
  choleskyInPlace,
  choleskySolve,
  solveLower,
  solveLowerTransposed,
} from './linalg/cholesky.js';
export { type SymmetricEigen, symmetricEigen } from './linalg/symmetric-eigen.js';
export { NoConvergenceError, NotPositiveDefiniteError } from './linalg/errors.js';
