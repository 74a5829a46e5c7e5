import type { DType } from '../graph/dtype.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { type Shape, elementCount } from '../graph/shape.js';
import { addBias } from '../ops/add-bias.js';
import { conv2d } from '../ops/conv2d.js';
import { flatten } from '../ops/flatten.js';
import { matmul } from '../ops/matmul.js';
import { maxPool2d } from '../ops/max-pool2d.js';
import { mean } from '../ops/mean.js';
import { relu } from '../ops/relu.js';
import { reshape } from '../ops/reshape.js';
import { slice } from '../ops/slice.js';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy.js';

export interface NetworkSize {
  readonly batch: number;
  /** Height and width of the images. */
  readonly side: number;
  readonly channels: readonly [number, number];
  readonly outputs: number;
}

export interface ConvolutionalNetwork {
  readonly graph: Graph;
  /** All parameters, [N]. */
  readonly theta: Tensor;
  readonly logits: Tensor;
  readonly loss: Tensor;
  readonly targets: Tensor;
}

/** 3×3 convolution, ReLU, pool 2, twice, then a dense layer and softmax cross-entropy, over one parameter vector. */
export function convolutionalNetwork(size: NetworkSize, dtype: DType = 'float32'): ConvolutionalNetwork {
  const { batch, side, outputs } = size;
  const [c1, c2] = size.channels;
  const features = c2 * Math.floor(Math.floor(side / 2) / 2) ** 2;
  const shapes: Shape[] = [[c1, 1, 3, 3], [c1], [c2, c1, 3, 3], [c2], [outputs, features], [outputs]];
  const total = shapes.reduce((count, shape) => count + elementCount(shape), 0);
  const graph = new Graph();
  const theta = graph.input('theta', [total], dtype);
  let start = 0;
  const [w1, b1, w2, b2, w3, b3] = shapes.map((shape) => {
    const end = start + elementCount(shape);
    const parameter = reshape(slice(theta, 0, start, end), shape);
    start = end;
    return parameter;
  }) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  const images = graph.input('images', [batch, 1, side, side], dtype);
  const targets = graph.input('targets', [batch, outputs], dtype);
  const first = maxPool2d(relu(addBias(conv2d(images, w1, { padding: 1 }), b1)), 2);
  const second = maxPool2d(relu(addBias(conv2d(first, w2, { padding: 1 }), b2)), 2);
  const logits = addBias(matmul(flatten(second), w3, { transposeB: true }), b3);
  return { graph, theta, logits, loss: mean(softmaxCrossEntropy(logits, targets)), targets };
}
