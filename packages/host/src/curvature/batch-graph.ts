import { abs, Graph, mean, neg, reduceMax, reshape, vjp, concat, type Tensor } from '@thermoloop/compute';
import type { Loss } from '../losses/loss.js';
import { bindModel } from '../model/bind.js';
import type { Model } from '../model/model.js';
import { curvatureBuilders, type CurvatureKind } from './curvature-kind.js';

/** What a program for one mini-batch computes: the gradient alone, or with a curvature factor. */
export type BatchGraphKind = 'gradient' | CurvatureKind;

/**
 * The graph of one mini-batch with inputs `theta` [N], `images` [b, ...inputShape] and `targets` [b, d].
 * The outputs have the names of the fields; compile those that are needed.
 */
export interface BatchGraph {
  readonly outputs: Tensor;
  /** Mean loss, a scalar. */
  readonly loss: Tensor;
  readonly gradient: Tensor;
  readonly gradientPeak: Tensor;
  readonly matrix?: Tensor;
  readonly matrixPeak?: Tensor;
  readonly blocks?: Tensor;
}

/** @param dtype float64 for derivative checks; training runs in float32 */
export function buildBatchGraph(
  model: Model,
  loss: Loss,
  kind: BatchGraphKind,
  batch: number,
  dtype: 'float32' | 'float64' = 'float32',
): BatchGraph {
  const graph = new Graph();
  const theta = graph.input('theta', [model.parameterCount], dtype);
  const images = graph.input('images', [batch, ...model.inputShape], dtype);
  const targets = graph.input('targets', [batch, model.outputs], dtype);
  const bound = bindModel(model, theta, images);
  const meanLoss = mean(loss.perExample(bound.outputs, targets));
  const peak = (x: Tensor): Tensor => reduceMax(abs(x));
  if (kind === 'gradient') {
    const one = graph.constant(dtype === 'float64' ? Float64Array.of(1) : Float32Array.of(1), []);
    const slices = vjp(meanLoss, one, bound.parameters).map((part) => reshape(part, [-1]));
    const gradient = concat(slices, 0);
    return { outputs: bound.outputs, loss: meanLoss, gradient, gradientPeak: peak(gradient) };
  }
  const { matrix, blocks, gradient } = curvatureBuilders[kind](bound, loss, targets);
  return {
    outputs: bound.outputs,
    loss: meanLoss,
    gradient,
    gradientPeak: peak(gradient),
    matrix,
    matrixPeak: peak(matrix),
    ...(blocks && { blocks }),
  };
}
