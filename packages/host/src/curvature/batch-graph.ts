import { abs, Graph, mean, reduceMax, vjp, type Tensor } from '@thermoloop/compute';
import type { Loss } from '../losses/loss.js';
import { bindModel } from '../model/bind.js';
import type { Model } from '../model/model.js';
import {
  curvatureBuilders,
  drawsNoise,
  type CurvatureTensors,
  type NetworkCurvatureKind,
} from './curvature-kind.js';

/** What a program for one mini-batch computes: the gradient alone, or with a curvature factor. */
export type BatchGraphKind = 'gradient' | NetworkCurvatureKind;

/**
 * The graph of one mini-batch with inputs `theta` [N], `images` [b, ...inputShape], `targets` [b, d] and, for a kind
 * that draws, `noise`. Compiled as it is, its fields name the program's outputs.
 */
export interface BatchGraph {
  /** [b, d] */
  readonly outputs: Tensor;
  /** Mean loss, a scalar. */
  readonly loss: Tensor;
  /** [N] */
  readonly gradient: Tensor;
  /** max |gradient| */
  readonly gradientPeak: Tensor;
  /** B [r, N] */
  readonly matrix?: Tensor;
  /** max |B| */
  readonly matrixPeak?: Tensor;
  /** The blocks of S [r / d, d, d]. */
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
  const outputs = bindModel(model, theta, images);
  const noise = drawsNoise(kind)
    ? graph.input('noise', [batch, loss.predictiveNoise.perExample(model.outputs)], dtype)
    : undefined;
  const meanLoss = mean(loss.perExample(outputs, targets));
  const { gradient, matrix, blocks }: Partial<CurvatureTensors> & { gradient: Tensor } =
    kind === 'gradient'
      ? { gradient: vjp(meanLoss, graph.scalar(1, dtype), [theta])[0]! }
      : curvatureBuilders[kind]({ theta, outputs, targets, ...(noise && { noise }) }, loss);
  return {
    outputs,
    loss: meanLoss,
    gradient,
    gradientPeak: reduceMax(abs(gradient)),
    ...(matrix && { matrix, matrixPeak: reduceMax(abs(matrix)) }),
    ...(blocks && { blocks }),
  };
}
